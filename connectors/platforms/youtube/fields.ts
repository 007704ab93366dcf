/**
 * Field numbers of YouTube's `StreamList` (proto2), under REST's names. Those of the inner messages of deletions and
 * bans are not in the public notes, so the first text in them is taken whatever its number; those of gifts are a guess,
 * and a gift whose details cannot be read falls back to its display message.
 */
import type { MessageSpec } from './protobuf.ts';

/** The enum's number of each `snippet.type`. */
export const TYPE_NUMBERS: Record<string, number> = {
  textMessageEvent: 1,
  tombstone: 2,
  fanFundingEvent: 3,
  chatEndedEvent: 4,
  sponsorOnlyModeStartedEvent: 5,
  sponsorOnlyModeEndedEvent: 6,
  newSponsorEvent: 7,
  messageDeletedEvent: 8,
  messageRetractedEvent: 9,
  userBannedEvent: 10,
  superChatEvent: 15,
  superStickerEvent: 16,
  memberMilestoneChatEvent: 17,
  membershipGiftingEvent: 18,
  giftMembershipReceivedEvent: 19,
  pollEvent: 20,
  giftEvent: 21,
};
export const BAN_TYPE_NUMBERS: Record<string, number> = { permanent: 1, temporary: 2 };

const author: MessageSpec = {
  channelId: { no: 10101, is: 'string' },
  displayName: { no: 103, is: 'string' },
  profileImageUrl: { no: 104, is: 'string' },
  isVerified: { no: 4, is: 'bool' },
  isChatOwner: { no: 5, is: 'bool' },
  isChatSponsor: { no: 6, is: 'bool' },
  isChatModerator: { no: 7, is: 'bool' },
};

const superSticker: MessageSpec = {
  amountMicros: { no: 1, is: 'int64' },
  currency: { no: 2, is: 'string' },
  superStickerMetadata: { no: 5, is: { altText: { no: 2, is: 'string' } } },
};

const superChat: MessageSpec = {
  amountMicros: { no: 1, is: 'int64' },
  currency: { no: 2, is: 'string' },
  userComment: { no: 4, is: 'string' },
};

const milestone: MessageSpec = {
  memberLevelName: { no: 1, is: 'string' },
  memberMonth: { no: 2, is: 'uint32' },
  userComment: { no: 3, is: 'string' },
};

const ban: MessageSpec = {
  bannedUserDetails: { no: 1, is: { channelId: { no: 101, is: 'string', anyText: true } } },
  banType: { no: 2, is: 'uint32' },
  banDurationSeconds: { no: 3, is: 'int64' },
};

const gift: MessageSpec = {
  giftName: { no: 1, is: 'string' },
  jewelsAmount: { no: 2, is: 'uint32' },
  comboCount: { no: 3, is: 'uint32' },
};

const snippet: MessageSpec = {
  type: { no: 1, is: 'uint32' },
  liveChatId: { no: 201, is: 'string' },
  authorChannelId: { no: 301, is: 'string' },
  publishedAt: { no: 4, is: 'string' },
  hasDisplayContent: { no: 17, is: 'bool' },
  displayMessage: { no: 16, is: 'string' },
  textMessageDetails: { no: 19, is: { messageText: { no: 1, is: 'string' } } },
  messageDeletedDetails: { no: 20, is: { deletedMessageId: { no: 101, is: 'string', anyText: true } } },
  messageRetractedDetails: { no: 21, is: { retractedMessageId: { no: 201, is: 'string', anyText: true } } },
  userBannedDetails: { no: 22, is: ban },
  superChatDetails: { no: 27, is: superChat },
  superStickerDetails: { no: 28, is: superSticker },
  newSponsorDetails: { no: 29, is: { memberLevelName: { no: 1, is: 'string' } } },
  memberMilestoneChatDetails: { no: 30, is: milestone },
  membershipGiftingDetails: {
    no: 31,
    is: { giftMembershipsCount: { no: 1, is: 'uint32' }, giftMembershipsLevelName: { no: 2, is: 'string' } },
  },
  giftDetails: { no: 34, is: gift },
};

export const itemFields: MessageSpec = {
  id: { no: 101, is: 'string' },
  snippet: { no: 2, is: snippet },
  authorDetails: { no: 3, is: author },
};

/** Items stay bytes, so that one that cannot be read does not take its neighbours along. */
export const pageFields: MessageSpec = {
  offlineAt: { no: 2, is: 'string' },
  nextPageToken: { no: 100602, is: 'string' },
  items: { no: 1007, is: 'bytes', repeated: true },
};

export const requestFields: MessageSpec = {
  liveChatId: { no: 1, is: 'string' },
  pageToken: { no: 99, is: 'string' },
  part: { no: 100, is: 'string', repeated: true },
};

/** google.rpc.Status in `grpc-status-details-bin`, as far as RetryInfo and ErrorInfo need it. */
export const statusFields: MessageSpec = {
  details: { no: 3, is: { typeUrl: { no: 1, is: 'string' }, value: { no: 2, is: 'bytes' } }, repeated: true },
};
export const retryInfoFields: MessageSpec = {
  retryDelay: { no: 1, is: { seconds: { no: 1, is: 'int64' }, nanos: { no: 2, is: 'uint32' } } },
};
export const errorInfoFields: MessageSpec = { reason: { no: 1, is: 'string' } };
