import { parseArgs } from 'node:util';
import { FIGURES, type FigureDefinition, type Round } from './figures.ts';
import { reportIntents } from './intents.ts';
import { makePlace, type Place } from './place.ts';
import { reportRead } from './read.ts';

// `npm run bench [-- --json] [--runs 5] [name…]`: each figure against its baseline, measured in turn in one run.

export interface Figure {
  name: string;
  value: number;
  unit: string;
  baseline: number;
  /** The median of the rounds' own ratios: value and baseline of one round met the same machine. */
  ratio: number;
  runs: number;
  /** Of the value: half the distance between its quartiles, as a part of its median. */
  spread: number;
  least: number;
  ok: boolean;
  /** Why the run says nothing; absent where it does. */
  void?: string;
}

/** What needs no database and is held to a figure of its own. */
const REPORTS = new Map([
  ['intents', reportIntents],
  ['read', reportRead],
]);

const USAGE = `npm run bench [-- --json] [--runs 5] [${[...FIGURES.map((figure) => figure.name), ...REPORTS.keys()].join(' | ')} …]`;

async function measure(place: Place, definition: FigureDefinition, runs: number): Promise<Figure> {
  await definition.round(place); // warms up caches, plans and the compiler
  const rounds: Round[] = [];
  for (let run = 0; run < runs; run++) rounds.push(await definition.round(place));
  const baseline = median(rounds.map((round) => round.baseline));
  const ratio = median(rounds.map((round) => round.value / round.baseline));
  const slow = baseline < definition.baselineThen / 2;
  return {
    name: definition.name,
    value: Math.round(median(rounds.map((round) => round.value))),
    unit: definition.unit,
    baseline: Math.round(baseline),
    ratio: Number(ratio.toPrecision(3)),
    runs,
    spread: Number(spreadOf(rounds.map((round) => round.value)).toFixed(3)),
    least: definition.least,
    ok: !slow && ratio >= definition.least,
    ...(slow
      ? {
          void: `the baseline reached ${Math.round(baseline)} and should reach ${definition.baselineThen / 2}: this machine is busy or much slower`,
        }
      : {}),
  };
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

const spreadOf = (values: readonly number[]): number =>
  (quantile(values, 0.75) - quantile(values, 0.25)) / 2 / median(values);

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return low + (high - low) * (at - Math.floor(at));
}

function sentence(definition: FigureDefinition, figure: Figure): string {
  const judged = figure.void === undefined ? (figure.ok ? 'ok' : 'TOO SLOW') : `VOID: ${figure.void}`;
  const numbers = `${figure.value} ${figure.unit} against ${figure.baseline}: ${figure.ratio} × (promised ${figure.least} ×), spread ${Math.round(figure.spread * 100)} %`;
  return `${figure.name}  ${judged}\n  ${definition.what}\n  ${numbers}, median of ${figure.runs}\n`;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, runs: { type: 'string', default: '5' } },
  });
  const runs = Number(values.runs);
  const unknown = positionals.filter((name) => !REPORTS.has(name) && !FIGURES.some((figure) => figure.name === name));
  if (unknown.length > 0 || !Number.isInteger(runs) || runs < 1) {
    process.stderr.write(`${unknown.map((name) => `there is no figure "${name}"\n`).join('')}${USAGE}\n`);
    return 2;
  }
  const asked = FIGURES.filter((figure) => positionals.length === 0 || positionals.includes(figure.name));
  const told = [...REPORTS].filter(([name]) => positionals.length === 0 || positionals.includes(name));
  const write = (text: string) => process.stdout.write(text);
  let ok = told.map(([, report]) => report(write, values.json)).every(Boolean);
  if (asked.length === 0) return ok ? 0 : 1;
  const place = await makePlace();
  try {
    for (const definition of asked) {
      const figure = await measure(place, definition, runs);
      ok &&= figure.ok;
      process.stdout.write(values.json ? `${JSON.stringify(figure)}\n` : sentence(definition, figure));
    }
  } finally {
    await place.close();
  }
  return ok ? 0 : 1;
}

process.exitCode = await main();
