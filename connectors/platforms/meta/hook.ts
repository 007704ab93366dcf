/** The requests of Meta's apps (objects `page` and `instagram`), proven, and split into one part a happening. Pure. */
import { createHash } from 'node:crypto';
import type { HookAnswer, HookPart, HookRequest } from '../contract.ts';
import { exactJson } from './json.ts';
import { sameText, SIGNATURE_HEADER, signedBy } from './signature.ts';

/** The body of a `HookPart` made here: a changed field, or a private message. `value` is as it came. */
export interface MetaPart {
  object: MetaObject;
  /** `feed`, `live_videos`, `live_comments`, `comments` …; `messaging` for a private message or a pressed button. */
  field: string;
  value: Record<string, unknown>;
  /** When Meta put the entry together, in ms: not when the happening was. */
  entryMs: number | null;
}
export type MetaObject = 'page' | 'instagram';

/** Of one request; Meta sends up to 1,000, each signed as a whole. */
const MAX_PARTS = 10_000;
const MAX_CHALLENGE = 1_000;

/** A `Hook`: the handshake, or updates whose signature fits one of the secrets. */
export function receiveMetaHook(
  request: HookRequest,
  secrets: readonly string[],
  verifyToken: string | null,
): HookAnswer {
  return request.method === 'GET' ? handshake(request, verifyToken) : updates(request, secrets);
}

function handshake({ query }: HookRequest, verifyToken: string | null): HookAnswer {
  const challenge = query['hub.challenge'];
  if (query['hub.mode'] !== 'subscribe' || !sameText(query['hub.verify_token'], verifyToken))
    return { ok: false, status: 403, reason: 'The verify token is not the one of this connection.' };
  if (!challenge || challenge.length > MAX_CHALLENGE)
    return { ok: false, status: 400, reason: 'The handshake holds no challenge.' };
  return { ok: true, challenge };
}

function updates({ headers, body, receivedMs }: HookRequest, secrets: readonly string[]): HookAnswer {
  // Before anything of the body is read.
  if (signedBy(body, headers[SIGNATURE_HEADER], secrets) === null)
    return { ok: false, status: 401, reason: 'The signature does not fit the body.' };
  const parsed = recordOf(exactJson(body));
  if (!parsed) return { ok: false, status: 400, reason: 'The body is not the JSON of an update.' };
  const parts = partsOf(parsed, receivedMs);
  if (parts.length > MAX_PARTS) return { ok: false, status: 413, reason: 'Too many updates in one request.' };
  return { ok: true, parts };
}

/** What is not understood is left out: an answer other than 2xx would make Meta send it again for a day and a half. */
function partsOf({ object, entry }: Record<string, unknown>, receivedMs: number): HookPart[] {
  if ((object !== 'page' && object !== 'instagram') || !Array.isArray(entry)) return [];
  return entry.flatMap((one: unknown) => {
    const entryOf = recordOf(one);
    const account = textOf(entryOf?.['id']);
    if (!entryOf || account === null) return [];
    const entryMs = millisOf(entryOf['time']);
    return [...changesOf(entryOf), ...messagingOf(entryOf)].map(({ field, value }): HookPart => {
      const body: MetaPart = { object, field, value, entryMs };
      return { account, id: partId(body), body, receivedMs };
    });
  });
}

type Change = Pick<MetaPart, 'field' | 'value'>;

/** `changes[]`, or the one change written directly on the entry: Meta's pages for Instagram show both. */
function changesOf(entry: Record<string, unknown>): Change[] {
  const listed = Array.isArray(entry['changes']) ? (entry['changes'] as unknown[]) : [];
  return [...listed, entry].flatMap((one) => {
    const change = recordOf(one);
    const value = recordOf(change?.['value']);
    return typeof change?.['field'] === 'string' && value ? [{ field: change['field'], value }] : [];
  });
}

/** Receipts of reading and delivery are left out: nobody here asks for them, and there are many. */
function messagingOf(entry: Record<string, unknown>): Change[] {
  const listed = Array.isArray(entry['messaging']) ? (entry['messaging'] as unknown[]) : [];
  return listed.flatMap((one) => {
    const value = recordOf(one);
    return value && (recordOf(value['message']) || recordOf(value['postback'])) ? [{ field: MESSAGING, value }] : [];
  });
}

const MESSAGING = 'messaging';

/** The same on every delivery of the same happening, and shared by no other one. */
function partId(part: MetaPart): string {
  const { object, field, value } = part;
  const named = field === MESSAGING ? messageKey(value) : commentKey(value);
  return [object, field, named ?? digest([value, part.entryMs])].join(':');
}

function commentKey(value: Record<string, unknown>): string | null {
  const commentId = textOf(value['comment_id']);
  // An edit keeps the comment's time; only its words tell the second edit from the first.
  const words = value['verb'] === 'edited' ? digest(value['message']) : null;
  if (commentId && (value['item'] === undefined || value['item'] === 'comment'))
    return joined(commentId, value['verb'], value['created_time'], words);
  const id = textOf(value['id']);
  // A comment of Instagram (the copy with an `ad_id` has the same id), or a live video and where it stands.
  return id === null ? null : joined(id, value['verb'], value['status']);
}

function messageKey({ sender, timestamp, message, postback }: Record<string, unknown>): string {
  const said = recordOf(message) ?? recordOf(postback) ?? {};
  const kind = message === undefined ? 'postback' : said['is_deleted'] === true ? 'deleted' : 'message';
  const mid = textOf(said['mid']);
  return mid === null ? joined(kind, recordOf(sender)?.['id'], timestamp, digest(said)) : joined(kind, mid);
}

const joined = (...all: unknown[]): string =>
  all
    .map(textOf)
    .filter((one) => one !== null)
    .join(':');

const digest = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('base64url')
    .slice(0, 22);

/** A part's body as it comes back from the database; null when it was not made here. */
export function metaPartOf(body: unknown): MetaPart | null {
  const part = recordOf(body);
  const value = recordOf(part?.['value']);
  if (!part || !value || typeof part['field'] !== 'string') return null;
  const { object, field, entryMs } = part;
  if (object !== 'page' && object !== 'instagram') return null;
  return { object, field, value, entryMs: typeof entryMs === 'number' ? entryMs : null };
}

/** Meta gives seconds on one page of its documentation and milliseconds on another. */
export function millisOf(time: unknown): number | null {
  const value = typeof time === 'string' && /^\d{1,16}$/.test(time) ? Number(time) : time;
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) return null;
  return value < SECONDS_UNTIL ? value * 1000 : value;
}
/** As seconds the year 5138, as milliseconds March 1973. */
const SECONDS_UNTIL = 100_000_000_000;

export const recordOf = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;

/** An id or a word; null for what is neither. */
export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;
