import type { FeedGap, FeedMessage } from './entry.ts';

/** One row of the console: a happening, or a gap that stands after the event `at - 0.5`. */
export interface Line {
  at: number;
  id: string;
  message: FeedMessage | null;
  gap: FeedGap | null;
}

export const lineOf = (message: FeedMessage): Line => ({
  at: message.seq,
  id: `m${message.seq}`,
  message,
  gap: null,
});
/** Gaps that start after the same event stand in the order in which they began. */
export const gapLine = (gap: FeedGap): Line => ({ at: gap.afterSeq + 0.5, id: `g${gap.id}`, message: null, gap });

const before = (a: Line, b: Line): boolean => a.at < b.at || (a.at === b.at && a.id < b.id);

/**
 * The newest 20,000 rows in the order of the record. Plain arrays: nothing here is reactive, so a flood costs one push a
 * row. Trimmed a thousand at a time, and not at all while somebody reads older rows (up to three times as many).
 */
export class Timeline {
  lines: Line[] = [];
  /** While true nothing is trimmed: rows a person reads must not vanish under them. */
  kept = false;
  readonly #capacity: number;
  readonly #slack: number;

  constructor(capacity = 20_000) {
    this.#capacity = capacity;
    this.#slack = Math.max(1, Math.floor(capacity / 20));
  }
  get firstSeq(): number {
    return Math.ceil(this.lines[0]?.at ?? 0);
  }
  /** Puts a row in its place; a row with the same id replaces the old one. */
  put(line: Line): void {
    const last = this.lines.at(-1);
    if (last === undefined || before(last, line)) this.lines.push(line);
    else this.#insert(line);
  }
  /** Drops the oldest rows above the capacity and gives them back, so that what hangs on them goes too. */
  trim(): Line[] {
    const most = this.kept ? this.#capacity * 3 : this.#capacity;
    if (this.lines.length <= most + this.#slack) return [];
    return this.lines.splice(0, this.lines.length - most);
  }
  clear(): void {
    this.lines = [];
  }
  #insert(line: Line): void {
    const place = indexAfter(this.lines, line);
    if (this.lines[place - 1]?.id === line.id) this.lines[place - 1] = line;
    else this.lines.splice(place, 0, line);
  }
}

/** Where `line` belongs: behind everything that is not after it. */
function indexAfter(lines: readonly Line[], line: Line): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = lines[middle];
    if (there !== undefined && before(line, there)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The index of the first row after `at`. */
export const indexPast = (lines: readonly Line[], at: number): number =>
  indexAfter(lines, { at, id: '\uffff', message: null, gap: null });
