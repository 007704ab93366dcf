import { RE2JS } from 're2js';

/**
 * A seller's pattern: RE2 syntax, searched in the folded text in time that grows with its length alone. How much a step
 * costs grows with the program, so that is bounded too: no pattern takes more than 5 ms of 500 characters.
 */
export interface Pattern {
  test(folded: string): boolean;
  /** Letters that stand in whatever it matches; null: none that are certain. */
  literal: string | null;
  /** Steps of its program. */
  size: number;
}

/** Measured: a step costs some 9 µs of 400 characters where all of them are alive. */
export const MOST_STEPS = 220;
export const MOST_PATTERN = 200;

/** The pattern, or why there is none, as a sentence. */
export function patternOf(source: string): { ok: true; pattern: Pattern } | { ok: false; sentence: string } {
  if ([...source].length > MOST_PATTERN)
    return { ok: false, sentence: `A pattern has at most ${String(MOST_PATTERN)} characters.` };
  try {
    const re = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
    const size = re.programSize();
    if (size > MOST_STEPS)
      return {
        ok: false,
        sentence: `This pattern would take too long: it comes to ${String(size)} steps, and ${String(MOST_STEPS)} are allowed. Repeat less in it.`,
      };
    return { ok: true, pattern: { test: (folded) => re.test(folded), literal: literalOf(source), size } };
  } catch (error) {
    return { ok: false, sentence: `This pattern cannot be read: ${saidBy(error)}.` };
  }
}

function saidBy(error: unknown): string {
  const said = error instanceof Error ? error.message : 'unknown';
  const plain = said.replace(/^error parsing regexp: /, '').replace(/\.$/, '');
  return /perl syntax|invalid or unsupported/i.test(plain) ? `${plain} (no look-around and no back references)` : plain;
}

/**
 * The longest run of plain letters and digits that every match has: outside of groups and classes, of no alternative,
 * and not made optional. Careful rather than clever: where in doubt there is none.
 */
export function literalOf(source: string): string | null {
  if (/[|\\]|\(\?|\[\^?\]/.test(source)) return null;
  let best = '';
  let run = '';
  let depth = 0;
  const end = () => {
    if (run.length > best.length) best = run;
    run = '';
  };
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at] ?? '';
    if (char === '(' || char === '[') {
      end();
      depth += 1;
    } else if (char === ')' || char === ']') {
      end();
      depth -= 1;
    } else if (/[?*{]/.test(char)) {
      // What stands before it may not be there.
      run = run.slice(0, -1);
      end();
      if (char === '{') at = skipTo(source, at, '}');
    } else if (depth === 0 && /[a-z0-9\p{Lo}]/iu.test(char)) run += char.toLowerCase();
    else end();
  }
  end();
  return depth === 0 && best.length >= 2 && /^[a-z0-9\p{Lo}]+$/u.test(best) ? best : null;
}

function skipTo(source: string, at: number, end: string): number {
  const found = source.indexOf(end, at);
  return found === -1 ? source.length : found;
}
