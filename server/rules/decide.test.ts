import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readingContext } from '../intents/context.ts';
import { recorded } from './cancelling.ts';
import type { Sellable, Snapshot } from './catalog.ts';
import { decide } from './decide.ts';
import type { Effect } from './effects.ts';
import type { KnownClaim, LogRow } from './log-row.ts';
import { starterOnly } from './starter-set.ts';
import { FIRST_STATE } from './state.ts';
import type { DecideState } from './state.ts';

const product = (
  id: string,
  code: string,
  options: Record<string, string[]>,
  variants: Record<string, string>[],
): Sellable => ({
  id,
  code,
  key: code.toLowerCase(),
  title: code,
  currency: 'EUR',
  priceMinor: '4900',
  options,
  variants: variants.map((of, i) => ({ id: `${id}-${String(i)}`, options: of, priceMinor: '4900' })),
});
const products = [
  product('a12', 'A12', { color: ['Red', 'Black'] }, [{ color: 'Red' }, { color: 'Black' }]),
  product('b07', 'B07', {}, [{}]),
];
const snapshot: Snapshot = {
  show: { id: 's', seed: 'seed' },
  products,
  byCode: new Map(products.map((one) => [one.code, one])),
  byId: new Map(products.map((one) => [one.id, one])),
  byVariant: new Map(products.flatMap((one) => one.variants.map((variant) => [variant.id, one] as const))),
  context: readingContext(products),
  rules: starterOnly('en'),
  interest: new Set(['shop']),
};

let seq = 0;
const said = (text: string, more: Partial<LogRow> = {}): LogRow => {
  seq += 1;
  return {
    seq,
    kind: 'message',
    platform: 'youtube',
    connectionId: 'yt',
    broadcastId: 'b',
    platformId: `m${String(seq)}`,
    authorId: 'ann',
    handle: 'ann',
    own: false,
    banned: null,
    text,
    spokenAtMs: seq * 1000,
    history: false,
    body: {},
    of: null,
    ...more,
  };
};
const staff = (body: Record<string, unknown>, more: Partial<LogRow> = {}) =>
  said('', {
    kind: 'staff',
    connectionId: null,
    broadcastId: null,
    platform: null,
    authorId: null,
    body: { by: 'mo', ...body },
    ...more,
  });

/** Folds rows as the lane does, and gives back the effects of the last one. */
function after(...rows: LogRow[]): { state: DecideState; effects: Effect[] } {
  let state = FIRST_STATE;
  let effects: Effect[] = [];
  const known = new Map<string, KnownClaim[]>([['ann', []]]);
  for (const row of rows) {
    [state, effects] = decide(state, row, snapshot, known);
    recorded(known, effects);
  }
  return { state, effects };
}
const kinds = (effects: readonly Effect[]) => effects.map((effect) => effect.do);
const outcome = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.do === 'reading' ? [effect.outcome] : []))[0];

