/** One chat item → one PlatformEvent. Pure; REST and gRPC come in the same shape. */
import type { Author, Gift, PlatformEvent } from '../contract.ts';
import { moneyOf } from './money.ts';
import type { ChatAuthor, ChatItem, ChatSnippet } from './payloads.ts';

/** Known, and of no interest to selling. */
const IGNORED = new Set([
  'pollEvent',
  'sponsorOnlyModeStartedEvent',
  'sponsorOnlyModeEndedEvent',
  // Each receiver of a gifted membership; the gifting itself was counted already.
  'giftMembershipReceivedEvent',
]);

export type Reading =
  | { event: PlatformEvent; isCombo?: boolean }
  | { ignored: string }
  /** Not understood: counted, and looked at by whoever keeps this file. */
  | { unknown: string };

interface Common {
  id: string;
  atMs: number | null;
  author: Author | null;
  snippet: ChatSnippet;
}

/** `ownChannelId` is the signed-in account: what it writes is the shop speaking, owner of the channel or not. */
export function readItem(item: ChatItem, ownChannelId: string | null): Reading {
  const { id, snippet } = item;
  if (!id || !snippet?.type) return { unknown: 'an item without id or type' };
  const atMs = timeOf(snippet.publishedAt);
  const author = authorOf(item.authorDetails, snippet.authorChannelId, ownChannelId);
  const common: Common = { id, atMs, author, snippet };
  if (IGNORED.has(snippet.type)) return { ignored: snippet.type };
  const event = messageOf(common) ?? paidOf(common) ?? removalOf(common);
  if (!event) return { unknown: snippet.type };
  return snippet.type === 'giftEvent' ? { event, isCombo: true } : { event };
}

function messageOf({ id, atMs, author, snippet }: Common): PlatformEvent | null {
  if (snippet.type !== 'textMessageEvent') return null;
  const text = snippet.textMessageDetails?.messageText ?? snippet.displayMessage;
  return typeof text === 'string' ? { kind: 'message', id, atMs, author, text } : null;
}

function paidOf({ id, atMs, author, snippet }: Common): PlatformEvent | null {
  const paid = (gift: Gift, text?: string | null): PlatformEvent => ({
    ...{ kind: 'gift', id, atMs, author, gift },
    ...(text ? { text } : {}),
  });
  const one = (type: Gift['type'], name: string, value: Gift['value'] = null): Gift => ({
    type,
    name,
    count: 1,
    value,
  });
  const level = (name: string | null | undefined) => name || 'Membership';
  switch (snippet.type) {
    case 'superChatEvent': {
      const details = snippet.superChatDetails ?? {};
      return paid(one('super-chat', 'Super Chat', moneyOf(details)), details.userComment);
    }
    case 'fanFundingEvent': {
      const details = snippet.fanFundingEventDetails ?? {};
      return paid(one('super-chat', 'Super Chat', moneyOf(details)), details.userComment ?? snippet.displayMessage);
    }
    case 'superStickerEvent': {
      const details = snippet.superStickerDetails ?? {};
      return paid(one('super-sticker', details.superStickerMetadata?.altText || 'Super Sticker', moneyOf(details)));
    }
    case 'newSponsorEvent':
      return paid(one('membership', level(snippet.newSponsorDetails?.memberLevelName)));
    case 'memberMilestoneChatEvent': {
      const details = snippet.memberMilestoneChatDetails ?? {};
      const months = details.memberMonth ? `, ${details.memberMonth} months` : '';
      return paid(one('membership', level(details.memberLevelName) + months), details.userComment);
    }
    case 'membershipGiftingEvent': {
      const details = snippet.membershipGiftingDetails ?? {};
      const gift = one('membership-gift', level(details.giftMembershipsLevelName));
      return paid({ ...gift, count: Math.max(1, details.giftMembershipsCount ?? 1) });
    }
    case 'giftEvent': {
      const { giftName, jewelsAmount, comboCount } = snippet.giftDetails ?? {};
      const count = Math.max(1, comboCount ?? 1);
      const value = typeof jewelsAmount === 'number' ? { coins: jewelsAmount * count } : null;
      const gift = one('gift', giftName || snippet.displayMessage || 'Gift', value);
      return paid({ ...gift, count });
    }
    default:
      return null;
  }
}

function removalOf({ id, atMs, snippet }: Common): PlatformEvent | null {
  const gone = (targetId: string | null | undefined): PlatformEvent | null =>
    targetId ? { kind: 'removal', id, atMs, target: 'message', targetIds: [targetId] } : null;
  switch (snippet.type) {
    case 'messageDeletedEvent':
      return gone(snippet.messageDeletedDetails?.deletedMessageId);
    case 'messageRetractedEvent':
      return gone(snippet.messageRetractedDetails?.retractedMessageId);
    case 'tombstone':
      // A message that is gone stands in the history under its own id.
      return gone(id);
    case 'userBannedEvent': {
      const { bannedUserDetails, banDurationSeconds } = snippet.userBannedDetails ?? {};
      if (!bannedUserDetails?.channelId) return null;
      const seconds = Number(banDurationSeconds ?? 0);
      const until = atMs !== null && seconds > 0 ? { untilMs: atMs + seconds * 1000 } : {};
      return { kind: 'removal', id, atMs, target: 'author', targetIds: [bannedUserDetails.channelId], ...until };
    }
    case 'chatEndedEvent':
      return endedEvent(snippet.liveChatId ?? id, 'the chat was closed', atMs);
    default:
      return null;
  }
}

/** The end has one id however it is noticed: by the chat, by an error, or by the video. */
export const endedEvent = (liveChatId: string, reason: string, atMs: number | null = null): PlatformEvent => ({
  ...{ kind: 'ended', id: `ended:${liveChatId}`, atMs, reason },
});

function authorOf(details: ChatAuthor | undefined, authorChannelId: string | null | undefined, own: string | null) {
  const id = details?.channelId || authorChannelId || null;
  const name = details?.displayName ?? '';
  if (id === null && name === '') return null;
  const author: Author = { id, handle: name.replace(/^@/, ''), name };
  if (details?.profileImageUrl) author.avatarUrl = details.profileImageUrl;
  const badges: NonNullable<Author['badges']> = [];
  if (details?.isChatOwner || (own !== null && id === own)) badges.push('owner');
  if (details?.isChatModerator) badges.push('moderator');
  if (details?.isChatSponsor) badges.push('member');
  if (details?.isVerified) badges.push('verified');
  return badges.length > 0 ? { ...author, badges } : author;
}

function timeOf(publishedAt: string | null | undefined): number | null {
  const atMs = publishedAt ? Date.parse(publishedAt) : Number.NaN;
  return Number.isFinite(atMs) ? atMs : null;
}
