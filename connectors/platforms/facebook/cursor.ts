import { Window, type SavedWindow } from './window.ts';

/** Where a session goes on: the comments' window and the reactions counted so far, of one live. */
export interface Place {
  window: Window;
  /** Null: none were counted yet. */
  reactions: number | null;
}

export function cursorOf(liveId: string, { window, reactions }: Place): string {
  return JSON.stringify({ v: 1, live: liveId, reactions, ...window.save() });
}

/** Null for no cursor, another live's, or one that cannot be read. */
export function placeFrom(cursor: string | null, liveId: string): Place | null {
  const saved = cursor === null ? null : parsed(cursor);
  if (saved?.v !== 1 || saved.live !== liveId || !Number.isSafeInteger(saved.at) || !Number.isSafeInteger(saved.from))
    return null;
  if (!Array.isArray(saved.known) || !saved.known.every((one) => typeof one === 'string')) return null;
  const reactions = typeof saved.reactions === 'number' ? saved.reactions : null;
  return { window: Window.restored(saved), reactions };
}

type Saved = SavedWindow & { v: number; live: string; reactions: unknown };

function parsed(cursor: string): Saved | null {
  try {
    return JSON.parse(cursor) as Saved | null;
  } catch {
    // A cursor of another program, or cut short: as good as none.
    return null;
  }
}
