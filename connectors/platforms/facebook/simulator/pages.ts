/** One page of a live's comments: filtered, ordered, with Meta's cursors. */
import type { Entry, Live, Platform } from './platform.ts';
import { badParameter } from './refusals.ts';
import type { Asked } from './routes.ts';

const DEFAULT_LENGTH = 25;
const LONGEST = 100;
/** What Facebook leaves out unless it is asked for everything: here, what is as short as an order. */
const LOW_QUALITY_LENGTH = 8;

export function commentPage(platform: Platform, live: Live, { params, base, token }: Asked, fields: string[]): unknown {
  const text = (name: string) => (params[name] === undefined ? null : String(params[name]));
  const limit = Math.min(LONGEST, Math.max(1, Number(text('limit') ?? DEFAULT_LENGTH) || DEFAULT_LENGTH));
  const since = Number(text('since') ?? 0);
  const all = text('live_filter') === 'no_filter';
  const toplevel = text('filter') !== 'stream';
  const shown = recent(live, since)
    .filter(({ entry }) => !entry.removed && secondOf(entry) >= since)
    .filter(
      ({ entry }) =>
        (all || entry.strange || [...entry.message].length >= LOW_QUALITY_LENGTH) && !(toplevel && entry.parentId),
    )
    .sort((a, b) => secondOf(a.entry) - secondOf(b.entry) || a.at - b.at);
  if (text('order') === 'reverse_chronological') shown.reverse();
  const after = text('after');
  const from = after === null ? 0 : startAfter(shown, after);
  const page = shown.slice(from, from + limit);
  const data = page.flatMap(({ entry }) => {
    if (entry.published?.sentAtMs === 0) entry.published.sentAtMs = Date.now();
    const item = commentOf(platform, entry, fields);
    return entry.twice ? [item, item] : [item];
  });
  const [first, last] = [page.at(0), page.at(-1)];
  if (!first || !last) return { data };
  const cursors = { before: cursorOf(first), after: cursorOf(last) };
  const more = from + limit < shown.length;
  return { data, paging: { cursors, ...(more ? { next: nextOf(base, live, params, token, cursors.after) } : {}) } };
}

/** A show may be hours long: what is much older than asked for need not be looked at. */
const OUT_OF_ORDER_SECONDS = 600;

function recent(live: Live, since: number): Placed[] {
  const found: Placed[] = [];
  for (let at = live.comments.length - 1; at >= 0; at -= 1) {
    const entry = live.comments[at];
    if (!entry || secondOf(entry) < since - OUT_OF_ORDER_SECONDS) break;
    found.push({ entry, at });
  }
  return found;
}

type Placed = { entry: Entry; at: number };
const secondOf = ({ createdMs }: Entry): number => Math.floor(createdMs / 1000);
const cursorOf = ({ at }: Placed): string => Buffer.from(`c${at}`).toString('base64url');

function startAfter(shown: Placed[], cursor: string): number {
  const at = Number(/^c(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1] ?? Number.NaN);
  if (!Number.isInteger(at)) throw badParameter('Invalid cursor');
  const index = shown.findIndex((one) => one.at === at);
  return index < 0 ? 0 : index + 1;
}

function nextOf(base: string, live: Live, params: Asked['params'], token: string | undefined, after: string): string {
  const query = new URLSearchParams(Object.entries({ ...params, after }).map(([name, value]) => [name, String(value)]));
  if (token) query.set('access_token', token);
  return `${base}/${live.id}/comments?${query.toString()}`;
}

function commentOf(platform: Platform, entry: Entry, fields: string[]): Record<string, unknown> {
  const created = new Date(entry.createdMs).toISOString().replace(/\.\d+Z$/, '+0000');
  if (entry.strange) return { created_time: created, hologram: { depth: 3 } };
  const from = platform.mayReach(entry.author.id) ? { from: { id: entry.author.id, name: entry.author.name } } : {};
  const whole: Record<string, unknown> = {
    ...{ id: entry.id, created_time: created, message: entry.message, ...from },
    ...(entry.parentId ? { parent: { id: entry.parentId } } : {}),
  };
  return Object.fromEntries(Object.entries(whole).filter(([name]) => name === 'id' || fields.includes(name)));
}
