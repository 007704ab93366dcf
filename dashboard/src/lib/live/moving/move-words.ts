import { plural } from '#lib/shared/format.ts';
import type { Move, MovePreview } from '../../../../../server/api/schemas/moves.ts';

/** "12 claims, 14 units" */
export const howMany = (preview: MovePreview): string =>
  preview.units === preview.claims
    ? plural(preview.claims, 'claim')
    : `${plural(preview.claims, 'claim')}, ${plural(preview.units, 'unit')}`;

/** How a move stands now: what came of its claims at the product they went to. */
export function moveStands(move: Move): string {
  const parts = [
    move.waiting > 0 ? `${move.waiting} on their way` : '',
    move.reserved > 0 ? `${move.reserved} reserved` : '',
    move.waitlisted > 0 ? `${move.waitlisted} on the waitlist` : '',
    move.kept > 0 ? `${move.kept} could not be moved` : '',
  ].filter((part) => part !== '');
  const left = move.claims - move.waiting - move.reserved - move.waitlisted - move.kept;
  if (left > 0 && move.undoneBy === null) parts.push(`${left} cancelled or moved on`);
  return move.undoneBy === null ? parts.join(', ') : 'taken back';
}

/** A time of today as a field of time holds it, to the second. */
export function timeField(ms: number): string {
  const at = new Date(ms);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** The latest such time of day that is not after `nowMs`; null where nothing readable was typed. */
export function latestAt(field: string, nowMs: number): number | null {
  const found = /^(\d{1,2}):(\d{2})(?::(\d{2}))?/.exec(field);
  if (found === null) return null;
  const at = new Date(nowMs);
  at.setHours(Number(found[1]), Number(found[2]), Number(found[3] ?? 0), 0);
  return at.getTime() > nowMs ? at.getTime() - 24 * 3_600_000 : at.getTime();
}
