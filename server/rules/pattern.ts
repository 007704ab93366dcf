import { RE2JS } from 're2js';

/**
 * A seller's pattern: RE2 syntax, searched in the folded text in time that grows with its length alone. How much a step
 * costs grows with the program, so that is bounded too: no pattern takes more than 5 ms of 500 characters.
 */
export interface Pattern {
  test(folded: string): boolean;
  /** Letters one of which stands in whatever it matches; null: none that are certain. */
  literals: readonly string[] | null;
  /** Steps of its program. */
  size: number;
}

/** Measured: a step costs up to 19 µs of 600 characters that were never seen before, on a busy machine; mostly 3 to 8. */
export const MOST_STEPS = 160;
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
    const literals = literalsOf(source);
    const test = (folded: string) =>
      (literals === null || literals.some((literal) => folded.includes(literal))) && re.test(folded);
    return { ok: true, pattern: { test, literals, size } };
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
 * Of each alternative the longest run of plain letters and digits that every match has: outside of groups and classes,
 * and not made optional. Careful rather than clever: where in doubt there are none.
 */
export function literalsOf(source: string): string[] | null {
  if (/\(\?|\[\^?\]|\\[^sdwbSDWB\p{P}\p{S} ]/u.test(source)) return null;
  const found: string[] = [];
  const branch = new Branch();
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at] ?? '';
    if (char === '|' && branch.depth === 0) found.push(branch.end());
    else if (char === '{') {
      branch.optional();
      at = skipTo(source, at, '}');
    } else if (char === '\\') {
      branch.breaks();
      at += 1;
    } else branch.take(char);
  }
  found.push(branch.end());
  return branch.depth === 0 && found.every((one) => one.length >= 2) ? found : null;
}

class Branch {
  depth = 0;
  #best = '';
  #run = '';

  take(char: string): void {
    if (char === '(' || char === '[') {
      this.breaks();
      this.depth += 1;
    } else if (char === ')' || char === ']') {
      this.breaks();
      this.depth -= 1;
    } else if (char === '?' || char === '*') this.optional();
    else if (this.depth === 0 && /[a-z0-9\p{Lo}]/iu.test(char)) this.#run += char.toLowerCase();
    else this.breaks();
  }

  breaks(): void {
    if (this.#run.length > this.#best.length) this.#best = this.#run;
    this.#run = '';
  }

  /** What stands before it may not be there. */
  optional(): void {
    this.#run = this.#run.slice(0, -1);
    this.breaks();
  }

  /** The longest so far; begins anew. Letters that fold to others are left alone. */
  end(): string {
    this.breaks();
    const best = this.#best;
    this.#best = '';
    return /^[a-z0-9\p{Lo}]*$/u.test(best) ? best : '';
  }
}

function skipTo(source: string, at: number, end: string): number {
  const found = source.indexOf(end, at);
  return found === -1 ? source.length : found;
}
