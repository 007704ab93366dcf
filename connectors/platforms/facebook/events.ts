/** One comment, change or private message → one PlatformEvent. Pure. */
import type { Author, PlatformEvent, StreamHealth } from '../contract.ts';
import { millisOf, recordOf, textOf, type MetaPart } from '../meta/hook.ts';
import type { Comment, IngestStream, LiveVideo, Person } from './payloads.ts';

type MessageEvent = Extract<PlatformEvent, { kind: 'message' }>;

export type CommentReading =
  | { event: MessageEvent }
  /** Known, and nothing to sell by: a sticker, a photo without a word. */
  | { ignored: string }
  /** Not understood: counted, and looked at by whoever keeps this file. */
  | { unknown: string };

/** `pageId`: what the Page itself writes is the shop speaking. */
export function readComment(comment: Comment, pageId: string): CommentReading {
  const id = textOf(recordOf(comment)?.['id']);
  if (id === null) return { unknown: 'a comment without an id' };
  const { message, created_time: created, from, parent, attachment } = comment;
  if (typeof message !== 'string' || message === '')
    return attachment || message === ''
      ? { ignored: 'a comment without words' }
      : { unknown: 'a comment without a message' };
  return {
    event: {
      ...{ kind: 'message', id, atMs: timeOf(created), author: authorOf(from, pageId), text: message },
      ...repliedTo(textOf(parent?.id)),
    },
  };
}

/** A hook names the post as the parent of a comment that answers none. */
const repliedTo = (parentId: string | null, postId: string | null = null) =>
  parentId !== null && parentId !== postId ? { replyToId: parentId } : {};

export function authorOf(from: Person | null | undefined, pageId: string): Author | null {
  const id = textOf(from?.id);
  const name = from?.name ?? '';
  if (id === null && name === '') return null;
  // There are no handles: people are called by their names.
  const author: Author = { id, handle: name, name };
  return id !== null && id === pageId ? { ...author, badges: ['owner'] } : author;
}

/** '2026-11-22T20:15:03+0000' or unix seconds. */
export function timeOf(created: unknown): number | null {
  if (typeof created === 'string' && !/^\d+$/.test(created)) {
    const ms = Date.parse(created.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
    return Number.isFinite(ms) ? ms : null;
  }
  return millisOf(created);
}

/** A removal has the comment's own id: told by a hook or found in the list, it is one happening. */
export const removalOf = (commentId: string, atMs: number | null = null): PlatformEvent => ({
  ...{ kind: 'removal', id: commentId, atMs, target: 'message', targetIds: [commentId] },
});

export const editedEvent = (event: MessageEvent): MessageEvent => ({ ...event, edited: true });

/** The end has one id however it is noticed. */
export const endedEvent = (liveId: string, reason: string): PlatformEvent => ({
  ...{ kind: 'ended', id: `ended:${liveId}`, atMs: null, reason },
});

/** A comment's change in the Page's feed; null for what is none of our kinds: a hidden comment, a post, a reaction. */
export function readFeed({ value, entryMs }: MetaPart, pageId: string): PlatformEvent | null {
  if (value['item'] !== 'comment') return null;
  const id = textOf(value['comment_id']);
  if (id === null) return null;
  const verb = value['verb'];
  if (verb === 'remove' || verb === 'delete') return removalOf(id, entryMs);
  if (verb !== 'add' && verb !== 'edited' && verb !== 'edit') return null;
  const text = value['message'];
  if (typeof text !== 'string' || text === '') return null;
  const event: MessageEvent = {
    ...{ kind: 'message', id, atMs: timeOf(value['created_time']), text },
    author: authorOf(recordOf(value['from']), pageId),
    ...repliedTo(textOf(value['parent_id']), textOf(value['post_id'])),
  };
  return verb === 'add' ? event : editedEvent(event);
}

/** A private message to the Page; null for its own words coming back. */
export function readDirect({ value }: MetaPart, pageId: string): PlatformEvent | null {
  const message = recordOf(value['message']);
  const postback = recordOf(value['postback']);
  const said = message ?? postback;
  const personId = textOf(recordOf(value['sender'])?.['id']);
  if (!said || personId === null || personId === pageId || said['is_echo'] === true || said['is_deleted'] === true)
    return null;
  const sentMs = millisOf(value['timestamp']);
  const payload = textOf(recordOf(message?.['quick_reply'])?.['payload']) ?? textOf(postback?.['payload']);
  return {
    kind: 'direct',
    id: textOf(said['mid']) ?? `${personId}:${sentMs}:${message ? 'message' : 'postback'}`,
    atMs: sentMs,
    author: { id: personId, handle: '', name: '' },
    text: textOf(said['text']) ?? textOf(said['title']) ?? '',
    ...(payload === null ? {} : { postback: payload }),
  };
}

export function viewersOf({ live_views: views }: LiveVideo): number | null {
  const count = Number(views ?? Number.NaN);
  return Number.isSafeInteger(count) && count >= 0 ? count : null;
}

const LEAST_FRAMERATE = 20;
const LEAST_HEIGHT = 480;
const MOST_SECONDS_BETWEEN_KEYFRAMES = 4;

/** Facebook gives measurements, no verdict: what its own encoder page asks for is the measure. Null where none are told. */
export function healthOf({ ingest_streams: streams }: LiveVideo): StreamHealth | null {
  const all: IngestStream[] = Array.isArray(streams) ? streams : (streams?.data ?? []);
  const health = (all.find((one) => one.is_master) ?? all[0])?.stream_health;
  if (!health) return null;
  const { video_bitrate: bitrate, video_framerate: rate, video_gop_size: gop, video_height: height } = health;
  if (bitrate === 0) return { state: 'none', issues: ['no picture arrives'] };
  const issues = [
    ...(typeof rate === 'number' && rate < LEAST_FRAMERATE ? [`only ${Math.round(rate)} pictures a second`] : []),
    ...(typeof height === 'number' && height < LEAST_HEIGHT ? [`only ${height} lines high`] : []),
    ...(typeof gop === 'number' && gop > gopLimit(gop, rate) ? ['keyframes come too seldom'] : []),
    ...(health.audio_bitrate === 0 ? ['no sound arrives'] : []),
  ];
  return { state: issues.length === 0 ? 'good' : issues.length === 1 ? 'ok' : 'bad', issues };
}

/** The size is told in milliseconds by some encoders, in pictures by others. */
const gopLimit = (gop: number, rate: number | null | undefined): number =>
  gop >= 1_000 ? MOST_SECONDS_BETWEEN_KEYFRAMES * 1_000 : MOST_SECONDS_BETWEEN_KEYFRAMES * (rate || 30);
