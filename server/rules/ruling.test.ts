import { describe, expect, it } from 'vitest';
import { compileRules } from './compile.ts';
import type { LogRow } from './log-row.ts';
import { explainRules } from './explain.ts';
import { readingIn, ruleOf, run, showWith } from './rules.fixture.ts';
import { logOf } from './show.fixture.ts';
import { FIRST_STATE } from './state.ts';

const { said, staff } = logOf();
const by = (authorId: string, atMs: number, text = 'hello') => said(text, atMs, { authorId, handle: authorId });
const acted = (rules: Parameters<typeof showWith>[0], rows: LogRow[]) =>
  run(showWith(rules), rows).acted.map((ids) => ids.join());

describe('limits', () => {
  it('a rule rests after it has acted, by spoken time, also for what is heard late', () => {
    const rules = [ruleOf({ limits: { coolDownSeconds: 10 } })];
    expect(acted(rules, [by('a', 1000), by('b', 10_999), by('c', 500), by('d', 11_000)])).toEqual([
      'one',
      '',
      '',
      'one',
    ]);
  });
  it('once a viewer; whom the platform withholds is somebody else each time', () => {
    const rules = [ruleOf({ limits: { oncePerViewer: true } })];
    expect(acted(rules, [by('a', 1), by('a', 2), by('b', 3), by('a', 400_000)])).toEqual(['one', '', 'one', '']);
    const unnamed = () => said('hello', 5, { authorId: 'x', unnamed: true });
    expect(acted(rules, [unnamed(), unnamed()])).toEqual(['one', 'one']);
  });
  it('never more in any sixty seconds of spoken time, in whatever order they are heard', () => {
    const rules = [ruleOf({ limits: { perMinute: 2 } })];
    expect(
      acted(rules, [by('a', 0), by('b', 30_000), by('c', 59_999), by('d', 60_000), by('e', 89_999), by('f', 90_000)]),
    ).toEqual(['one', 'one', '', 'one', '', 'one']);
    expect(acted(rules, [by('a', 100_000), by('b', 60_000), by('c', 80_000), by('d', 30_000)])).toEqual([
      'one',
      'one',
      '',
      '',
    ]);
  });
  it('what is remembered of a show is bounded', () => {
    const rules = [ruleOf({ limits: { oncePerViewer: true, perMinute: 120, coolDownSeconds: 1 } })];
    const rows = Array.from({ length: 6_000 }, (_, i) => by(`v${String(i)}`, i * 1_000));
    const { state } = run(showWith(rules), rows);
    expect(JSON.stringify(state).length).toBeLessThan(20_000);
    expect(state.rules.limits['one']?.times?.length).toBeLessThanOrEqual(240);
  });
  it('a rule in shadow does nothing, keeps its own limits, and takes none of another’s', () => {
    const rules = [
      ruleOf({ id: 'live', then: [{ do: 'tag', tag: 'live' }], limits: { perMinute: 1 } }),
      ruleOf({
        id: 'ghost',
        state: 'shadow',
        then: [{ do: 'hide' }, { do: 'tag', tag: 'g' }],
        limits: { perMinute: 2 },
      }),
    ];
    const { effects } = run(showWith(rules), [by('a', 0), by('b', 1), by('c', 2)]);
    expect(effects.map((made) => readingIn(made)?.ruled)).toEqual([
      { by: ['live'], tags: ['live'], shadow: [{ rule: 'ghost', would: ['hide', 'tag'] }] },
      { by: [], tags: [], shadow: [{ rule: 'ghost', would: ['hide', 'tag'] }] },
      undefined,
    ]);
    expect(effects.flat().map((effect) => effect.do)).toEqual(['reading', 'reading']);
  });
});

