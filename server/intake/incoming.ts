import type { Author, Delivery, Manifest, PlatformEvent } from '../../connectors/platforms/contract.ts';
import { cleanData, cleanId, cleanName, cleanText } from './clean.ts';
import { keyOf } from './keys.ts';
import { spokenAt, type Skew, type SpokenBy } from './spoken-at.ts';

/** Where deliveries come from: one open session to one broadcast. */
export interface SourceInfo {
  workspaceId: string;
  showId: string;
  broadcastId: string;
  connectionId: string;
  platform: string;
  time: Manifest['time'];
  sessionStartedMs: number;
  /** The holder's fence (connections/lease.ts): what comes under an older one is refused. Absent: nobody else can hold it. */
  fence?: number;
  /** The session follows a gap: what was said in it and is found now is late. */
  repair?: Repair | null;
}

/** What a session that begins after a gap may find of it. */
export interface Repair {
  /** The row that counts what was found; null where none was written. */
  gapId: string | null;
  /** What is told as history and was said since is no history to us: we missed it. */
  sinceMs: number;
  /** The broadcast goes on under another live id: all that is told of it is new to us. */
  isNewLive?: boolean;
}

/** Who wrote, cleaned; `key` is the platform's id or null where it withholds it. */
export interface IncomingAuthor {
  key: string | null;
  handle: string;
  name: string;
  avatarUrl: string | null;
  badges: string[];
}

const MOST_BADGES = 20;

/** One row to be, cleaned and timed. `parts`: the happenings in it, more than one only where they were merged. */
export interface Incoming {
  source: SourceInfo;
  /** Counts deliveries of the whole hub, so that a batch keeps the order of arrival over all sources. */
  arrival: number;
  parts: { key: string; count: number }[];
  kind: string;
  platformId: string;
  author: IncomingAuthor | null;
  text: string | null;
  body: Record<string, unknown> | null;
  spokenAtMs: number;
  spokenBy: SpokenBy;
  receivedMs: number;
  history: boolean;
  /** Found after a gap: it keeps its true time. */
  late: boolean;
  via: 'live' | 'list' | null;
  cursor: string | null;
  bytes: number;
}

/** What a platform delivered as the row it becomes. Throws nothing: odd data is made storable. */
export function incomingOf(
  source: SourceInfo,
  delivery: Delivery,
  receivedMs: number,
  skew: Skew,
  arrival: number,
): Incoming {
  const { event } = delivery;
  const missed = event.history === true && wasMissed(source, event.atMs);
  const history = event.history === true && !missed;
  const { time, sessionStartedMs } = source;
  const spoken = spokenAt({ atMs: event.atMs, receivedMs, history: history || missed, time, sessionStartedMs, skew });
  const incoming: Incoming = {
    source,
    arrival,
    parts: [{ key: keyOf(event), count: event.kind === 'like' ? countOf(event.count) : 1 }],
    kind: event.kind === 'message' && event.edited === true ? 'edit' : event.kind,
    platformId: cleanId(String(event.id)),
    author: 'author' in event && event.author !== null ? authorOf(event.author) : null,
    text: textOf(event),
    body: bodyOf(event),
    spokenAtMs: spoken.ms,
    spokenBy: spoken.by,
    receivedMs,
    history,
    late: missed || (!history && isLate(source, event, spoken.ms, receivedMs)),
    via: event.kind === 'message' ? (delivery.via ?? null) : null,
    cursor: delivery.cursor === null ? null : delivery.cursor.toWellFormed().replaceAll('\0', ''),
    bytes: 0,
  };
  incoming.bytes =
    300 +
    2 * (incoming.text?.length ?? 0) +
    (incoming.body === null ? 0 : 200 + 2 * JSON.stringify(incoming.body).length);
  return incoming;
}

/** Said in the gap, by the platform's own time or because the live itself began in it, though it is told as history. */
function wasMissed({ repair, time }: SourceInfo, atMs: number | null): boolean {
  if (repair === undefined || repair === null) return false;
  return repair.isNewLive === true || (time.source === 'platform' && atMs !== null && atMs >= repair.sinceMs);
}

/** Where the platform gives no time, what comes with the first answers after a gap counts as said in it: for one look's time. */
const FIRST_ANSWERS_MS = 1_500;
const NEVER_LATE: ReadonlySet<string> = new Set(['audience', 'like', 'join', 'ended']);

function isLate(source: SourceInfo, event: PlatformEvent, spokenAtMs: number, receivedMs: number): boolean {
  const { repair, time, sessionStartedMs } = source;
  if (repair === undefined || repair === null || NEVER_LATE.has(event.kind)) return false;
  // What looks like a clock that is behind may be a list that is read late: the earlier of the two counts.
  if (time.source === 'platform' && event.atMs !== null) return Math.min(event.atMs, spokenAtMs) < sessionStartedMs;
  return receivedMs < sessionStartedMs + Math.max(FIRST_ANSWERS_MS, time.resolutionMs);
}

/** Nobody at all is no author: else all whom a platform withholds would be one person. */
function authorOf(author: Author): IncomingAuthor | null {
  if (author.id === null && author.handle === '' && author.name === '') return null;
  return {
    key: author.id === null ? null : cleanId(author.id),
    handle: cleanName(author.handle === '' && author.id === null ? author.name : author.handle),
    name: cleanName(author.name),
    avatarUrl: author.avatarUrl === undefined ? null : cleanId(author.avatarUrl),
    // No comma: the store hands them over as one text.
    badges: (author.badges ?? []).slice(0, MOST_BADGES).map((badge) => cleanName(String(badge)).replaceAll(',', ' ')),
  };
}

/** Free text goes to a table of its own, which retention and erasure empty. */
function textOf(event: PlatformEvent): string | null {
  if (event.kind === 'message') return cleanText(event.text);
  if (event.kind === 'direct') return cleanText(event.text);
  if (event.kind === 'gift' && event.text !== undefined) return cleanText(event.text);
  return null;
}

function bodyOf(event: PlatformEvent): Record<string, unknown> | null {
  switch (event.kind) {
    case 'message':
      return event.replyToId === undefined ? null : { replyToId: cleanId(event.replyToId) };
    case 'gift':
      return cleaned({ ...event.gift });
    case 'like':
      return cleaned({ count: countOf(event.count), total: event.total });
    case 'audience':
      return cleaned({ viewers: event.viewers, streamHealth: event.streamHealth });
    case 'removal':
      return cleaned({ target: event.target, targetIds: event.targetIds, untilMs: event.untilMs });
    case 'pinned':
      return cleaned({ productId: event.productId, title: event.title, price: event.price });
    case 'ended':
      return cleaned({ reason: event.reason });
    case 'direct':
      return event.postback === undefined ? null : cleaned({ postback: event.postback });
    case 'follow':
    case 'share':
    case 'join':
      return null;
  }
}

const cleaned = (body: Record<string, unknown>): Record<string, unknown> => cleanData(body) as Record<string, unknown>;
const countOf = (count: number): number => (Number.isFinite(count) && count > 0 ? Math.min(Math.round(count), 1e9) : 0);