describe('decide', () => {
  it('derives ids from show, number and line', () => {
    const { effects } = after(said('A12 red x2, B07', { seq: 77 }));
    expect(effects.flatMap((one) => (one.do === 'claim' ? [[one.id, one.quantity]] : []))).toEqual([
      ['s.77.0', 2],
      ['s.77.1', 1],
    ]);
  });
  it('asks which one, and claims with the rank of the answer', () => {
    expect(kinds(after(said('mine A12')).effects)).toEqual(['reading', 'reply']);
    const [question, answer] = [said('mine A12 x3'), said('black')];
    expect(after(question, answer).effects).toMatchObject([
      { do: 'reading' },
      { do: 'claim', seq: answer.seq, variantId: 'a12-1', quantity: 3 },
    ]);
  });
  it('forgets an open question after ten minutes, and only its author answers it', () => {
    expect(after(said('mine A12', { spokenAtMs: 0 }), said('black', { spokenAtMs: 601_000 })).effects).toEqual([]);
    expect(after(said('mine A12'), said('black', { authorId: 'bo' })).effects).toEqual([]);
  });
  it('every distinct message counts: twice the same claim is two claims', () => {
    const first = after(said('B07')).effects.find((one) => one.do === 'claim');
    const second = after(said('B07'), said('B07')).effects.find((one) => one.do === 'claim');
    expect(first && second && first.id !== second.id).toBe(true);
  });
  it('stopped claims are held with their rank, and nothing is answered while everything automatic is stopped', () => {
    const { effects } = after(staff({ action: 'stop', what: 'claims', on: true }), said('B07'));
    expect(effects).toMatchObject([{ outcome: 'held' }, { do: 'claim', held: true }]);
    expect(
      kinds(after(staff({ action: 'stop', what: 'automatic', on: true }), said('how much is B07?')).effects),
    ).toEqual(['reading', 'question']);
    expect(
      kinds(
        after(
          staff({ action: 'stop', what: 'automatic', on: true }),
          staff({ action: 'stop', what: 'automatic', on: false }),
          said('how much is B07?'),
        ).effects,
      ),
    ).toEqual(['reading', 'question', 'reply']);
  });
  it('a bare cancel means the one product claimed, and is left to a person when there are two', () => {
    expect(after(said('B07'), said('cancel')).effects).toMatchObject([
      { outcome: 'cancelled' },
      { do: 'cancel', productId: 'b07', claimId: null },
    ]);
    expect(outcome(after(said('B07'), said('A12 red'), said('cancel')).effects)).toBe('cancel-unclear');
    expect(after(said('B07'), said('A12 red'), said('cancel B07'), said('cancel')).effects).toMatchObject([
      { outcome: 'cancelled' },
      { productId: 'a12' },
    ]);
  });
  it('a cancel of a part takes the claim of just that many, and never splits one', () => {
    const two = said('B07 x2');
    const one = said('B07');
    expect(after(two, one, said('cancel 1 B07')).effects).toMatchObject([
      { outcome: 'cancelled' },
      { do: 'cancel', claimId: `s.${String(one.seq)}.0` },
    ]);
    expect(outcome(after(said('B07 x2'), said('cancel 1 B07')).effects)).toBe('part-cancel');
  });
  it('a cancel with nothing to cancel still leaves its marker, for a claim that arrives late', () => {
    expect(after(said('cancel B07')).effects).toMatchObject([
      { outcome: 'nothing-to-cancel' },
      { do: 'cancel', productId: 'b07' },
    ]);
  });
  it('an edit moves nothing: a person decides', () => {
    expect(after(said('A12 red', { kind: 'edit' })).effects).toMatchObject([
      { do: 'reading', outcome: 'edited', reading: { needsLook: true } },
      { do: 'mark', kind: 'edited' },
    ]);
    expect(after(said('hello', { kind: 'edit' })).effects).toEqual([]);
  });
  it('an edit with the same lines says nothing new, another quantity, code or none at all needs a person', () => {
    const { of: _, ...first } = said('mine B07 x2');
    const edit = (text: string) => after(said(text, { kind: 'edit', of: first })).effects;
    expect(edit('mine B07 x2 please!')).toEqual([]);
    expect(edit('2 B07')).toEqual([]);
    for (const text of ['mine B07 x3', 'mine A12 red x2', 'looks lovely'])
      expect(outcome(edit(text)), text).toBe('edited');
    expect(kinds(edit('mine B07 x3'))).not.toContain('claim');
  });
  it('a removed message leaves a marker for its claim, also when the claim comes later', () => {
    const gone = said('', { kind: 'removal', body: { target: 'message', targetIds: ['m-gone'] } });
    expect(after(gone).effects).toEqual([
      { do: 'mark', seq: gone.seq, kind: 'removed', broadcastId: 'b', messageIds: ['m-gone'], authorIds: [] },
    ]);
    expect(kinds(after(gone, said('B07', { platformId: 'm-gone' })).effects)).toEqual(['reading', 'claim', 'mark']);
  });
  it('an order about an author holds from its own time on, until it ends or is lifted', () => {
    const order = (kind: string, more = {}) =>
      staff({ action: 'moderate', moderationId: `mo-${kind}`, kind, authorId: 'ann', ...more });
    const ban = order('ban', { reason: 'insults' });
    const { state, effects } = after(ban);
    expect(effects).toMatchObject([{ do: 'moderate', id: 'mo-ban', kind: 'ban', authorId: 'ann', madeBy: 'mo' }]);
    expect(state.bans['ann']).toMatchObject({ untilMs: null, reason: 'insults' });
    const claims = (...rows: LogRow[]) =>
      after(...rows).effects.flatMap((one) => (one.do === 'claim' ? [one.ending?.reason ?? 'asks for stock'] : []));
    expect(claims(ban, said('B07'))).toEqual(['its author is banned']);
    expect(claims(ban, said('B07', { spokenAtMs: ban.spokenAtMs - 1 }))).toEqual(['asks for stock']);
    expect(claims(ban, order('unban'), said('B07'))).toEqual(['asks for stock']);
    const short = order('timeout', { forSeconds: 60 });
    expect(claims(short, said('B07'))).toEqual(['its author is banned']);
    expect(claims(short, said('B07', { spokenAtMs: short.spokenAtMs + 61_000 }))).toEqual(['asks for stock']);
  });
  it('a banned author’s message is flagged and answered with nothing', () => {
    const ban = staff({ action: 'moderate', moderationId: 'mo', kind: 'ban', authorId: 'ann' });
    const { effects } = after(ban, said('how much is B07?'));
    expect(effects.map((one) => one.do)).toEqual(['reading', 'moderate']);
    expect(outcome(effects)).toBe('banned');
  });
  it('a ban of an earlier show is told to each broadcast once, when its author speaks there', () => {
    const from = { sinceMs: 0, untilMs: null, reason: 'insults', on: [] };
    const first = said('hello', { banned: from });
    expect(after(first).effects).toMatchObject([
      { do: 'reading', outcome: 'banned' },
      {
        do: 'moderate',
        id: `s.${String(first.seq)}.ban`,
        kind: 'ban',
        madeBy: 'rule',
        place: { broadcastId: 'b', connectionId: 'yt' },
      },
    ]);
    expect(kinds(after(first, said('again', { banned: from })).effects)).toEqual(['reading']);
    expect(kinds(after(first, said('there', { banned: from, broadcastId: 'b2' })).effects)).toContain('moderate');
    expect(outcome(after(said('hello', { banned: { ...from, untilMs: 1 } })).effects)).toBeUndefined();
  });
  it('what is claimed where the platform’s own shop sells is interest, and nobody is asked which one', () => {
    const { effects } = after(said('mine A12', { connectionId: 'shop' }));
    expect(effects).toMatchObject([
      { do: 'reading', outcome: 'interest' },
      { do: 'claim', variantId: null, ending: { state: 'interest' }, priceMinor: '4900' },
    ]);
  });
  it('likes, gifts, history and our own words are no claims', () => {
    for (const row of [said('B07', { history: true }), said('', { kind: 'like' }), said('B07', { kind: 'gift' })])
      expect(after(row).effects).toEqual([]);
    expect(kinds(after(said('B07', { own: true })).effects)).toEqual(['own-message']);
  });
  it('a claim and a question in one comment are both', () => {
    expect(kinds(after(said('mine B07, how long is shipping?')).effects)).toEqual(['reading', 'claim', 'question']);
  });
  it('what a person does by hand is theirs, with the message’s rank or the rank of now', () => {
    const { of: _of, ...message } = said('mine A99', { authorId: 'bo' });
    expect(
      after(
        staff(
          { action: 'claim', ofSeq: message.seq, authorId: 'bo', variantId: 'b07-0', quantity: 2 },
          { of: message },
        ),
      ).effects,
    ).toMatchObject([{ do: 'claim', authorId: 'bo', madeBy: 'mo', spokenAtMs: message.spokenAtMs, held: false }]);
    const typed = staff({ action: 'claim', handle: '@cy', authorId: null, variantId: 'b07-0', quantity: 1 });
    expect(after(typed).effects).toMatchObject([
      { do: 'claim', authorId: null, text: '@cy', spokenAtMs: typed.spokenAtMs },
    ]);
    expect(kinds(after(staff({ action: 'dismiss', claimId: 's.1.0' })).effects)).toEqual(['order', 'cancel']);
  });
  it('is the same each time, and never claims for history, whatever the log', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            text: fc.constantFrom('B07', 'mine A12', 'red', 'cancel', 'cancel B07', '+1', 'how much?', 'x'),
            history: fc.boolean(),
            authorId: fc.constantFrom('ann', 'bo', null),
          }),
          { maxLength: 30 },
        ),
        (list) => {
          const rows = list.map((one) => said(one.text, one));
          const once = after(...rows);
          expect(after(...rows)).toEqual(once);
          expect(JSON.parse(JSON.stringify(once.state))).toEqual(once.state);
          if (rows.at(-1)?.history) expect(once.effects).toEqual([]);
        },
      ),
      { seed: 9, numRuns: 200 },
    ));
});