describe('order', () => {
  const tag = (id: string, more = {}) => ruleOf({ id, then: [{ do: 'tag', tag: id }], ...more });
  it('every rule that holds acts, from the first to the last, until one stops', () => {
    expect(acted([tag('a'), tag('b'), tag('c')], [by('x', 1)])).toEqual(['a,b,c']);
    expect(acted([tag('a'), tag('b', { stop: true }), tag('c')], [by('x', 1)])).toEqual(['a,b']);
    expect(acted([tag('a', { state: 'off' }), tag('b')], [by('x', 1)])).toEqual(['b']);
  });
  it('a rule that is held back by its limit stops nothing, nor does one in shadow', () => {
    const resting = tag('b', { stop: true, limits: { coolDownSeconds: 60 } });
    expect(acted([resting, tag('c')], [by('x', 1), by('y', 2)])).toEqual(['b', 'c']);
    expect(acted([tag('b', { stop: true, state: 'shadow' }), tag('c')], [by('x', 1)])).toEqual(['c']);
    const { effects } = run(showWith([tag('b', { stop: true, state: 'shadow' }), tag('d', { state: 'shadow' })]), [
      by('x', 1),
    ]);
    expect(readingIn(effects[0]!)?.ruled?.shadow.map((one) => one.rule)).toEqual(['b']);
  });
  it('tells of each rule why it does not act', () => {
    const rules = [
      tag('off', { state: 'off' }),
      tag('other', { when: { platforms: ['tiktok'] } }),
      tag('resting', { limits: { oncePerViewer: true } }),
      tag('acts', { stop: true }),
      tag('after'),
    ];
    const show = showWith(rules);
    const first = run(show, [by('ann', 1)]);
    const { traces, reading } = explainRules(first.state, by('ann', 2), show);
    expect(reading?.intent).toBe('none');
    expect(traces.map((one) => [one.rule, one.acted, one.because?.what ?? null])).toEqual([
      ['off', false, 'off'],
      ['other', false, 'condition'],
      ['resting', false, 'limit'],
      ['acts', true, null],
      ['after', false, 'stopped'],
    ]);
    expect(traces[1]?.because?.sentence).toBe('it came from youtube, and the rule is about tiktok');
  });
});

