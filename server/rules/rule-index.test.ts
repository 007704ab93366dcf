import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { fold } from '../intents/fold.ts';
import { tokens } from '../intents/tokens.ts';
import { readMessage } from './hear.ts';
import type { LogRow } from './log-row.ts';
import type { Condition, Rule } from './rule-set.ts';
import { ruleOf, run, showWith } from './rules.fixture.ts';
import { logOf } from './show.fixture.ts';
import { FIRST_STATE } from './state.ts';

const TEXTS = [
  'hello there',
  'mine B07',
  'A12 red x2',
  'how much is B07?',
  'cancel',
  'ราคาเท่าไหร่',
  '運費多少',
  'is shipping free?',
  'this is a scam',
  'B07 or A12?',
  'mine A99',
  'so nice!!',
  'https://spam.example buy now',
  '😀',
];
const WORDS = ['hello', 'there', 'is', 'hello there', 'ราคา', '運費', '多', '!!', 'HELLO', 'b07', 'x'];
const PATTERNS = ['hel+o', '\\d', 'mine', '^is', 'pp', 'a[12]+', 'no such', '多少', '(', 'red x2'];

const some = <T>(list: readonly T[]) => fc.subarray([...list], { minLength: 1, maxLength: Math.min(3, list.length) });
const fields = {
  kinds: some(['message', 'gift', 'follow'] as const),
  platforms: some(['youtube', 'tiktok']),
  intents: some(['claim', 'cancel', 'question', 'none', 'complaint', 'spam'] as const),
  topics: some(['price', 'shipping', 'choice'] as const),
  products: some(['A12', 'B07', 'showing', 'Z99']),
  languages: some(['en', 'th', 'zh', 'zh-Hant']),
  words: fc.record({ any: some(WORDS), all: some(WORDS), none: some(WORDS) }, { requiredKeys: [] }),
  pattern: fc.constantFrom(...PATTERNS),
  needsLook: fc.boolean(),
  time: fc.record({ fromMinutes: fc.nat(5), toMinutes: fc.nat(5) }, { requiredKeys: [] }),
  gift: fc.record({ atLeast: fc.nat(50), atMost: fc.nat(100) }, { requiredKeys: [] }),
};
/** A few fields each: with all of them nothing would ever hold. */
const condition = fc
  .subarray(Object.keys(fields), { maxLength: 2 })
  .chain((keys) =>
    fc.record(Object.fromEntries(Object.entries(fields).filter(([key]) => keys.includes(key)))),
  ) as fc.Arbitrary<Condition>;
const rules: fc.Arbitrary<Rule[]> = fc
  .array(
    fc.record({
      when: condition,
      state: fc.constantFrom<Rule['state']>('on', 'on', 'shadow', 'off'),
      stop: fc.integer({ min: 0, max: 6 }).map((n) => n === 0),
      limits: fc.option(fc.record({ coolDownSeconds: fc.integer({ min: 1, max: 90 }) }), { nil: undefined }),
    }),
    { maxLength: 25 },
  )
  .map((list) =>
    list.map(({ limits, ...one }, i) =>
      ruleOf({
        ...one,
        id: `r${String(i)}`,
        ...(limits === undefined ? {} : { limits }),
        then: [{ do: 'tag', tag: 't' }],
      }),
    ),
  );
const event = fc.record({
  text: fc.constantFrom(...TEXTS),
  kind: fc.constantFrom('message', 'message', 'message', 'gift', 'follow'),
  platform: fc.constantFrom('youtube', 'tiktok'),
  atMs: fc.nat(360_000),
  coins: fc.nat(120),
  showing: fc.constantFrom('b07', 'a12', null),
});

