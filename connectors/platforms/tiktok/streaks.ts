/**
 * Gift streaks, counted once. A streak arrives as several frames with a growing count and ends with one that says so;
 * when that last frame is lost, the streak is counted by time-out with the greatest count seen. Time is a value here.
 */
import type { PlatformEvent } from '../contract.ts';
import type { GiftFrame } from './events.ts';

type GiftEvent = Extract<PlatformEvent, { kind: 'gift' }>;

interface Open {
  frame: GiftFrame;
  seenMs: number;
}

interface Closed {
  /** The frame that ended it, null when it was counted by time-out. */
  endId: string | null;
  atMs: number;
}

export interface Streaks {
  /** The gift, when this frame completes one. */
  take(frame: GiftFrame, nowMs: number): GiftEvent | null;
  /** Streaks whose end is overdue. */
  overdue(nowMs: number): GiftEvent[];
  /** When `overdue` has something next, or null. */
  nextMs(): number | null;
  /** Everything still open: the line is gone, and with it their ends. */
  finish(): GiftEvent[];
}

/** A late end of a streak already counted is recognised for this long. */
const REMEMBER_MS = 5 * 60_000;

export function createStreaks(idleMs: number): Streaks {
  const open = new Map<string, Open>();
  const closed = new Map<string, Closed>();

  const close = (key: string, frame: GiftFrame, endId: string | null, nowMs: number): GiftEvent => {
    open.delete(key);
    closed.delete(key);
    closed.set(key, { endId, atMs: nowMs });
    return toGift(frame);
  };

  return {
    take(frame, nowMs) {
      if (!frame.streakable) return toGift(frame);
      forget(closed, nowMs);
      const key = streakKey(frame);
      if (alreadyCounted(closed.get(key), frame, open.has(key))) return null;
      const best = furthest(open.get(key)?.frame, frame);
      if (frame.repeatEnd) return close(key, best, frame.id, nowMs);
      open.set(key, { frame: best, seenMs: nowMs });
      return null;
    },
    overdue(nowMs) {
      const late = [...open].filter(([, streak]) => streak.seenMs + idleMs <= nowMs);
      return late.map(([key, streak]) => close(key, streak.frame, null, nowMs));
    },
    nextMs() {
      let next: number | null = null;
      for (const { seenMs } of open.values()) next = Math.min(next ?? Infinity, seenMs + idleMs);
      return next;
    },
    finish() {
      const left = [...open.values()].map(({ frame }) => toGift(frame));
      open.clear();
      return left;
    },
  };
}

/** The sender's combo of one gift; `groupId` tells two combos of the same gift apart. */
const streakKey = (frame: GiftFrame) =>
  [frame.author?.id ?? frame.author?.handle ?? '', frame.giftId, frame.groupId ?? ''].join(':');

/** The later frame knows more, but frames overtake each other: the greatest count is the true one. */
function furthest(known: GiftFrame | undefined, frame: GiftFrame): GiftFrame {
  if (!known) return frame;
  const latest = frame.repeatEnd || frame.repeatCount >= known.repeatCount ? frame : known;
  return { ...latest, repeatCount: Math.max(known.repeatCount, frame.repeatCount) };
}

/**
 * With a group id a counted streak never opens again; only its very end, redelivered, goes through, to be dropped as a
 * duplicate like every other. Without one, the next combo has the same key: only an end that comes after a time-out,
 * with no frame before it, can be the lost end.
 */
function alreadyCounted(streak: Closed | undefined, frame: GiftFrame, isOpen: boolean): boolean {
  if (!streak || streak.endId === frame.id) return false;
  if (frame.groupId !== null) return true;
  return streak.endId === null && frame.repeatEnd && !isOpen;
}

function forget(closed: Map<string, Closed>, nowMs: number) {
  for (const [key, { atMs }] of closed) {
    if (atMs + REMEMBER_MS > nowMs) return;
    closed.delete(key);
  }
}

/** A streak with a group is named by it, so that it keeps its name whichever frame it was counted by. */
function toGift(frame: GiftFrame): GiftEvent {
  const id = frame.streakable && frame.groupId !== null ? streakKey(frame) : frame.id;
  const value = frame.diamonds === null ? null : { coins: frame.diamonds * frame.repeatCount };
  return {
    kind: 'gift',
    id,
    atMs: frame.atMs,
    ...(frame.history && { history: true }),
    author: frame.author,
    gift: { type: 'gift', name: frame.name, count: frame.repeatCount, value },
  };
}
