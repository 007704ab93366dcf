import type { Binding } from '#lib/shared/keys.svelte.ts';
import { trays, type Tray } from './chat/filter.ts';

interface Acts {
  row: (by: 1 | -1) => void;
  page: (by: 1 | -1) => void;
  oldest: () => void;
  latest: () => void;
  hold: () => void;
  reply: () => void;
  resolve: () => void;
  question: (by: 1 | -1) => void;
  search: () => void;
  product: (by: 1 | -1) => void;
  present: () => void;
  /** Into the tray of what needs a look. */
  look: () => void;
  /** Into the tray of held messages. */
  held: () => void;
  tray: (tray: Tray) => void;
  /** Puts the picked message on the overlay. */
  feature: () => void;
  nextFeatured: () => void;
  clearScreen: () => void;
  /** H, D, T, B or U, about the picked message. */
  moderate: (key: string) => void;
}

const MODERATION = [
  ['H', 'Hide the message, or show it again'],
  ['D', 'Delete the message (twice)'],
  ['T', 'Time its author out for five minutes'],
  ['B', 'Ban its author, or lift the ban'],
  ['U', 'Undo the last of these'],
] as const;

/** The console's part of the keyboard table: only what really is there. */
export function consoleKeys(acts: Acts): Binding[] {
  const chat = (keys: string[], shown: string, label: string, run: () => void): Binding => ({
    keys,
    shown,
    label,
    group: 'Chat',
    run,
  });
  const work = (keys: string[], shown: string, label: string, run: () => void): Binding => ({
    ...chat(keys, shown, label, run),
    group: 'Questions and products',
  });
  const waits = (keys: string[], shown: string, label: string, run: () => void): Binding => ({
    ...chat(keys, shown, label, run),
    group: 'Needs a look and held',
  });
  const screen = (keys: string[], shown: string, label: string, run: () => void): Binding => ({
    ...chat(keys, shown, label, run),
    group: 'Screen',
  });
  return [
    chat(['j', 'ArrowDown'], 'J|↓', 'Newer row', () => acts.row(1)),
    chat(['k', 'ArrowUp'], 'K|↑', 'Older row', () => acts.row(-1)),
    chat(['PageUp'], 'PgUp', 'A page back', () => acts.page(-1)),
    chat(['PageDown'], 'PgDn', 'A page forward', () => acts.page(1)),
    chat(['Home'], 'Home', 'Oldest row kept', acts.oldest),
    chat(['End'], 'End', 'Jump to latest', acts.latest),
    chat(['Space'], 'Space', 'Hold: pause while it is down', acts.hold),
    chat(['/'], '/', 'Search names and words', acts.search),
    ...trays.map((tray, i) =>
      chat([i === 0 ? '0' : String(i)], i === 0 ? '0' : String(i), `Show: ${tray.name}`, () => acts.tray(tray.id)),
    ),
    work(['q'], 'Q', 'Next open question', () => acts.question(1)),
    work(['Shift+Q'], 'Shift Q', 'Question before', () => acts.question(-1)),
    work(['r', 'Enter'], 'R|Enter', 'Answer', acts.reply),
    work(['e'], 'E', 'Resolve and next', acts.resolve),
    // The composer listens itself.
    work([], 'Ctrl Enter', 'In the answer: send it', () => undefined),
    ...MODERATION.map(([key, label]): Binding => ({
      keys: [key.toLowerCase()],
      shown: key,
      label,
      group: 'Moderation',
      run: () => acts.moderate(key),
    })),
    screen(['f', 'Shift+F'], 'F', 'Put the message on the overlay', acts.feature),
    screen(['n'], 'N', 'Next message of the line-up', acts.nextFeatured),
    screen(['Shift+N'], 'Shift N', 'Clear the overlay', acts.clearScreen),
    waits(['w'], 'W', 'To what needs a look, the longest wait first', acts.look),
    // The trays listen themselves, and only while the focus is in them.
    waits([], '1|2', 'There: the first or second reading', () => undefined),
    waits([], 'X', 'There: it is no claim', () => undefined),
    waits(['y'], 'Y', 'To held messages; there: allow it', acts.held),
    waits([], 'X', 'There: deny it', () => undefined),
    work([']'], ']', 'Next product', () => acts.product(1)),
    work(['['], '[', 'Product before', () => acts.product(-1)),
    work(['\\'], '\\', 'Show the chosen product now', acts.present),
  ];
}
