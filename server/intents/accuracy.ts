import { printed, readerOf } from './catalog-file.ts';
import type { CatalogFile, PrintedReading } from './catalog-file.ts';
import type { ReadLine } from './reading.ts';

/** A comment as a person reads it: one line of labelled/<language>.jsonl. See labelled/README.md. */
export interface LabelledComment {
  text: string;
  language: string;
  catalog: string;
  intent: string;
  topic?: string;
  lines?: { code: string | null; variant: Record<string, string>; quantity: number | null }[];
  /** A claim anybody would take without asking. */
  plain?: true;
  /** Written without looking at the lexicon. */
  blind: boolean;
  hostile?: true;
  /** A person should decide: a near miss, an unknown option, an absurd quantity. */
  needsLook?: true;
}

export interface Judged {
  row: LabelledComment;
  read: PrintedReading;
  /** Of idle talk, praise and advertising it does not matter which, but advertising must not be a claim. */
  intentRight: boolean;
  /** Null where none are told for it, or it was not read as a claim. */
  linesRight: boolean | null;
  wrongSale: boolean;
  /** Null where the comment is no plain claim. */
  accepted: boolean | null;
}

export interface Bars {
  comments: number;
  intents: number;
  lines: number;
  wrongSales: number;
  accepted: number;
  looks: number;
}

const IDLE = new Set(['none', 'praise', 'spam']);
export const classOf = (intent: string): string => (IDLE.has(intent) ? 'none' : intent);

/** How the reading fares against what people labelled. */
export function judge(rows: readonly LabelledComment[], catalogs: Readonly<Record<string, CatalogFile>>): Judged[] {
  const readers = new Map(Object.entries(catalogs).map(([name, catalog]) => [name, readerOf(catalog)]));
  return rows.flatMap((row) => {
    const reader = readers.get(row.catalog);
    const catalog = catalogs[row.catalog];
    if (reader === undefined || catalog === undefined) return [];
    const showing = catalog.nowShowing ?? null;
    return [judged(row, printed(reader(row.text), showing), showing)];
  });
}

function judged(row: LabelledComment, read: PrintedReading, showing: string | null): Judged {
  const same = row.lines === undefined ? null : spelling(read.lines, showing) === spelling(row.lines, showing);
  const claims = read.intent === 'claim';
  const sold = claims && !read.needsLook;
  return {
    row,
    read,
    intentRight: classOf(read.intent) === classOf(row.intent),
    linesRight: claims && row.intent === 'claim' ? same : null,
    wrongSale: sold && (row.intent !== 'claim' || same === false || row.needsLook === true),
    accepted: row.plain === true ? sold : null,
  };
}

const spelling = (lines: readonly ReadLine[], showing: string | null): string =>
  JSON.stringify(lines.map((line) => [line.code ?? showing, Object.entries(line.variant).sort(), line.quantity]));

/** The parts that Done asks for, each of 1. */
export function barsOf(judged: readonly Judged[]): Bars {
  const part = (all: readonly boolean[]) => (all.length === 0 ? 1 : all.filter(Boolean).length / all.length);
  return {
    comments: judged.length,
    intents: part(judged.map((one) => one.intentRight)),
    lines: part(judged.flatMap((one) => one.linesRight ?? [])),
    wrongSales: judged.filter((one) => one.wrongSale).length,
    accepted: part(judged.flatMap((one) => one.accepted ?? [])),
    looks: part(judged.map((one) => one.read.needsLook)),
  };
}
