import type { SimAuthor, SimEvent } from '../../testkit/simulator.ts';
import type { WireEvent } from '../payloads.ts';

/** One notification as Twitch words it: its type, and the event. */
export interface Notice {
  type: string;
  event: WireEvent & Record<string, unknown>;
  text?: string;
  authorId?: string;
}

export interface Owner {
  id: string;
  login: string;
  name: string;
}

const of = ({ id, login, name }: Owner) => ({
  broadcaster_user_id: id,
  broadcaster_user_login: login,
  broadcaster_user_name: name,
});

const BADGES = { owner: 'broadcaster', moderator: 'moderator', member: 'subscriber', verified: 'partner' } as const;

function chatter({ id, handle, name, badges = [] }: SimAuthor) {
  const worn = badges.flatMap((badge) => (badge === 'follower' ? [] : [{ set_id: BADGES[badge], id: '1', info: '' }]));
  return { chatter_user_id: id, chatter_user_login: handle, chatter_user_name: name, color: '#1E90FF', badges: worn };
}

const asText = (text: string) => ({ type: 'text', text, cheermote: null, emote: null, mention: null });

/** What becomes of a happening on the wire; null for what Twitch does not know: likes, edits, a shop of its own. */
export function noticesOf(event: SimEvent, id: string, owner: Owner): Notice[] | null {
  switch (event.kind) {
    case 'message':
      return [chat(event.author, id, event.text, owner)];
    case 'gift':
      return giftNotices(event, id, owner);
    case 'removal':
      return [{ type: 'channel.chat.message_delete', event: { ...of(owner), message_id: event.targetId } }];
    case 'ban':
      return banNotices(event.authorId, event.forSeconds, owner);
    default:
      return null;
  }
}

export function chat(author: SimAuthor, id: string, text: string, owner: Owner, parent?: string): Notice {
  const message = { text, fragments: [asText(text)] };
  const event = {
    ...{ ...of(owner), ...chatter(author), message_id: id, message, message_type: 'text', cheer: null },
    reply: parent ? { parent_message_id: parent, parent_message_body: '', thread_message_id: parent } : null,
    channel_points_custom_reward_id: null,
  };
  return { type: 'channel.chat.message', event, text, authorId: author.id };
}

type Given = Extract<SimEvent, { kind: 'gift' }>;

function giftNotices(given: Given, id: string, owner: Owner): Notice[] | null {
  const { author, type, count, text = '' } = given;
  const authorId = author.id;
  if (type === 'gift') return [cheer(given, id, owner)];
  const base = { ...of(owner), ...chatter(author), message_id: id, chatter_is_anonymous: false, system_message: '' };
  const message = { text, fragments: [asText(text)] };
  const sub = { sub_tier: '1000', is_prime: false, duration_months: 1 };
  const community = { id: `${id}-gift`, total: count, sub_tier: '1000', cumulative_total: null };
  const words = { text, authorId };
  if (type === 'membership') return [{ type: NOTICE, event: { ...base, message, notice_type: 'sub', sub }, ...words }];
  if (type === 'membership-gift')
    return [
      {
        type: NOTICE,
        event: { ...base, message, notice_type: 'community_sub_gift', community_sub_gift: community },
        ...words,
      },
    ];
  return null;
}

const NOTICE = 'channel.chat.notification';

/** Bits are given with words: each piece is a cheermote among them. */
function cheer({ author, name, count, coins = 1, text = '' }: Given, id: string, owner: Owner): Notice {
  const piece = { type: 'cheermote', text: `${name}${coins}`, cheermote: { prefix: name, bits: coins, tier: 1 } };
  const pieces = Array.from({ length: count }, () => ({ ...piece, emote: null, mention: null }));
  const fragments = [...pieces, ...(text ? [asText(` ${text}`)] : [])];
  const words = fragments.map((one) => one.text).join(' ');
  const one = chat(author, id, words, owner);
  return { ...one, event: { ...one.event, message: { text: words, fragments }, cheer: { bits: coins * count } } };
}

/** A ban clears the chat of the author, and is told to those who may know of it. */
export function banNotices(authorId: string, forSeconds: number | undefined, owner: Owner): Notice[] {
  const user = { user_id: authorId, user_login: authorId, user_name: authorId };
  const moderator = { moderator_user_id: owner.id, moderator_user_login: owner.login, moderator_user_name: owner.name };
  const now = Date.now();
  const ends_at = forSeconds === undefined ? null : new Date(now + forSeconds * 1_000).toISOString();
  const ban = { ...user, ...moderator, reason: '', banned_at: new Date(now).toISOString(), ends_at };
  const target = { target_user_id: authorId, target_user_login: authorId, target_user_name: authorId };
  return [
    { type: 'channel.chat.clear_user_messages', event: { ...of(owner), ...target } },
    { type: 'channel.ban', event: { ...of(owner), ...ban, is_permanent: ends_at === null } },
  ];
}
