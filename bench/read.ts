import { readingContext } from '../server/intents/context.ts';
import type { ReadingContext } from '../server/intents/context.ts';
import { readIntent } from '../server/intents/read.ts';
import { labelledComments } from '../server/test/labelled-comments.ts';

const LEAST = 20_000;
const LONGEST_MS = 5;
const SECONDS = 1;
/** Rounds before the compiler has done its work. */
const WARM_UP = 12;

/** What is said to make reading slow: 500 characters each, and one with 10,000 combining marks. */
export const EVIL: readonly string[] = [
  ...[
    'x',
    '1',
    '1 ',
    'a1',
    'A12 ',
    'mine',
    'mine ',
    'เอา',
    '要',
    'สวยมาก',
    '.',
    'a.',
    '1.',
    'x2',
    '2x',
    'red ',
    'not ',
  ],
  ...['or A12 ', 'A12 x2 red M, ', '\ufdfa', 'http://', '@', 'a@', "'", "a'", 'قطعة', 'ｍｉｎｅ', '𝗠𝗜𝗡𝗘 ', '😀', 'a-'],
  ...[
    '- ',
    'cfcf',
    'minex2',
    'a1x',
    '(',
    't.',
    'dot com ',
    'bit . ',
    'the dress bag shoes ',
    '一二三十',
    'a 1 ',
    '+1 ',
  ],
  ...['081-', 'a b ', 'ไม่เอา', '두 개 ', 'ー', 'ﾊﾟ', 'ệ', 'а', 'i̇'],
].map((piece) => piece.repeat(Math.ceil(500 / piece.length)).slice(0, 500));

const FLOODS = [`a${'\u0301'.repeat(10_000)}12`, `${'\u200b'.repeat(10_000)}mine A12`];

/** `npm run bench -- read`: comments read a second on one core, by the number of products, and the slowest hostile one. */
export function reportRead(write: (text: string) => void, json: boolean): boolean {
  const texts = labelledComments().map((row) => row.text);
  const rates = [10, 100, 1_000].map((products) => ({ products, perSecond: rate(texts, contextOf(products)) }));
  const slowest = slowestOf([...EVIL, ...FLOODS], contextOf(200));
  const ok = rates.every((one) => one.perSecond >= LEAST) && slowest.ms <= LONGEST_MS;
  if (json) write(`${JSON.stringify({ name: 'read', rates, slowestMs: slowest.ms, ok })}\n`);
  else {
    for (const one of rates)
      write(
        `read  ${String(one.perSecond)} comments/s a core with ${String(one.products)} products (wanted ${String(LEAST)})\n`,
      );
    write(
      `read  the slowest hostile comment took ${slowest.ms.toFixed(2)} ms (at most ${String(LONGEST_MS)}): ${slowest.text}\n`,
    );
    write(ok ? 'read  ok\n' : 'read  TOO SLOW (or this machine is busy)\n');
  }
  return ok;
}

const contextOf = (products: number): ReadingContext =>
  readingContext(
    Array.from({ length: products }, (_, at) => ({
      code: `${String.fromCharCode(65 + (at % 26))}${String(100 + at)}`,
      title: `Linen dress ${String(at)}`,
      options: { color: ['Red', 'Black', 'Navy Blue'], size: ['S', 'M', 'L'] },
    })),
  );

/** By the processor's time, so that what else runs on this machine does not count. */
function rate(texts: readonly string[], context: ReadingContext): number {
  for (let round = 0; round < WARM_UP; round += 1) for (const text of texts) readIntent(text, context, 'a100');
  const began = process.cpuUsage();
  const usedMs = () => process.cpuUsage(began).user / 1_000;
  let read = 0;
  while (usedMs() < SECONDS * 1_000) {
    for (const text of texts) readIntent(text, context, 'a100');
    read += texts.length;
  }
  return Math.round((read * 1_000) / usedMs());
}

/** The best of a few tries of each: another program on the core is no fault of a comment. */
function slowestOf(texts: readonly string[], context: ReadingContext): { text: string; ms: number } {
  const taken = texts.map((text) => ({
    text: JSON.stringify(text.slice(0, 12)),
    ms: Math.min(...tries(text, context)),
  }));
  return taken.reduce((a, b) => (b.ms > a.ms ? b : a));
}

const tries = (text: string, context: ReadingContext): number[] =>
  Array.from({ length: 5 }, () => {
    const began = performance.now();
    readIntent(text, context, 'a100');
    return performance.now() - began;
  });
