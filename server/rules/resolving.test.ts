import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import type { Effect } from './effects.ts';
import type { LogRow } from './log-row.ts';
import { logOf, product, snapshotOf } from './show.fixture.ts';
import { FIRST_STATE } from './state.ts';
import type { DecideState } from './state.ts';

const snapshot = snapshotOf([product('A12', { size: ['M', 'L'] }), product('A21'), product('B07')]);

function after(...rows: LogRow[]): { state: DecideState; effects: Effect[] } {
  let state = FIRST_STATE;
  let effects: Effect[] = [];
  for (const row of rows) [state, effects] = decide(state, row, snapshot, new Map());
  return { state, effects };
}
const sold = (effects: readonly Effect[]) => effects.flatMap((one) => (one.do === 'claim' ? [one] : []));
const reading = (effects: readonly Effect[]) => effects.flatMap((one) => (one.do === 'reading' ? [one] : []))[0];
const line = (code: string, variant: Record<string, string> = {}) => [{ code, variant, quantity: 2 }];

describe('a doubtful message that a person decided about', () => {
  const log = logOf();
  const asked = log.said('mine B0Z x2', 5_000);
  const chosen = log.staff({ action: 'resolve-reading', ofSeq: asked.seq, lines: line('B07') }, 30_000, { of: asked });

  it('is claimed with the rank of the message, by that person, and its author is answered there', () => {
    expect(reading(after(asked).effects)?.reading.needsLook).toBe(true);
    const { effects } = after(asked, chosen);
    expect(sold(effects)).toMatchObject([
      {
        id: `s.${String(chosen.seq)}.0`,
        variantId: 'b07-0',
        quantity: 2,
        spokenAtMs: 5_000,
        madeBy: 'mo',
        replyTo: asked.platformId,
        held: false,
      },
    ]);
    expect(reading(effects)).toMatchObject({
      seq: asked.seq,
      outcome: 'resolved',
      again: true,
      reading: { needsLook: false },
    });
  });

  it('is remembered for the show: the next same near-miss is taken without asking, and says why', () => {
    const next = log.said('mine b0z', 60_000, { authorId: 'bo' });
    const { effects } = after(asked, chosen, next);
    expect(sold(effects)).toMatchObject([{ variantId: 'b07-0', authorId: 'bo' }]);
    expect(reading(effects)?.reading.explanation).toMatch(/b0z.*B07/);
  });

  it('is forgotten when it is taken back, and what it made is cancelled', () => {
    const undo = log.staff({ action: 'unresolve', ofSeq: asked.seq, claimIds: [`s.${String(chosen.seq)}.0`] }, 40_000, {
      of: asked,
    });
    const { effects } = after(asked, chosen, undo);
    expect(effects).toMatchObject([
      { do: 'reading', seq: asked.seq, again: true, reading: { needsLook: true } },
      { do: 'order', what: 'cancel', claimId: `s.${String(chosen.seq)}.0` },
      { do: 'cancel' },
    ]);
    const next = log.said('mine B0Z', 70_000);
    expect(sold(after(asked, chosen, undo, next).effects)).toEqual([]);
  });

  it('is asked "which one?" where the choice leaves that open, and nothing is reserved', () => {
    const which = log.staff({ action: 'resolve-reading', ofSeq: asked.seq, lines: line('A12') }, 30_000, { of: asked });
    const { effects } = after(asked, which);
    expect(sold(effects)).toEqual([]);
    expect(effects.find((one) => one.do === 'reply')).toMatchObject({ about: 'which-one', seq: asked.seq });
    expect(sold(after(asked, which, log.said('M', 33_000)).effects)).toMatchObject([
      { variantId: 'a12-0', quantity: 2 },
    ]);
  });

  it('that is no claim makes none and teaches nothing', () => {
    const none = log.staff({ action: 'resolve-reading', ofSeq: asked.seq, lines: 'none' }, 30_000, { of: asked });
    const { state, effects } = after(asked, none);
    expect([sold(effects), state.aliases, reading(effects)?.outcome]).toEqual([[], {}, 'no-claim']);
  });

  it('decides the same from a state that went through the database', () => {
    const { state } = after(asked, chosen);
    const again = JSON.parse(JSON.stringify(state)) as DecideState;
    const next = log.said('mine b0z', 60_000);
    expect(decide(again, next, snapshot, new Map())).toEqual(decide(state, next, snapshot, new Map()));
  });
});
