import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import type { Effect } from './effects.ts';
import type { LogRow } from './log-row.ts';
import { logOf, product, snapshotOf } from './show.fixture.ts';
import { FIRST_STATE } from './state.ts';
import type { DecideState } from './state.ts';

const linen = product('A12', { size: ['M', 'L'] }, { title: 'Linen dress' });
const silk = product('A21', {}, { title: 'Silk dress' });
const mug = product('B07', {}, { title: 'Mug' });
const snapshot = snapshotOf([linen, silk, mug]);

function after(rows: readonly LogRow[], with_ = snapshot): { state: DecideState; effects: Effect[] } {
  let state = FIRST_STATE;
  let effects: Effect[] = [];
  for (const row of rows) [state, effects] = decide(state, row, with_, new Map());
  return { state, effects };
}
const sold = (effects: readonly Effect[]) => effects.flatMap((one) => (one.do === 'claim' ? [one.variantId] : []));
const readingOf = (effects: readonly Effect[]) =>
  effects.flatMap((one) => (one.do === 'reading' ? [one.reading] : []))[0];
const one = (code: string) => [{ code, variant: {}, quantity: 1 }];

describe('what was decided about one message leaks nowhere', () => {
  it('not to another product of the same name: "the dress" means the one that is on screen', () => {
    const log = logOf();
    const rows = [log.staff({ action: 'show-product', productId: 'b07' }, 0), log.said('mine the dress', 40_000)];
    const doubt = rows[1] as LogRow;
    expect(readingOf(after(rows).effects)?.needsLook).toBe(true);
    rows.push(log.staff({ action: 'resolve-reading', ofSeq: doubt.seq, lines: one('A12') }, 70_000, { of: doubt }));
    rows.push(log.staff({ action: 'show-product', productId: 'a21' }, 80_000));
    rows.push(log.said('mine the dress', 100_000, { authorId: 'bo' }));
    expect(sold(after(rows).effects)).toEqual(['a21-0']);
  });

  it('not to a code that a new product has by now', () => {
    const log = logOf();
    const doubt = log.said('mine B0Z', 40_000);
    const chosen = log.staff({ action: 'resolve-reading', ofSeq: doubt.seq, lines: one('B07') }, 50_000, { of: doubt });
    const { state } = after([doubt, chosen]);
    const more = snapshotOf([linen, silk, mug, product('B0Z')]);
    const [, effects] = decide(state, log.said('mine B0Z', 60_000), more, new Map());
    expect(sold(effects)).toEqual(['b0z-0']);
  });

  it('not to a word that is nothing like the code that was chosen', () => {
    const log = logOf();
    const doubt = log.said('mine A21 or a1z', 40_000);
    const chosen = log.staff({ action: 'resolve-reading', ofSeq: doubt.seq, lines: one('B07') }, 50_000, { of: doubt });
    expect(after([doubt, chosen]).state.aliases).toEqual({});
  });

  it('not beyond being taken back: what was asked because of it is asked no longer', () => {
    const log = logOf();
    const doubt = log.said('mine A1Z', 40_000);
    const chosen = log.staff({ action: 'resolve-reading', ofSeq: doubt.seq, lines: one('A12') }, 50_000, { of: doubt });
    const undo = log.staff({ action: 'unresolve', ofSeq: doubt.seq, claimIds: [`s.${String(chosen.seq)}.0`] }, 55_000, {
      of: doubt,
    });
    expect(sold(after([doubt, chosen, log.said('M', 60_000)]).effects)).toEqual(['a12-0']);
    expect(sold(after([doubt, chosen, undo, log.said('M', 60_000)]).effects)).toEqual([]);
  });

  it('not to what shows when somebody decides: a choice names its product', () => {
    const log = logOf();
    const rows = [
      log.staff({ action: 'show-product', productId: 'a21' }, 0),
      log.staff({ action: 'show-product', productId: null }, 20_000),
      log.said('mine 200', 40_000),
    ];
    const doubt = rows[2] as LogRow;
    const lines = readingOf(after(rows).effects)?.choices[0];
    expect(lines).toMatchObject([{ code: 'A21', quantity: 1 }]);
    rows.push(log.staff({ action: 'show-product', productId: 'b07' }, 60_000));
    rows.push(log.staff({ action: 'resolve-reading', ofSeq: doubt.seq, lines }, 70_000, { of: doubt }));
    expect(sold(after(rows).effects)).toEqual(['a21-0']);
  });
});

/** Keys as they come back from jsonb: by length, then by letters. */
function throughTheDatabase<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(throughTheDatabase) as T;
  const keys = Object.keys(value).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, throughTheDatabase((value as Record<string, unknown>)[key])])) as T;
}

describe('what is remembered is bounded, and by the log alone', () => {
  it('forgets the same words and delays wherever a batch ended', () => {
    const numbers = Array.from({ length: 260 }, (_, i) => 1000 + i * 34);
    const many = snapshotOf(numbers.map((n) => product(`K${String(n)}`)));
    const log = logOf();
    const rows = numbers.flatMap((n, i) => {
      const doubt = log.said(`mine k${String(n).slice(0, 3)}${'zxw'[i % 3] ?? ''}`, i * 1_000);
      const lines = one(`K${String(n)}`);
      return [
        doubt,
        log.staff({ action: 'resolve-reading', ofSeq: doubt.seq, lines }, i * 1_000 + 1, { of: doubt }),
        log.staff({ action: 'video-delay', connectionId: `c${String((i * 7) % 90)}`, ms: i, backMs: 0, aheadMs: 0 }, i),
      ];
    });
    let [whole, parted] = [FIRST_STATE, FIRST_STATE];
    for (const row of rows) {
      [whole] = decide(whole, row, many, new Map());
      [parted] = decide(throughTheDatabase(parted), row, many, new Map());
    }
    expect(Object.keys(whole.aliases)).toHaveLength(200);
    expect(Object.keys(whole.delays)).toHaveLength(50);
    expect(parted).toEqual(whole);
  });
});
