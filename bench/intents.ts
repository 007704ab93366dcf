import { barsOf, classOf, judge } from '../server/intents/accuracy.ts';
import type { Judged } from '../server/intents/accuracy.ts';
import { labelledCatalogs, labelledComments } from '../server/test/labelled-comments.ts';

const INTENTS = ['claim', 'cancel', 'question', 'complaint', 'none'];
const NEEDED = { intents: 0.95, lines: 0.97, wrongSales: 0, accepted: 0.9, looks: 0.08 };
const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;

/** `npm run bench -- intents`: how the labelled comments are read, by language, with every error. */
export function reportIntents(write: (text: string) => void, json: boolean): boolean {
  const judged = judge(labelledComments(), labelledCatalogs());
  const bars = barsOf(judged);
  const ok =
    bars.intents >= NEEDED.intents &&
    bars.lines >= NEEDED.lines &&
    bars.wrongSales === NEEDED.wrongSales &&
    bars.accepted >= NEEDED.accepted &&
    bars.looks <= NEEDED.looks;
  if (json) {
    write(`${JSON.stringify({ name: 'intents', ...bars, ok })}\n`);
    return ok;
  }
  for (const [language, own] of byLanguage(judged)) write(table(language, own));
  const blind = judged.filter((one) => one.row.blind);
  write(`\nall     ${sentence(bars)}\nblind   ${sentence(barsOf(blind))}\n`);
  write(`hostile ${sentence(barsOf(judged.filter((one) => one.row.hostile === true)))}\n`);
  write(ok ? 'intents  ok\n' : 'intents  NOT GOOD ENOUGH\n');
  return ok;
}

const byLanguage = (judged: readonly Judged[]): [string, Judged[]][] =>
  [...Map.groupBy(judged, (one) => one.row.language)].sort(([a], [b]) => a.localeCompare(b));

const sentence = (bars: ReturnType<typeof barsOf>): string =>
  `${String(bars.comments)} comments: intents ${percent(bars.intents)}, lines ${percent(bars.lines)}, wrong sales ${String(bars.wrongSales)}, plain claims taken ${percent(bars.accepted)}, needing a look ${percent(bars.looks)}`;

/** Rows are what a person reads, columns what was read. */
function table(language: string, judged: readonly Judged[]): string {
  const head = ['', ...INTENTS, 'look'].map((word) => word.padStart(10)).join('');
  const rows = INTENTS.map((intent) => {
    const own = judged.filter((one) => classOf(one.row.intent) === intent);
    const cells = INTENTS.map((as) => own.filter((one) => classOf(one.read.intent) === as).length);
    const looks = own.filter((one) => one.read.needsLook).length;
    return [intent, ...cells.map(String), String(looks)].map((word) => word.padStart(10)).join('');
  });
  const errors = judged.flatMap((one) => {
    const why = whyWrong(one);
    return why.length === 0 ? [] : [`  ✗ ${why.join(', ')}: ${JSON.stringify(one.row.text)}\n      ${told(one)}`];
  });
  return `\n${language}  ${sentence(barsOf(judged))}\n${head}\n${rows.join('\n')}\n${errors.map((one) => `${one}\n`).join('')}`;
}

const whyWrong = (one: Judged): string[] => [
  ...(one.wrongSale ? ['WRONG SALE'] : []),
  ...(one.intentRight ? [] : [`${one.row.intent} read as ${one.read.intent}`]),
  ...(one.linesRight === false ? ['lines'] : []),
  ...(one.accepted === false ? ['asked without need'] : []),
];

const told = ({ row, read }: Judged): string =>
  `${JSON.stringify(row.lines ?? [])} read as ${JSON.stringify(read.lines)}${read.needsLook ? ', needs a look' : ''} · ${read.explanation}`;
