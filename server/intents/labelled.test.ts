import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readingContext } from './context.ts';
import { readIntent } from './read.ts';

interface Row {
  text: string;
  language: string;
  intent: string;
  topic?: string;
  lines?: { code: string | null; variant: Record<string, string>; quantity: number | null }[];
}

const rows = readFileSync(join(import.meta.dirname, 'labelled.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);
const options = { color: ['red', 'black', 'blue', 'white', 'navy', 'pink'], size: ['S', 'M', 'L'] };
const context = readingContext(
  ['A12', '45', 'A05', 'F12', '17', 'B3', '08', '15', 'A7', 'A001', '33', 'A3', '8', '12', 'N1'].map((code) => ({
    code,
    options,
  })),
);

describe('the labelled comments', () => {
  it.each(rows)('$language: $text', (row) => {
    const read = readIntent(row.text, context, 'n1');
    expect({ intent: read.intent, needsLook: read.needsLook, explanation: read.explanation }).toEqual({
      intent: row.intent,
      needsLook: false,
      explanation: read.explanation,
    });
    if (row.topic) expect(read.topic).toBe(row.topic);
    if (row.lines) expect(read.lines).toEqual(row.lines);
    else expect(read.lines.length === 0 || row.intent === 'question').toBe(true);
  });
});
