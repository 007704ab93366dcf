/**
 * TikTok's wire, as narrow as we read it. All numbers past 32 bits are decimal strings, absent parts are undefined,
 * and a field may carry its present or its former name: the schema is somebody's reading of an undocumented protocol
 * and has renamed fields before (`content` was `comment`, `displayId` was `uniqueId`), so both are accepted.
 */
type Int = string | number | undefined;

/** One message of a frame, decoded by the transport. `data` is null where the schema does not know `method`. */
export interface WireMessage {
  method: string;
  /** The platform's id for it; '0' or '' where it gave none. */
  msgId: string;
  history: boolean;
  data: unknown;
  /** The schema knows the method, but the bytes did not fit it. */
  broken: boolean;
}

export interface CommonWire {
  msgId?: Int;
  /** Milliseconds since 1970. */
  createTime?: Int;
  displayText?: { key?: string };
}

interface ImageWire {
  urlList?: string[];
}

export interface UserWire {
  id?: Int;
  idStr?: string;
  userId?: Int;
  displayId?: string;
  uniqueId?: string;
  nickname?: string;
  avatarThumb?: ImageWire;
  profilePictureUrl?: string;
  verified?: boolean;
  isFollower?: boolean;
  isSubscribe?: boolean;
  userAttr?: { isAdmin?: boolean; isSuperAdmin?: boolean };
}

export interface IdentityWire {
  isAnchor?: boolean;
  isModeratorOfAnchor?: boolean;
  isSubscriberOfAnchor?: boolean;
  isFollowerOfAnchor?: boolean;
}

interface Authored {
  common?: CommonWire;
  user?: UserWire;
  userIdentity?: IdentityWire;
}

export interface ChatWire extends Authored {
  content?: string;
  comment?: string;
}

interface GiftDetailsWire {
  id?: Int;
  type?: number;
  giftType?: number;
  name?: string;
  giftName?: string;
  diamondCount?: number;
}

export interface GiftWire extends Authored {
  giftId?: Int;
  groupId?: Int;
  repeatCount?: number;
  repeatEnd?: number | boolean;
  gift?: GiftDetailsWire;
  giftDetails?: GiftDetailsWire;
}

export interface LikeWire extends Authored {
  count?: number;
  likeCount?: number;
  total?: Int;
  totalLikeCount?: Int;
}

export interface SocialWire extends Authored {
  action?: Int;
  shareType?: Int;
}

export interface MemberWire extends Authored {
  action?: number;
}

export interface RoomUserWire {
  common?: CommonWire;
  total?: Int;
  viewerCount?: Int;
}

export interface ControlWire {
  common?: CommonWire;
  action?: number;
}

export interface ImDeleteWire {
  common?: CommonWire;
  deleteMsgIds?: Int[];
  deleteMsgIdsList?: Int[];
  deleteUserIds?: Int[];
  deleteUserIdsList?: Int[];
}

export interface QuestionWire {
  common?: CommonWire;
  data?: { content?: string; user?: UserWire };
  details?: { questionText?: string; user?: UserWire };
}

export interface ShoppingWire {
  common?: CommonWire;
  popProduct?: { productId?: Int; title?: string; price?: string };
  oecLiveShoppingMessageV2?: {
    commerceInfo?: {
      popCardInfo?: { popProductId?: Int };
      productInfo?: Record<string, { title?: { text?: string } } | undefined>;
    };
  };
}

/** An id or null: '', 0 and '0' are the protocol's ways to say "none". */
export const idOf = (value: Int): string | null => {
  const id = value === undefined ? '' : String(value);
  return id === '' || id === '0' ? null : id;
};

/** A count that fits a number, 0 where there is none. */
export const countOf = (value: Int): number => {
  const count = Number(value ?? 0);
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
};

/** Milliseconds since 1970, or null. Some messages carry seconds. */
export const timeOf = (value: Int): number | null => {
  const time = countOf(value);
  if (time === 0) return null;
  return time < 100_000_000_000 ? time * 1000 : time;
};
