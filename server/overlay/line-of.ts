import type { ScreenRow } from '../outbox/store-screen.ts';
import { drawable, drawableName, ownWords } from './drawable.ts';
import type { Line } from './frames.ts';
import type { Phrases } from './phrases.ts';

const NAME = 24;
const CODE = 24;
const SAYS = 90;

/**
 * A debt as it stands on the screen: who, which code, what became of it. What asks for more words (a price, a question
 * which one, a person's answer) has them behind the name. Nothing of it may lead anywhere: the row's text is what was
 * made for a chat, and a screen has other readers.
 */
export function lineOf(
  row: ScreenRow,
  phrases: Phrases,
  forMs: number,
  blocked: ReadonlySet<string>,
  id = row.id,
): Line {
  const name = drawableName((row.screen === null ? row.handle : row.screen.name).replace(/^@/, ''), NAME, blocked);
  const code = ownWords(row.screen?.code ?? '', CODE);
  const what = SAID[row.screen?.what ?? row.about];
  const base = { id, name, code, atMs: row.spokenMs, forMs };
  if (what !== undefined && code !== '') return { ...base, says: phrases[what.says], tone: what.tone };
  return { ...base, code: '', says: drawable(withoutName(row.text, row.handle), SAYS, blocked), tone: 'plain' };
}

const SAID: Record<
  string,
  { says: 'reserved' | 'waitlisted' | 'offered' | 'cancelled'; tone: Line['tone'] } | undefined
> = {
  reserved: { says: 'reserved', tone: 'good' },
  offered: { says: 'offered', tone: 'good' },
  waitlisted: { says: 'waitlisted', tone: 'wait' },
  late: { says: 'waitlisted', tone: 'wait' },
  moved: { says: 'reserved', tone: 'good' },
  'moved-wait': { says: 'waitlisted', tone: 'wait' },
  cancelled: { says: 'cancelled', tone: 'plain' },
};

/** The line begins with the name: the wording need not say it again. */
function withoutName(text: string, handle: string): string {
  const at = `@${handle.replace(/^@/, '')}`;
  const rest = text.startsWith(at) ? text.slice(at.length).replace(/^[\s,:✓⏳]+/u, '') : text;
  return rest.replace(/\s*→?\s*https?:\/\/\S+\s*$/u, '');
}

/** What the console says was on the screen. */
export const saidOf = (line: Line): string =>
  [line.name, line.code, line.says].filter((part) => part !== '').join(' · ');
