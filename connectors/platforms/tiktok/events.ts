/** TikTok's messages → `PlatformEvent`s. Pure: the same message always gives the same events. */
import type { Author, PlatformEvent } from '../contract.ts';
import { countOf, idOf, timeOf } from './payloads.ts';
import type {
  ChatWire,
  CommonWire,
  ControlWire,
  GiftWire,
  IdentityWire,
  ImDeleteWire,
  LikeWire,
  MemberWire,
  QuestionWire,
  RoomUserWire,
  ShoppingWire,
  SocialWire,
  UserWire,
  WireMessage,
} from './payloads.ts';

/** One frame of a gift; a streak is several of them with a growing count. */
export interface GiftFrame {
  id: string;
  atMs: number | null;
  history: boolean;
  author: Author | null;
  giftId: string;
  groupId: string | null;
  name: string;
  /** Diamonds of a single one; null where TikTok did not say. */
  diamonds: number | null;
  repeatCount: number;
  repeatEnd: boolean;
  /** False: the platform sends it once and it counts at once. */
  streakable: boolean;
}

export type Read =
  | { kind: 'events'; events: PlatformEvent[] }
  | { kind: 'gift'; frame: GiftFrame }
  /** Known and of no use to us. */
  | { kind: 'unused' }
  /** Not understood; to be counted. */
  | { kind: 'unreadable'; what: string };

interface Head {
  id: string;
  atMs: number | null;
  history?: boolean;
}

/** Numbers of the protocol, named by what they mean. */
const CONTROL_ENDED = 3;
const CONTROL_SUSPENDED = 4;
const MEMBER_JOINED = 1;
const SOCIAL_FOLLOWED = '1';
const SOCIAL_SHARED = '3';
const GIFT_STREAKABLE = 1;

const unused: Read = { kind: 'unused' };
const one = (event: PlatformEvent): Read => ({ kind: 'events', events: [event] });

const readers: Record<string, (data: never, head: Head, ownerId: string | null) => Read> = {
  WebcastChatMessage: (data: ChatWire, head, ownerId) => {
    const text = data.content ?? data.comment ?? '';
    return text === ''
      ? unused
      : one({ kind: 'message', ...head, author: toAuthor(data.user, data.userIdentity, ownerId), text });
  },
  WebcastQuestionNewMessage: (data: QuestionWire, head, ownerId) => {
    const text = data.data?.content ?? data.details?.questionText ?? '';
    const author = toAuthor(data.data?.user ?? data.details?.user, undefined, ownerId);
    return text === '' ? unused : one({ kind: 'message', ...head, author, text });
  },
  WebcastGiftMessage: (data: GiftWire, head, ownerId) => ({ kind: 'gift', frame: toGiftFrame(data, head, ownerId) }),
  WebcastLikeMessage: (data: LikeWire, head) => {
    const total = countOf(data.total ?? data.totalLikeCount);
    const count = countOf(data.count ?? data.likeCount);
    return one({ kind: 'like', ...head, count, ...(total > 0 && { total }) });
  },
  WebcastMemberMessage: (data: MemberWire, head, ownerId) =>
    data.action === MEMBER_JOINED
      ? one({ kind: 'join', ...head, author: toAuthor(data.user, data.userIdentity, ownerId) })
      : unused,
  WebcastSocialMessage: (data: SocialWire, head, ownerId) => {
    const kind = socialKind(data);
    return kind === null ? unused : one({ kind, ...head, author: toAuthor(data.user, data.userIdentity, ownerId) });
  },
  WebcastRoomUserSeqMessage: (data: RoomUserWire, head) =>
    one({ kind: 'audience', ...head, viewers: countOf(data.total ?? data.viewerCount) }),
  WebcastImDeleteMessage: (data: ImDeleteWire, head) => ({ kind: 'events', events: toRemovals(data, head) }),
  WebcastOecLiveShoppingMessage: toPinned,
  WebcastControlMessage: (data: ControlWire, head) => {
    if (data.action === CONTROL_ENDED) return one({ kind: 'ended', ...head, reason: 'The host ended the live video.' });
    if (data.action === CONTROL_SUSPENDED)
      return one({ kind: 'ended', ...head, reason: 'TikTok suspended the live video.' });
    return unused;
  },
};

/** `ownerId`: the host's own id, so that their messages carry the badge `owner`. */
export function readMessage(message: WireMessage, ownerId: string | null): Read {
  if (message.broken) return { kind: 'unreadable', what: `broken ${message.method}` };
  if (message.data === null || typeof message.data !== 'object')
    return { kind: 'unreadable', what: `unknown ${message.method}` };
  const read = Object.hasOwn(readers, message.method) ? readers[message.method] : undefined;
  if (!read) return unused;
  const head = headOf(message, (message.data as { common?: CommonWire }).common);
  return head === null
    ? { kind: 'unreadable', what: `${message.method} without id` }
    : read(message.data as never, head, ownerId);
}

