/**
 * A gift sent again in a row comes as the same item with a growing `comboCount` and no mark at its end: it is held
 * until nothing was added for a while, then counted once. Pure: the time comes in as a value.
 *
 * While a gift is held, deliveries carry the cursor from before it, so that a crash reads it again.
 */
import type { PlatformEvent } from '../contract.ts';

type GiftEvent = Extract<PlatformEvent, { kind: 'gift' }>;

export const QUIET_MS = 4_000;
const LONGEST_MS = 60_000;
const REMEMBERED = 2_000;

interface Held {
  event: GiftEvent;
  sinceMs: number;
  lastMs: number;
  cursorBefore: string | null;
}

export class Combos {
  #held = new Map<string, Held>();
  /** How many of an item were counted already, for updates that come after their end was given up. */
  #counted = new Map<string, number>();

  hold(event: GiftEvent, nowMs: number, cursorBefore: string | null): void {
    if (event.gift.count <= (this.#counted.get(event.id) ?? 0)) return;
    const held = this.#held.get(event.id);
    if (!held) this.#held.set(event.id, { event, sinceMs: nowMs, lastMs: nowMs, cursorBefore });
    else if (event.gift.count > held.event.gift.count) Object.assign(held, { event, lastMs: nowMs });
  }

  /** When the next one is due, or null when none is held. */
  dueAtMs(): number | null {
    const due = [...this.#held.values()].map(({ sinceMs, lastMs }) =>
      Math.min(lastMs + QUIET_MS, sinceMs + LONGEST_MS),
    );
    return due.length > 0 ? Math.min(...due) : null;
  }

  /** The place to resume that reads everything held again; `cursor` when nothing is. */
  cursorFor(cursor: string | null): string | null {
    const [oldest] = this.#held.values();
    return oldest ? oldest.cursorBefore : cursor;
  }

  /** Those whose combo is over; at the end of the show (`all`) everything. */
  take(nowMs: number, all = false): GiftEvent[] {
    const over = [...this.#held.values()].filter(
      ({ sinceMs, lastMs }) => all || nowMs >= Math.min(lastMs + QUIET_MS, sinceMs + LONGEST_MS),
    );
    return over.map(({ event }) => this.#count(event));
  }

  #count(event: GiftEvent): GiftEvent {
    this.#held.delete(event.id);
    const before = this.#counted.get(event.id) ?? 0;
    this.#counted.set(event.id, event.gift.count);
    const [oldest] = this.#counted.keys();
    if (this.#counted.size > REMEMBERED && oldest !== undefined) this.#counted.delete(oldest);
    if (before === 0) return event;
    // A late growth is a happening of its own, for what was added; told again it has the item's id and is a duplicate.
    const { count, value } = event.gift;
    const coins = value && 'coins' in value ? { value: { coins: (value.coins / count) * (count - before) } } : {};
    return { ...event, id: `${event.id}+${before}`, gift: { ...event.gift, count: count - before, ...coins } };
  }
}
