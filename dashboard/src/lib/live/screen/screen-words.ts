import { plural, span } from '#lib/shared/format.ts';
import type { ScreenState } from '../../../../../server/api/schemas/overlays.ts';

export interface ScreenLook {
  tone: 'ok' | 'warn' | '';
  word: string;
  /** What is so, and what to do where something is to be done. */
  sentence: string;
}

const both = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;

/** The chip of the screen, as people read it. */
export function screenLook(state: Pick<ScreenState, 'pages' | 'hidden' | 'waiting' | 'seconds' | 'alone'>): ScreenLook {
  const { pages, hidden, waiting, seconds, alone } = state;
  const step = 'Open the overlay’s address in OBS; the page Overlay says how.';
  if (pages === 0 && hidden > 0)
    return {
      tone: 'warn',
      word: 'hidden',
      sentence: `${plural(hidden, 'page')} of the overlay ${hidden === 1 ? 'is' : 'are'} open and not in sight: switch the source on in OBS, or go to the scene that has it.`,
    };
  if (pages === 0)
    return alone.length === 0
      ? { tone: '', word: 'no overlay', sentence: `No overlay is open, so nobody is answered on screen. ${step}` }
      : {
          tone: 'warn',
          word: 'no overlay',
          sentence: `No overlay open: ${both(alone)}’s buyers are told by nobody. ${step}`,
        };
  const queue =
    waiting === 0
      ? 'nothing waits'
      : `${plural(waiting, 'line')} waiting${seconds === null ? '' : `, about ${span(seconds * 1000)}`}`;
  const word = waiting === 0 ? plural(pages, 'page') : `${waiting} waiting`;
  const behind = seconds !== null && seconds > 90;
  const more = behind ? ' That is long: show more lines at once, or each for less time.' : '';
  return { tone: behind ? 'warn' : 'ok', word, sentence: `On screen: ${plural(pages, 'page')}, ${queue}.${more}` };
}
