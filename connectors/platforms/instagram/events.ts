/** One comment or private message → one PlatformEvent. Pure; the list and a hook give the same event. */
import type { Author, PlatformEvent } from '../contract.ts';
import { millisOf, recordOf, textOf, type MetaPart } from '../meta/hook.ts';
import type { Comment } from './payloads.ts';

type MessageEvent = Extract<PlatformEvent, { kind: 'message' }>;

/** The account that is connected: what it writes is the shop speaking. */
export interface Own {
  igId: string;
  username: string | null;
}

/** Null when it cannot be read. The time is left out: the list has one and a hook has none, and it is one happening. */
export function readComment(comment: unknown, own: Own): MessageEvent | null {
  const record = recordOf(comment) as Comment | null;
  const id = textOf(record?.id);
  if (record === null || id === null) return null;
  const { text, parent_id: parentId } = record;
  // A picture or a sticker has no words; what is no text at all is another kind of thing.
  if (text !== undefined && text !== null && typeof text !== 'string') return null;
  if (typeof text !== 'string' && record.from === undefined && record.username === undefined) return null;
  const replyTo = textOf(parentId);
  return {
    ...{ kind: 'message', id, atMs: null, author: authorOf(record, own), text: text ?? '' },
    ...(replyTo === null ? {} : { replyToId: replyTo }),
  };
}

function authorOf({ from, username }: Comment, own: Own): Author | null {
  const id = textOf(from?.id);
  const handle = textOf(from?.username) ?? textOf(username) ?? '';
  if (id === null && handle === '') return null;
  const author: Author = { id, handle, name: handle };
  const isOwn =
    id === own.igId ||
    textOf(from?.self_ig_scoped_id) !== null ||
    (own.username !== null && handle.toLowerCase() === own.username.toLowerCase());
  return isOwn ? { ...author, badges: ['owner'] } : author;
}

/** Of a `live_comments` or `comments` change, when it is of this live. Null: another's, or not understood. */
export function readHookComment({ field, value }: MetaPart, liveId: string, own: Own): MessageEvent | null {
  if (field !== 'live_comments' && field !== 'comments') return null;
  const media = recordOf(value['media']);
  // The copy that an advertisement makes names its own media, and the live beside it.
  const ids = [textOf(media?.['id']), textOf(media?.['original_media_id'])].filter((one) => one !== null);
  const isOurs = ids.includes(liveId) || (ids.length === 0 && field === 'live_comments');
  return isOurs ? readComment(value, own) : null;
}

/** A message or a pressed button of a private conversation. Null for our own words coming back, and receipts. */
export function readDirect({ value }: MetaPart, own: Own, handleOf: (id: string) => string): PlatformEvent | null {
  const sender = textOf(recordOf(value['sender'])?.['id']);
  const message = recordOf(value['message']);
  const postback = recordOf(value['postback']);
  const said = message ?? postback;
  if (sender === null || sender === own.igId || !said) return null;
  if (said['is_echo'] === true || said['is_self'] === true || said['is_deleted'] === true) return null;
  const payload = textOf(postback?.['payload']) ?? textOf(recordOf(message?.['quick_reply'])?.['payload']);
  const atMs = millisOf(value['timestamp']);
  const handle = handleOf(sender);
  return {
    kind: 'direct',
    id: textOf(said['mid']) ?? `${sender}:${atMs ?? ''}:${payload ?? ''}`,
    atMs,
    author: { id: sender, handle, name: handle },
    text: textOf(said['text']) ?? textOf(said['title']) ?? '',
    ...(payload === null ? {} : { postback: payload }),
  };
}

/** The end has one id however it is noticed. */
export const endedEvent = (liveId: string): PlatformEvent => ({
  ...{ kind: 'ended', id: `ended:${liveId}`, atMs: null, reason: 'the broadcast is over' },
});