describe('what rules do', () => {
  const done = (then: Parameters<typeof ruleOf>[0]['then'], ...rows: LogRow[]) =>
    run(showWith([ruleOf({ then: then ?? [] })]), rows).effects.at(-1) ?? [];
  it('hides, features, alerts, assigns and shows a product', () => {
    const row = by('ann', 5000, 'hello');
    const effects = done(
      [
        { do: 'hide' },
        { do: 'feature' },
        { do: 'alert', sentence: 'Look!' },
        { do: 'assign', to: 'mo' },
        { do: 'show-product', code: 'B07' },
      ],
      row,
    );
    expect(effects).toMatchObject([
      { do: 'reading', ruled: { by: ['one'], tags: [] } },
      { do: 'question', seq: row.seq, topic: 'other', assignedTo: 'mo', closedBy: null },
      { do: 'moderate', kind: 'hide', id: `s.${String(row.seq)}.hide`, madeBy: 'rule' },
      { do: 'notice', kind: 'featured', id: `s.${String(row.seq)}.featured` },
      { do: 'notice', kind: 'alert', sentence: 'Look!' },
      { do: 'show-product', productId: 'b07', atMs: 5000 },
    ]);
  });
  it('what it shows is showing from that row on', () => {
    const rules = [ruleOf({ when: { words: { any: ['next'] } }, then: [{ do: 'show-product', code: 'B07' }] }), claims];
    const { effects } = run(showWith(rules), [by('ann', 1, 'next please'), by('bo', 2, 'mine')]);
    expect(effects[1]).toMatchObject([{ do: 'reading' }, { do: 'claim', productId: 'b07' }]);
  });
  it('sells once whatever rules say, never on what needs a look, and never what is no claim', () => {
    const twice = [claims, { ...claims, id: 'again' }];
    expect(
      run(showWith(twice), [by('ann', 1, 'mine B07')]).effects[0]?.filter((one) => one.do === 'claim'),
    ).toHaveLength(1);
    for (const text of ['mine A99', 'not mine lol', 'hello'])
      expect(
        done([{ do: 'claim' }], by('ann', 1, text)).filter((one) => one.do === 'claim'),
        text,
      ).toEqual([]);
  });
  it('answers in the seller’s words, by the way of the rule', () => {
    const texts = { en: ['Welcome {{author}}'] };
    const row = by('ann', 1);
    expect(done([{ do: 'reply', way: 'private', say: { texts } }], row)).toMatchObject([
      { do: 'reading', outcome: 'answered' },
      { do: 'reply', about: 'said', way: 'private', texts, text: null, outboxId: `s.${String(row.seq)}.said.one` },
    ]);
  });
  it('thanks for a gift, which is no message to answer', () => {
    const gift = said('', 1, { kind: 'gift', body: { value: { coins: 5 } } });
    const rules = [
      ruleOf({ when: { kinds: ['gift'] }, then: [{ do: 'reply', way: 'public', say: { texts: { en: ['Ta'] } } }] }),
    ];
    expect(run(showWith(rules), [gift]).effects[0]).toMatchObject([
      { do: 'reading', ruled: { by: ['one'] } },
      { do: 'reply', replyTo: null, about: 'said' },
    ]);
  });
  it('while everything automatic is stopped it only notes', () => {
    const stop = staff({ action: 'stop', what: 'automatic', on: true }, 0);
    const effects = done(
      [
        { do: 'hide' },
        { do: 'reply', way: 'public', say: { texts: { en: ['x'] } } },
        { do: 'tag', tag: 't' },
        { do: 'alert', sentence: 'y' },
      ],
      stop,
      by('ann', 1),
    );
    expect(effects.map((one) => one.do)).toEqual(['reading', 'notice']);
  });
});

const claims = ruleOf({ id: 'claims', when: { intents: ['claim'] }, then: [{ do: 'claim' }] });

describe('a message held for review', () => {
  const hold = ruleOf({
    id: 'hold',
    when: { words: { any: ['asap'] } },
    then: [{ do: 'hold' }, { do: 'tag', tag: 'rude' }],
    stop: true,
  });
  const greets = ruleOf({
    id: 'greets',
    then: [{ do: 'reply', way: 'public', say: { texts: { en: ['hi'] } } }],
    limits: { perMinute: 1 },
  });
  const show = showWith([greets, hold, claims]);
  const { of: _of, ...of } = by('ann', 1_000, 'mine B07 asap');
  const held = { ...of, of: null };

  it('is kept from everything else, also from rules before it, which have not acted', () => {
    const { effects, state } = run(show, [held]);
    expect(effects[0]).toMatchObject([
      { do: 'reading', outcome: 'held-for-review', ruled: { by: ['hold'], tags: ['rude'] } },
      { do: 'notice', kind: 'held', id: `s.${String(held.seq)}.held`, ruleId: 'hold' },
    ]);
    expect(effects[0]).toHaveLength(2);
    expect(state.rules.limits).toEqual({});
    expect(explainRules(FIRST_STATE, held, show).traces.map((one) => [one.rule, one.acted, one.because?.what])).toEqual(
      [
        ['greets', false, 'held'],
        ['hold', true, undefined],
        ['claims', false, 'held'],
      ],
    );
  });
  it('is decided anew when a person allows it, with its own rank, and once', () => {
    const allow = () => staff({ action: 'allow', ofSeq: held.seq }, 60_000, { of });
    const { effects } = run(show, [held, allow(), allow()]);
    expect(effects[1]).toMatchObject([
      { do: 'close-notice', id: `s.${String(held.seq)}.held`, state: 'done', closedBy: 'mo' },
      { do: 'reading', seq: held.seq, again: true, outcome: 'claimed' },
      { do: 'claim', id: `s.${String(held.seq)}.0`, spokenAtMs: 1_000 },
      { do: 'reply' },
    ]);
    expect(effects[2]).toEqual([]);
  });
  it('is left where it is when a person denies it', () => {
    const deny = staff({ action: 'deny', ofSeq: held.seq }, 60_000, { of });
    const allow = staff({ action: 'allow', ofSeq: held.seq }, 61_000, { of });
    const { effects } = run(show, [held, deny, allow]);
    expect(effects[1]).toMatchObject([
      { do: 'close-notice', state: 'dismissed' },
      { do: 'reading', seq: held.seq, again: true, outcome: 'denied' },
    ]);
    expect(effects[2]).toEqual([]);
  });
});

