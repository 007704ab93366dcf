import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, available, carryOut } from './allocation.ts';
import type { Candidate, Counters, Order } from './allocation.ts';

const stock = (onHand: number, more: Partial<Counters> = {}): Counters => ({
  onHand,
  reserved: 0,
  sold: 0,
  buffer: 0,
  shortfall: 0,
  waitlisted: 0,
  ranked: 0,
  ...more,
});
const claim = (id: string, quantity = 1, state: Candidate['state'] = 'pending'): Candidate => ({
  id,
  showId: 's',
  quantity,
  state,
  held: false,
  ranked: state !== 'pending',
});
const order = (what: Order['what'], of: Candidate, id = `o-${of.id}`): Order => ({
  id,
  what,
  reason: 'asked',
  madeBy: 'rule',
  claim: of,
});

describe('allocate', () => {
  it('fills claims whole, in order, and puts the rest on the waitlist with their place and rank', () => {
    const { changes, counters } = allocate(stock(3), [], [claim('a', 2), claim('b', 2), claim('c', 1)]);
    expect(changes.map((c) => [c.claimId, c.state, c.rank, c.place])).toEqual([
      ['a', 'reserved', 1, null],
      ['b', 'waitlisted', 2, 1],
      ['c', 'reserved', 3, null],
    ]);
    expect(counters).toMatchObject({ reserved: 3, waitlisted: 1, ranked: 3 });
  });

  it('serves who waits before who is new, and keeps their first rank', () => {
    const { changes } = allocate(stock(1, { waitlisted: 1, ranked: 4 }), [claim('w', 1, 'waitlisted')], [claim('n')]);
    expect(changes.map((c) => [c.claimId, c.state, c.about, c.rank])).toEqual([
      ['w', 'reserved', 'offered', null],
      ['n', 'waitlisted', 'waitlisted', 5],
    ]);
  });

  it('leaves a stopped claim pending and holding nothing, and a claim whose cancel came first cancelled', () => {
    const { changes, counters } = allocate(
      stock(5),
      [],
      [
        { ...claim('a'), cancelled: null, stopped: true },
        { ...claim('b'), cancelled: 'cancelled by its author', stopped: false },
      ],
    );
    expect(changes.map((c) => [c.state, c.held])).toEqual([
      ['pending', true],
      ['cancelled', false],
    ]);
    expect(counters.reserved).toBe(0);
  });
});

describe('orders', () => {
  it('release a hold once, however often it is asked', () => {
    const held = claim('a', 2, 'reserved');
    const { changes, counters } = carryOut(stock(2, { reserved: 2 }), [
      order('cancel', held),
      order('cancel', held, 'again'),
    ]);
    expect(changes).toHaveLength(1);
    expect(counters.reserved).toBe(0);
  });
  it('never undo what is sold', () =>
    expect(carryOut(stock(1, { sold: 1 }), [order('cancel', claim('a', 1, 'sold'))]).changes).toEqual([]));
  it('a cancel after a release wins', () => {
    const one = { ...claim('a'), held: true };
    const done = carryOut(stock(1), [order('release', one), order('cancel', one, 'c')]);
    expect(done.released).toEqual([]);
    expect(done.changes.map((c) => c.state)).toEqual(['cancelled']);
  });
});

const quantities = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 20 });

describe('whatever is asked', () => {
  it('never promises more than there is, counts what it gave, and passes nobody over for somebody later who wants as much', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), quantities, quantities, (onHand, waits, wants) => {
        const waiting = waits.map((q, i) => claim(`w${String(i)}`, q, 'waitlisted'));
        const pending = wants.map((q, i) => claim(`p${String(i)}`, q));
        const { changes, counters } = allocate(stock(onHand, { waitlisted: waiting.length }), waiting, pending);
        const won = new Set(changes.filter((c) => c.state === 'reserved').map((c) => c.claimId));
        const sum = [...waiting, ...pending].filter((c) => won.has(c.id)).reduce((n, c) => n + c.quantity, 0);
        expect(counters.reserved).toBe(sum);
        expect(sum).toBeLessThanOrEqual(onHand);
        expect(changes.reduce((n, c) => n + (c.movement?.reservedDelta ?? 0), 0)).toBe(sum);
        expect(counters.waitlisted).toBe([...waiting, ...pending].length - won.size);
        const line = [...waiting, ...pending];
        line.forEach((early, i) => {
          if (won.has(early.id)) return;
          for (const late of line.slice(i + 1))
            if (won.has(late.id)) expect(late.quantity).toBeLessThan(early.quantity);
        });
        expect(available(counters)).toBe(onHand - sum);
      }),
      { seed: 5, numRuns: 1000 },
    ));
});