/** Straight from the words of `Condition`, without anything that is compiled. */
function holds(when: Condition, row: LogRow, showing: string | null, show: ReturnType<typeof showWith>): boolean {
  const reading = row.kind === 'message' ? readMessage({ ...FIRST_STATE, showing }, row, show) : null;
  const folded = fold(row.text);
  const spoken = tokens(folded).map((token) => token.text);
  const says = (word: string) => {
    const wanted = tokens(fold(word)).map((token) => token.text);
    if (/[\u0e00-\u0e7f\u4e00-\u9fff]/.test(word)) return folded.includes(fold(word));
    return spoken.some((_, at) => wanted.every((one, i) => spoken[at + i] === one));
  };
  const code = show.byId.get(showing ?? '')?.code;
  const named = reading?.lines.flatMap((line) => line.code ?? []) ?? [];
  const codes = named.length > 0 ? named : code === undefined ? [] : [code];
  const coins = row.kind === 'gift' ? (row.body['value'] as { coins: number }).coins : null;
  const minutes = row.spokenAtMs / 60_000;
  const { words = {} } = when;
  const language = reading?.language?.toLowerCase();
  return (
    (when.kinds ?? ['message']).some((kind) => kind === row.kind) &&
    (when.platforms?.includes(row.platform ?? '') ?? true) &&
    (when.intents === undefined || (reading !== null && when.intents.includes(reading.intent))) &&
    (when.topics === undefined || when.topics.some((topic) => topic === reading?.topic)) &&
    (when.products?.some((one) =>
      one === 'showing' ? code !== undefined && codes.includes(code) : codes.includes(one),
    ) ??
      true) &&
    (when.languages?.some((one) => language === one.toLowerCase() || language?.startsWith(`${one.toLowerCase()}-`)) ??
      true) &&
    (words.any?.some(says) ?? true) &&
    (words.all?.every(says) ?? true) &&
    !(words.none?.some(says) ?? false) &&
    (when.pattern === undefined || found(when.pattern, folded)) &&
    (when.needsLook === undefined || reading?.needsLook === when.needsLook) &&
    (when.time === undefined ||
      (minutes >= (when.time.fromMinutes ?? 0) && minutes < (when.time.toMinutes ?? Infinity))) &&
    (when.gift === undefined ||
      (coins !== null && coins >= (when.gift.atLeast ?? 0) && coins <= (when.gift.atMost ?? Infinity)))
  );
}

function found(pattern: string, folded: string): boolean {
  try {
    return RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE).matcher(folded).find();
  } catch {
    return false;
  }
}

/** Which rules act, one after the other, by hand. */
function naive(
  list: readonly Rule[],
  rows: readonly { row: LogRow; showing: string | null }[],
  show: ReturnType<typeof showWith>,
): string[] {
  const last = new Map<string, number>();
  return rows.map(({ row, showing }) => {
    const acted: string[] = [];
    const ghosts: string[] = [];
    let stopped = false;
    let ghostStopped = false;
    for (const rule of list) {
      const isGhost = rule.state === 'shadow';
      if (rule.state === 'off' || stopped || (isGhost && ghostStopped)) continue;
      if (!holds(rule.when, row, showing, show)) continue;
      const rest = rule.limits?.coolDownSeconds;
      const before = last.get(rule.id);
      if (rest !== undefined && before !== undefined && row.spokenAtMs < before + rest * 1000) continue;
      if (rest !== undefined) last.set(rule.id, Math.max(row.spokenAtMs, before ?? 0));
      (isGhost ? ghosts : acted).push(rule.id);
      if (rule.stop && isGhost) ghostStopped = true;
      else if (rule.stop) stopped = true;
    }
    return `${acted.join()}|${ghosts.join()}`;
  });
}

describe('rules that are looked up', () => {
  it('are those that hold when each is asked, in the same order, whatever rules and events', () => {
    fc.assert(
      fc.property(rules, fc.array(event, { maxLength: 8 }), (list, events) => {
        const show = showWith(list);
        const { said } = logOf();
        const rows = events.map((one) => ({
          showing: one.showing,
          row: said(one.text, one.atMs, {
            kind: one.kind,
            platform: one.platform,
            body: { value: { coins: one.coins } },
          }),
        }));
        let state = FIRST_STATE;
        const looked = rows.map(({ row, showing }) => {
          const done = run(show, [row], { ...state, showing, shown: [] });
          state = done.state;
          const ruled = done.effects[0]?.find((effect) => effect.do === 'reading')?.ruled;
          return `${ruled?.by.join() ?? ''}|${ruled?.shadow.map((one) => one.rule).join() ?? ''}`;
        });
        expect(looked).toEqual(naive(list, rows, show));
      }),
      { seed: 4, numRuns: 1_500 },
    );
  });
});
