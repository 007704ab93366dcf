import type { ShowState } from '../feed/show-state.ts';
import type { Line } from '../feed/timeline.ts';

export type Tray = 'all' | 'questions' | 'claims' | 'look' | 'gifts';
export const trays: { id: Tray; name: string }[] = [
  { id: 'all', name: 'All' },
  { id: 'questions', name: 'Questions' },
  { id: 'claims', name: 'Claims' },
  { id: 'look', name: 'Needs a look' },
  { id: 'gifts', name: 'Gifts' },
];

export interface Filter {
  tray: Tray;
  /** Platforms that are switched off. */
  without: ReadonlySet<string>;
  /** Part of a name or a text, in any case. */
  words: string;
}

export const filters = (filter: Filter): boolean =>
  filter.tray !== 'all' || filter.without.size > 0 || filter.words.trim() !== '';

/** Does this row pass? A gap passes every tray: what is missing concerns all of them. */
export function passes(line: Line, filter: Filter, state: ShowState): boolean {
  const platform = line.message?.platform ?? line.gap?.platform ?? null;
  if (platform !== null && filter.without.has(platform)) return false;
  if (line.message === null) return filter.words.trim() === '';
  const { seq, kind, name, handle, text } = line.message;
  const words = filter.words.trim().toLowerCase();
  if (words !== '' && !`${name}\n${handle}\n${text}`.toLowerCase().includes(words)) return false;
  switch (filter.tray) {
    case 'all':
      return true;
    case 'questions':
      return state.questions.has(seq);
    case 'claims':
      return state.claimsOf(seq).length > 0;
    case 'look':
      return state.readings.get(seq)?.needsLook ?? false;
    case 'gifts':
      return kind === 'gift';
  }
}
