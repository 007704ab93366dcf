import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planNext } from './budget.ts';
import type { Voice, Waiting } from './budget.ts';

const voice = (more: Partial<Voice> = {}): Voice => ({
  nowMs: 100_000,
  lastMs: null,
  pausedUntilMs: 0,
  everyMs: 1000,
  privately: { lastMs: null, everyMs: 10 },
  textLength: 60,
  where: 'http://h/s',
  lastWording: null,
  units: null,
  ...more,
});
const reply = (id: string, more: Partial<Waiting> = {}): Waiting => ({
  id,
  kind: 'reply',
  text: `long text of ${id}`,
  shortText: `@${id} ✓`,
  otherwise: `other text of ${id}`,
  wording: 'reserved:0',
  page: '',
  byPerson: false,
  authorId: `a-${id}`,
  valueMinor: 100n,
  deadlineMs: 220_000,
  createdMs: 1,
  ...more,
});

describe('what is said next', () => {
  it('says a lone confirmation in full, and several in one line with the page once', () => {
    expect(planNext([reply('a')], voice())).toMatchObject({ do: 'send', ids: ['a'], text: 'long text of a' });
    expect(planNext([reply('a'), reply('b')], voice())).toMatchObject({
      ids: ['a', 'b'],
      text: '@a ✓ · @b ✓ → http://h/s',
    });
  });
  it('prefers a person to a rule, what ends soon to what does not, and worth after that', () => {
    const alone = { shortText: null };
    expect(
      planNext([reply('cheap', { ...alone }), reply('dear', { ...alone, valueMinor: 900n })], voice()),
    ).toMatchObject({ ids: ['dear'] });
    expect(
      planNext(
        [reply('soon', { ...alone, deadlineMs: 110_000 }), reply('dear', { ...alone, valueMinor: 900n })],
        voice(),
      ),
    ).toMatchObject({ ids: ['soon'] });
    expect(
      planNext(
        [reply('dear', { ...alone, valueMinor: 900n }), reply('anna', { ...alone, byPerson: true, valueMinor: 0n })],
        voice(),
      ),
    ).toMatchObject({ ids: ['anna'] });
  });
  it('keeps one viewer’s replies in order', () => {
    const rows = [
      reply('first', { shortText: null, authorId: 'x', createdMs: 1 }),
      reply('second', { shortText: null, authorId: 'x', createdMs: 2, valueMinor: 999n }),
    ];
    expect(planNext(rows, voice())).toMatchObject({ ids: ['first'] });
  });
  it('keeps the platform’s pace and its request to wait', () => {
    expect(planNext([reply('a')], voice({ lastMs: 99_500 }))).toEqual({ do: 'wait', untilMs: 100_500, why: 'pace' });
    expect(planNext([reply('a')], voice({ pausedUntilMs: 130_000 }))).toEqual({
      do: 'wait',
      untilMs: 130_000,
      why: 'pace',
    });
  });
  it('does what is done at once, whatever the pace of what is said, and says privately at that pace alone', () => {
    const paced = voice({ lastMs: 99_500, privately: { lastMs: 99_995, everyMs: 10 } });
    const ban = reply('ban', { kind: 'act', shortText: null, text: '' });
    const secret = reply('secret', { kind: 'private' });
    expect(planNext([reply('a'), ban], paced)).toMatchObject({ ids: ['ban'], kind: 'act' });
    expect(planNext([reply('a'), secret], paced)).toEqual({ do: 'wait', untilMs: 100_005, why: 'pace' });
    expect(planNext([reply('a'), secret], { ...paced, nowMs: 100_005 })).toMatchObject({ ids: ['secret'] });
  });
  it('never puts two buyers into one private line', () => {
    const both = [reply('a', { kind: 'private' }), reply('b', { kind: 'private' })];
    expect(planNext(both, voice())).toMatchObject({ ids: ['a'], text: 'long text of a' });
  });
  it('puts the address behind a whole sentence, where there may be one', () => {
    expect(planNext([reply('a', { page: 'http://h/s' })], voice())).toMatchObject({
      text: 'long text of a → http://h/s',
    });
  });
  it('stops rules before units run out and lets people go on', () => {
    const units = { left: 60, reply: 20 };
    expect(planNext([reply('a')], voice({ units }))).toMatchObject({ do: 'wait', why: 'units' });
    expect(planNext([reply('a', { byPerson: true, shortText: null })], voice({ units }))).toMatchObject({ do: 'send' });
  });
  it('never uses the same wording twice running', () => {
    const plan = planNext([reply('a')], voice({ lastWording: 'reserved:0' }));
    expect(plan).toMatchObject({ text: 'other text of a', wording: 'reserved:0+' });
  });
  it('a line of several never exceeds the limit, says nobody twice and forgets nobody in the end', () =>
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 200 }), fc.integer({ min: 1, max: 25 }), (textLength, n) => {
        let rows = Array.from({ length: n }, (_, i) => reply(`r${String(i)}`, { valueMinor: BigInt(i * 7) % 5n }));
        const said: string[] = [];
        while (rows.length > 0) {
          const plan = planNext(rows, voice({ textLength }));
          if (plan.do !== 'send') throw new Error('stuck');
          if (plan.ids.length > 1) expect([...plan.text].length).toBeLessThanOrEqual(textLength);
          said.push(...plan.ids);
          rows = rows.filter((row) => !plan.ids.includes(row.id));
        }
        expect(new Set(said).size).toBe(n);
        expect(said.length).toBe(n);
      }),
      { seed: 4 },
    ));
});