describe('a question that many ask', () => {
  const prices = ruleOf({
    id: 'prices',
    when: { topics: ['price'] },
    then: [{ do: 'question' }, { do: 'reply', way: 'public', say: { about: 'price' } }],
  });
  const asks = (authorId: string, atMs: number, more = {}) =>
    said('how much is B07?', atMs, { authorId, handle: authorId, ...more });
  const replies = (effects: readonly { do: string }[][]) =>
    effects.map((made) => made.filter((one) => one.do === 'reply').length);

  it('is answered to all askers once a minute, and each of their questions is closed by that answer', () => {
    const { effects } = run(showWith([prices]), [
      asks('a', 10_000),
      asks('b', 9_000),
      asks('c', 69_999),
      asks('d', 70_000),
    ]);
    expect(replies(effects)).toEqual([1, 0, 0, 1]);
    const first = effects[0]?.find((one) => one.do === 'reply');
    expect(first).toMatchObject({ toAll: true });
    const closed = effects.map((made) => made.find((one) => one.do === 'question'));
    expect(closed.map((one) => one?.closedBy)).toEqual(['rule', 'rule', 'rule', 'rule']);
    expect(closed[1]?.outboxId).toBe(first?.outboxId);
    expect(closed[2]?.outboxId).toBe(first?.outboxId);
    expect(closed[3]?.outboxId).not.toBe(first?.outboxId);
  });
  it('is answered to each where it is another product, another place, or a platform that answers privately alone', () => {
    const other = said('how much is A12?', 11_000, { authorId: 'b' });
    expect(
      replies(run(showWith([prices]), [asks('a', 10_000), other, asks('c', 12_000, { broadcastId: 'b2' })]).effects),
    ).toEqual([1, 1, 1]);
    const alone = { privateOnly: new Set(['instagram']) };
    const there = { platform: 'instagram' };
    const { effects } = run(showWith([prices], alone), [asks('a', 10_000, there), asks('b', 11_000, there)]);
    expect(replies(effects)).toEqual([1, 1]);
  });
});

describe('another version in mid-show', () => {
  const one = ruleOf({ id: 'kept', then: [{ do: 'tag', tag: 'first' }], limits: { oncePerViewer: true } });
  const two = { ...one, then: [{ do: 'tag' as const, tag: 'second' }] };
  const show = showWith([one]);
  const both = {
    ...show,
    rules: { first: 1, versions: new Map([...show.rules.versions, [2, compileRules({ version: 2, rules: [two] })]]) },
  };
  const tags = (rows: LogRow[]) => run(both, rows).effects.map((made) => readingIn(made)?.ruled?.tags[0]);
  it('decides from its row on, and who was answered by a rule that stays is not answered again', () => {
    const change = staff({ action: 'rules', version: 2 }, 5);
    expect(tags([by('ann', 1), change, by('bo', 9), by('ann', 10)])).toEqual(['first', undefined, 'second', undefined]);
  });
  it('that nobody has saved changes nothing', () => {
    expect(tags([staff({ action: 'rules', version: 9 }, 5), by('ann', 9)])).toEqual([undefined, 'first']);
  });
});
