import { readingContext } from './context.ts';
import type { ReadingContext } from './context.ts';
import { codeKey } from './fold.ts';
import { readIntent } from './read.ts';
import type { Intent, Reading, ReadLine } from './reading.ts';

/** A catalog as `npm run read` takes it. */
export interface CatalogFile {
  claimWords?: readonly string[];
  nowShowing?: string | null;
  products: readonly { code: string; title?: string; options?: Readonly<Record<string, readonly string[]>> }[];
}

/** A reading as it is printed: what a program outside needs, and nothing of how it was found. */
export interface PrintedReading {
  intent: Intent;
  topic: string | null;
  lines: ReadLine[];
  language: string | null;
  confidence: number;
  needsLook: boolean;
  explanation: string;
}

/** Reads comments against a catalog file; made once a catalog. */
export function readerOf(catalog: CatalogFile): (text: string) => Reading {
  const context = contextOf(catalog);
  const showing = catalog.nowShowing ?? null;
  const key = showing === null ? null : codeKey(showing);
  return (text) => readIntent(text, context, key);
}

function contextOf(catalog: CatalogFile): ReadingContext {
  const products = catalog.products.map(({ code, title, options }) => ({
    code,
    ...(title === undefined ? {} : { title }),
    options: options ?? {},
  }));
  return readingContext(products, catalog.claimWords ?? []);
}

/** A claim that names no product has the code of what is showing; a question or praise has no lines. */
export function printed(reading: Reading, showing: string | null): PrintedReading {
  const { intent, language, confidence, needsLook, explanation } = reading;
  const lines =
    intent === 'claim' || intent === 'cancel'
      ? reading.lines.map((line) => ({ ...line, code: line.code ?? (intent === 'claim' ? showing : null) }))
      : [];
  return { intent, topic: topicOf(reading), lines, language, confidence, needsLook, explanation };
}

/** A link is asked for in order to buy; which of two is asked about the products. */
function topicOf({ topic }: Reading): string | null {
  if (topic === 'choice') return 'product';
  return topic === 'link' ? 'other' : topic;
}
