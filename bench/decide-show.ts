import { readingContext } from '../server/intents/context.ts';
import type { Sellable, Snapshot } from '../server/rules/catalog.ts';
import { compileRules } from '../server/rules/compile.ts';
import type { LogRow } from '../server/rules/log-row.ts';
import type { Rule, RuleEffect } from '../server/rules/rule-set.ts';
import { seeded } from '../server/rules/seeded.ts';
import { starterRules } from '../server/rules/starter.ts';

const COLOURS = ['Red', 'Black', 'White', 'Blue', 'Green', 'Pink', 'Beige', 'Navy'];
const SIZES = ['S', 'M', 'L', 'XL'];
const pick = <T>(list: readonly T[], ...of: (string | number)[]): T => {
  const one = list[seeded('decide', ...of) % list.length];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
};

const codeOf = (n: number): string => `${String.fromCharCode(65 + (n % 26))}${String(10 + n)}`;

function product(n: number): Sellable {
  const code = codeOf(n);
  const options: Record<string, string[]> =
    n % 3 === 0 ? {} : { color: COLOURS.slice(n % 4, (n % 4) + 4), size: SIZES };
  const variants = (options['color'] ?? ['']).flatMap((color) =>
    (options['size'] ?? ['']).map((size, i) => ({
      id: `${code}-${color}-${String(i)}`,
      options: color === '' ? {} : { color, size },
      priceMinor: '4900',
    })),
  );
  const title = `Dress no. ${String(n)}`;
  return { id: code, code, key: code.toLowerCase(), title, currency: 'EUR', priceMinor: '4900', options, variants };
}

/** Rules as sellers write them, of every kind of condition, each about something else. */
function rules(count: number): Rule[] {
  const starter = starterRules('en').rules;
  const made = Array.from({ length: Math.max(0, count - starter.length) }, (_, n) => written(n));
  return [...made, ...starter].slice(-count);
}

function written(n: number): Rule {
  const tag: RuleEffect = { do: 'tag', tag: `t${String(n)}` };
  const says: RuleEffect = { do: 'reply', way: 'public', say: { texts: { en: [`Answer ${String(n)}`] } } };
  const base = { id: `r${String(n)}`, name: `Rule ${String(n)}`, state: 'on' as const, stop: false, then: [tag] };
  switch (n % 8) {
    case 0:
      return {
        ...base,
        when: { words: { any: [`keyword${String(n)}`, `phrase ${String(n)} here`] } },
        then: [tag, says],
      };
    case 1:
      return { ...base, when: { products: [codeOf(n)], topics: ['size', 'shipping'] } };
    case 2:
      return { ...base, when: { pattern: `promo\\s?code${String(n)}` }, limits: { coolDownSeconds: 60 } };
    case 3:
      return { ...base, when: { words: { any: [`คำ${String(n)}`] }, languages: ['th'] } };
    case 4:
      return { ...base, when: { products: [codeOf(n)], intents: ['claim'] }, limits: { perMinute: 20 } };
    case 5:
      return { ...base, when: { pattern: `giveaway${String(n)}[0-9]+` }, then: [{ do: 'hide' }] };
    case 6:
      return {
        ...base,
        when: { words: { all: [`thanks${String(n)}`, 'much'] } },
        limits: { oncePerViewer: true },
        then: [says],
      };
    default:
      return {
        ...base,
        when: { kinds: ['gift'], gift: { atLeast: 100 * n } },
        then: [{ do: 'alert', sentence: 'A gift' }],
      };
  }
}

export function showOf(ruleCount: number, productCount: number): Snapshot {
  const products = Array.from({ length: productCount }, (_, n) => product(n));
  return {
    show: { id: 'bench', seed: 'seed', startedAtMs: 0 },
    products,
    byCode: new Map(products.map((one) => [one.code, one])),
    byId: new Map(products.map((one) => [one.id, one])),
    byVariant: new Map(products.flatMap((one) => one.variants.map((variant) => [variant.id, one] as const))),
    context: readingContext(products),
    rules: { first: 1, versions: new Map([[1, compileRules({ version: 1, rules: rules(ruleCount) })]]) },
    interest: new Set(),
  };
}

const SAID: readonly ((code: string, n: number) => string)[] = [
  (code, n) => `mine ${code} ${pick(COLOURS, 'c', n)} ${pick(SIZES, 's', n)}`,
  (code, n) => `${code} x${String(1 + (n % 3))} please @friend${String(n)}`,
  (code, n) => `${code} ${pick(COLOURS, 'c', n).toLowerCase()} 1`,
  (code) => `how much is ${code}?`,
  (_, n) => `hello from city ${String(n)}, lovely show tonight`,
  (_, n) => `haha so pretty ${String(n)} 😍😍`,
  (code, n) => `เอา ${code} สีแดง ไซส์ ${pick(SIZES, 's', n)} ค่ะ ${String(n)}`,
  (code) => `chốt ${code} màu đen size M nha shop`,
  (code, n) => `${code} 紅色 ${pick(SIZES, 's', n)}號 +1 ${String(n)}`,
  (code) => `quiero ${code} rojo talla M por favor`,
  (code) => `cancel ${code} sorry`,
  (_, n) => `is shipping to zone ${String(n)} free?`,
  (_, n) => `sis kapan live lagi? aku no ${String(n)}`,
  (_, n) => `ลูกค้าเก่าคนที่ ${String(n)} มาแล้วค่ะ`,
];

/** Comments of which hardly two are the same: what a chat repeats is read once anyway. */
export function comments(count: number, productCount: number): LogRow[] {
  return Array.from({ length: count }, (_, n) => ({
    seq: n + 1,
    kind: 'message',
    platform: pick(['youtube', 'tiktok', 'facebook'], 'p', n),
    connectionId: 'c',
    broadcastId: 'b',
    platformId: `m${String(n)}`,
    authorId: `a${String(seeded('author', n) % 2_000)}`,
    handle: `viewer${String(n % 2_000)}`,
    own: false,
    banned: null,
    text: `${pick(SAID, 'say', n)(codeOf(seeded('code', n) % productCount), n)}${' '.repeat(n % 7)}${n % 5 === 0 ? ` ${String(n)}!` : ''}`,
    spokenAtMs: n * 5,
    history: false,
    body: {},
    of: null,
  }));
}
