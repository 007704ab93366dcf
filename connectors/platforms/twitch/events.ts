import type { Author, Gift, PlatformEvent } from '../contract.ts';
import type { Frame, WireEvent } from './payloads.ts';

/** What a notification says: an event, null for what tells us nothing, 'unknown' for what we do not understand. */
export type Reading = PlatformEvent | null | 'unknown';

interface Told {
  /** Of the frame: the same when it is delivered again. */
  id: string;
  atMs: number | null;
  /** Whose sign-in it is: what it writes is the shop's own word. */
  ownId: string;
  liveId: string;
}

const readers: Record<string, (event: WireEvent, told: Told) => Reading> = {
  'channel.chat.message': chatMessage,
  'channel.chat.notification': notice,
  'channel.chat.message_delete': ({ message_id: gone }, { atMs }) =>
    gone ? { kind: 'removal', id: `delete:${gone}`, atMs, target: 'message', targetIds: [gone] } : 'unknown',
  'channel.chat.clear_user_messages': ({ target_user_id: whose }, { id, atMs }) =>
    whose ? { kind: 'removal', id, atMs, target: 'author', targetIds: [whose] } : 'unknown',
  'channel.ban': banned,
  'stream.offline': (_, { atMs, liveId }) => endedEvent(liveId, atMs),
};

/** However it was learned, it is one happening. */
export const endedEvent = (liveId: string, atMs: number | null): PlatformEvent => ({
  ...{ kind: 'ended', id: `offline:${liveId}`, atMs, reason: 'the stream went offline' },
});

/** Pure: the same frame is the same event, however often it comes. */
export function readNotification({ metadata, payload }: Frame, own: { ownId: string; liveId: string }): Reading {
  const reader = readers[metadata?.subscription_type ?? payload?.subscription?.type ?? ''];
  if (!reader || !payload?.event || !metadata?.message_id) return 'unknown';
  return reader(payload.event, { id: metadata.message_id, atMs: timeOf(metadata.message_timestamp), ...own });
}

function chatMessage(event: WireEvent, { atMs, ownId }: Told): Reading {
  const { message_id: id, message, cheer, reply } = event;
  const author = authorOf(event, ownId);
  if (!isId(id) || typeof message?.text !== 'string') return 'unknown';
  if (cheer?.bits) return { kind: 'gift', id, atMs, author, gift: bits(event, cheer.bits), text: withoutCheers(event) };
  const parent = reply?.parent_message_id;
  return { kind: 'message', id, atMs, author, text: message.text, ...(parent ? { replyToId: parent } : {}) };
}

function bits(event: WireEvent, coins: number): Gift {
  const cheers = event.message?.fragments?.filter(({ type }) => type === 'cheermote') ?? [];
  const name = cheers[0]?.cheermote?.prefix ?? 'Cheer';
  return { type: 'gift', name, count: Math.max(1, cheers.length), value: { coins } };
}

/** What somebody said besides cheering: "Cheer100 A12 x2" is "A12 x2". */
function withoutCheers({ message }: WireEvent): string {
  const said = message?.fragments?.filter(({ type }) => type !== 'cheermote').map(({ text }) => text ?? '');
  return (said ? said.join('') : (message?.text ?? '')).trim();
}

/** Twitch states no price of a subscription, so its value stays open. */
const subscriptions: Record<string, Pick<Gift, 'type' | 'name'>> = {
  sub: { type: 'membership', name: 'Subscription' },
  resub: { type: 'membership', name: 'Subscription' },
  prime_paid_upgrade: { type: 'membership', name: 'Subscription' },
  gift_paid_upgrade: { type: 'membership', name: 'Subscription' },
  sub_gift: { type: 'membership-gift', name: 'Gift subscription' },
  community_sub_gift: { type: 'membership-gift', name: 'Gift subscriptions' },
};

function notice(event: WireEvent, { atMs, ownId }: Told): Reading {
  const { message_id: id, message, notice_type: type = '' } = event;
  if (!isId(id)) return 'unknown';
  const author = authorOf(event, ownId);
  if (type === 'announcement') return { kind: 'message', id, atMs, author, text: message?.text ?? '' };
  const known = subscriptions[type];
  // Each piece of a community gift is told by itself as well: the whole was counted.
  if (!known || event.sub_gift?.community_gift_id) return null;
  const gift: Gift = { ...known, count: event.community_sub_gift?.total ?? 1, value: null };
  return { kind: 'gift', id, atMs, author, gift, ...(message?.text ? { text: message.text } : {}) };
}

function banned({ user_id: whose, banned_at: since, ends_at: end }: WireEvent, { id, atMs }: Told): Reading {
  if (!isId(whose)) return 'unknown';
  const untilMs = timeOf(end ?? undefined);
  const until = untilMs === null ? {} : { untilMs };
  return { kind: 'removal', id, atMs: timeOf(since) ?? atMs, target: 'author', targetIds: [whose], ...until };
}

const BADGES: Record<string, NonNullable<Author['badges']>[number]> = {
  broadcaster: 'owner',
  moderator: 'moderator',
  subscriber: 'member',
  founder: 'member',
  partner: 'verified',
};

function authorOf(event: WireEvent, ownId: string): Author | null {
  const { chatter_user_id: id, chatter_user_login: handle = '', chatter_user_name: name } = event;
  if (event.chatter_is_anonymous || !isId(id)) return null;
  const worn = (event.badges ?? []).flatMap(({ set_id }) => BADGES[set_id ?? ''] ?? []);
  const badges = [...new Set(id === ownId ? (['owner', ...worn] as const) : worn)];
  return { id, handle, name: name || handle, ...(badges.length > 0 ? { badges } : {}) };
}

const isId = (id: unknown): id is string => typeof id === 'string' && id !== '';

function timeOf(text: string | undefined): number | null {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? null : ms;
}