function headOf(message: WireMessage, common: CommonWire | undefined): Head | null {
  const atMs = timeOf(common?.createTime);
  const id = idOf(common?.msgId) ?? idOf(message.msgId);
  return id === null ? null : { id, atMs, ...(message.history && { history: true }) };
}

/** Null where TikTok sent no user, or one without any name or id. */
export function toAuthor(
  user: UserWire | undefined,
  identity: IdentityWire | undefined,
  ownerId: string | null,
): Author | null {
  if (!user) return null;
  const id = idOf(user.id) ?? idOf(user.idStr) ?? idOf(user.userId);
  const handle = (user.displayId || user.uniqueId || '').replace(/^@/, '');
  if (id === null && handle === '') return null;
  const avatarUrl = user.avatarThumb?.urlList?.[0] ?? user.profilePictureUrl;
  const badges = badgesOf(user, identity, id !== null && id === ownerId);
  return {
    id,
    handle,
    name: user.nickname || handle,
    ...(avatarUrl && { avatarUrl }),
    ...(badges.length > 0 && { badges }),
  };
}

function badgesOf(user: UserWire, identity: IdentityWire | undefined, isOwner: boolean): NonNullable<Author['badges']> {
  const held = {
    owner: isOwner || identity?.isAnchor,
    moderator: identity?.isModeratorOfAnchor || user.userAttr?.isAdmin || user.userAttr?.isSuperAdmin,
    member: identity?.isSubscriberOfAnchor || user.isSubscribe,
    verified: user.verified,
    follower: identity?.isFollowerOfAnchor || user.isFollower,
  };
  return (Object.keys(held) as (keyof typeof held)[]).filter((badge) => held[badge]);
}

/** The display text's key is the older and surer sign; the action number is what remains when it is missing. */
function socialKind(data: SocialWire): 'follow' | 'share' | null {
  const key = data.common?.displayText?.key ?? '';
  if (key.includes('follow')) return 'follow';
  if (key.includes('share')) return 'share';
  const action = String(data.action ?? '');
  return action === SOCIAL_FOLLOWED ? 'follow' : action === SOCIAL_SHARED ? 'share' : null;
}

function toGiftFrame(data: GiftWire, head: Head, ownerId: string | null): GiftFrame {
  const details = data.gift ?? data.giftDetails;
  const giftId = idOf(data.giftId) ?? idOf(details?.id) ?? '0';
  return {
    id: head.id,
    atMs: head.atMs,
    history: head.history ?? false,
    author: toAuthor(data.user, data.userIdentity, ownerId),
    giftId,
    groupId: idOf(data.groupId),
    name: details?.name || details?.giftName || `Gift ${giftId}`,
    diamonds: details?.diamondCount ?? null,
    repeatCount: Math.max(1, countOf(data.repeatCount)),
    repeatEnd: Boolean(data.repeatEnd),
    // Without its details nobody can tell; as a streak it is counted once either way.
    streakable: details ? (details.type ?? details.giftType) === GIFT_STREAKABLE : true,
  };
}

/** One message may remove both messages and people: two events, each with an id of its own. */
function toRemovals(data: ImDeleteWire, head: Head): PlatformEvent[] {
  const ids = (list: (string | number | undefined)[] | undefined) => (list ?? []).map(idOf).filter((id) => id !== null);
  const messages = ids(data.deleteMsgIds ?? data.deleteMsgIdsList);
  const authors = ids(data.deleteUserIds ?? data.deleteUserIdsList);
  const events: PlatformEvent[] = [];
  if (messages.length > 0) events.push({ kind: 'removal', ...head, target: 'message', targetIds: messages });
  const authorsId = messages.length > 0 ? `${head.id}:authors` : head.id;
  if (authors.length > 0)
    events.push({ kind: 'removal', ...head, id: authorsId, target: 'author', targetIds: authors });
  return events;
}

function toPinned(data: ShoppingWire, head: Head): Read {
  const commerce = data.oecLiveShoppingMessageV2?.commerceInfo;
  const productId = idOf(data.popProduct?.productId) ?? idOf(commerce?.popCardInfo?.popProductId);
  const title = data.popProduct?.title || (productId !== null && commerce?.productInfo?.[productId]?.title?.text) || '';
  if (productId === null && title === '') return unused;
  const price = data.popProduct?.price;
  return one({ kind: 'pinned', ...head, productId, title, ...(price && { price }) });
}
