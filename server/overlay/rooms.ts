import type { ScreenRow } from '../outbox/store-screen.ts';
import type { Drawing, OpenPage } from './open-page.ts';

/** One overlay's pages and how many lines they have room for. */
export interface Room {
  drawing: Drawing;
  pages: OpenPage[];
  left: number;
}
export interface PlacedRow<R extends ScreenRow> {
  row: R;
  rooms: Room[];
}
export type Placed = PlacedRow<ScreenRow>;

/** `drawn`: what takes room already, by the overlays it stands on. */
export function roomsOf(pages: readonly OpenPage[], drawn: Iterable<{ takes: ReadonlySet<string> }>): Room[] {
  const rooms = new Map<string, Room>();
  for (const page of pages) {
    const { drawing } = page;
    if (drawing === null || !page.draws || drawing.settings.lines === 0) continue;
    const room = rooms.get(page.overlayId) ?? { drawing, pages: [], left: drawing.settings.lines };
    rooms.set(page.overlayId, room);
    room.pages.push(page);
  }
  for (const one of drawn)
    for (const id of one.takes) {
      const room = rooms.get(id);
      if (room !== undefined) room.left--;
    }
  return [...rooms.values()];
}

/** The rooms over whose video its buyer looks, while they have room; empty: not now. */
export function placed<R extends ScreenRow>(row: R, rooms: readonly Room[]): PlacedRow<R>[] {
  const fit = rooms.filter(
    ({ left, drawing: { variant } }) => left > 0 && (variant.platforms?.has(row.platform) ?? true),
  );
  for (const room of fit) room.left--;
  return fit.length === 0 ? [] : [{ row, rooms: fit }];
}

/** null: of all. Rows that no page with room is drawn for must not stand before those that one is. */
export function platformsOf(rooms: readonly Room[]): string[] | null {
  const free = rooms.filter((room) => room.left > 0).map((room) => room.drawing.variant.platforms);
  return free.some((one) => one === null) ? null : [...new Set(free.flatMap((one) => [...(one ?? [])]))];
}
