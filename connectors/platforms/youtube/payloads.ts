/** YouTube's wire shapes, as narrow as we read them; the REST spelling, into which gRPC's is decoded too. */

export interface ChatAuthor {
  channelId?: string | null;
  displayName?: string | null;
  profileImageUrl?: string | null;
  isVerified?: boolean | null;
  isChatOwner?: boolean | null;
  isChatSponsor?: boolean | null;
  isChatModerator?: boolean | null;
}

export interface Money {
  /** Millionths of the currency's unit, a decimal string. */
  amountMicros?: string | null;
  currency?: string | null;
}

export interface ChatSnippet {
  type?: string | null;
  liveChatId?: string | null;
  authorChannelId?: string | null;
  /** ISO 8601. */
  publishedAt?: string | null;
  hasDisplayContent?: boolean | null;
  displayMessage?: string | null;
  textMessageDetails?: { messageText?: string | null };
  superChatDetails?: Money & { userComment?: string | null };
  superStickerDetails?: Money & { superStickerMetadata?: { altText?: string | null } };
  fanFundingEventDetails?: Money & { userComment?: string | null };
  newSponsorDetails?: { memberLevelName?: string | null };
  memberMilestoneChatDetails?: {
    memberLevelName?: string | null;
    memberMonth?: number | null;
    userComment?: string | null;
  };
  membershipGiftingDetails?: { giftMembershipsCount?: number | null; giftMembershipsLevelName?: string | null };
  giftDetails?: { giftName?: string | null; jewelsAmount?: number | null; comboCount?: number | null };
  messageDeletedDetails?: { deletedMessageId?: string | null };
  messageRetractedDetails?: { retractedMessageId?: string | null };
  userBannedDetails?: {
    bannedUserDetails?: { channelId?: string | null };
    banType?: string | null;
    banDurationSeconds?: string | null;
  };
}

export interface ChatItem {
  id?: string | null;
  snippet?: ChatSnippet;
  authorDetails?: ChatAuthor;
}

/** One answer of `liveChatMessages.list`, or one message of the stream. */
export interface ChatPage {
  items: ChatItem[];
  nextPageToken?: string | null;
  pollingIntervalMillis?: number | null;
  offlineAt?: string | null;
  /** Items that could not be read at all. */
  broken: number;
}

export interface Video {
  id?: string | null;
  snippet?: { title?: string | null; channelId?: string | null; liveBroadcastContent?: string | null };
  liveStreamingDetails?: {
    activeLiveChatId?: string | null;
    concurrentViewers?: string | null;
    actualStartTime?: string | null;
    actualEndTime?: string | null;
  };
}

export interface Broadcast {
  id?: string | null;
  snippet?: { title?: string | null; channelId?: string | null; liveChatId?: string | null };
  status?: { lifeCycleStatus?: string | null };
  contentDetails?: { boundStreamId?: string | null };
}

export interface Channel {
  id?: string | null;
  snippet?: { title?: string | null };
  contentDetails?: { relatedPlaylists?: { uploads?: string | null } };
}

export interface LiveStream {
  status?: {
    streamStatus?: string | null;
    healthStatus?: {
      status?: string | null;
      configurationIssues?: { type?: string | null; severity?: string | null; description?: string | null }[] | null;
    };
  };
}
