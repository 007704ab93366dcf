/** Happenings as TikTok's protobuf messages and frames. The schema is the library's; it offers `encode` and `decode` only. */
import { gzipSync } from 'node:zlib';
import {
  BaseProtoMessage,
  CommonMessageData,
  Gift,
  MessageCommonText,
  PopProduct,
  ProtoMessageFetchResult,
  User,
  UserAttr,
  WebcastChatMessage,
  WebcastControlMessage,
  WebcastGiftMessage,
  WebcastImDeleteMessage,
  WebcastLikeMessage,
  WebcastMemberMessage,
  WebcastOecLiveShoppingMessage,
  WebcastPushFrame,
  WebcastRoomUserSeqMessage,
  WebcastSocialMessage,
} from 'tiktok-live-connector';
import type { SimAuthor, SimEvent } from '../../testkit/simulator.ts';

interface Schema<T> {
  decode(bytes: Uint8Array): T;
  encode(value: T): { finish(): Uint8Array };
}

export type Message = ReturnType<typeof BaseProtoMessage.decode>;
type Common = ReturnType<typeof CommonMessageData.decode>;

const blanks = new WeakMap<object, unknown>();

/** A message with every field the encoder insists on. Blanks are shared: nobody writes into them. */
function make<T>(schema: Schema<T>, fields: Partial<T>): T {
  const blank = (blanks.get(schema) ?? schema.decode(new Uint8Array(0))) as T;
  blanks.set(schema, blank);
  return { ...blank, ...fields };
}

const encode = <T>(schema: Schema<T>, fields: Partial<T>) => Buffer.from(schema.encode(make(schema, fields)).finish());

/** What TikTok knows about a happening when it puts it on the wire. */
export interface Stamp {
  msgId: string;
  atMs: number;
  roomId: string;
}

function message<T>(
  method: string,
  schema: Schema<T>,
  stamp: Stamp,
  fields: Partial<T>,
  more: Partial<Common> = {},
): Message {
  const common = make(CommonMessageData, {
    method,
    msgId: stamp.msgId,
    roomId: stamp.roomId,
    createTime: String(stamp.atMs),
    ...more,
  });
  return make(BaseProtoMessage, {
    method,
    msgId: stamp.msgId,
    payload: encode(schema, { ...fields, common } as Partial<T>),
  });
}

const user = (author: SimAuthor) =>
  make(User, {
    id: author.id,
    displayId: author.handle,
    nickname: author.name,
    ...(author.badges?.includes('moderator') && { userAttr: make(UserAttr, { isAdmin: true }) }),
    ...(author.badges?.includes('member') && { isSubscribe: true }),
    ...(author.badges?.includes('verified') && { verified: true }),
    ...(author.badges?.includes('follower') && { isFollower: true }),
  });

export const chat = (author: SimAuthor, text: string, stamp: Stamp) =>
  message('WebcastChatMessage', WebcastChatMessage, stamp, { user: user(author), content: text });

const MEMBER_JOINED = 1;
const SOCIAL = {
  follow: { action: '1', key: 'pm_main_follow_message_viewer_2' },
  share: { action: '3', key: 'pm_mt_guidance_share' },
};

/** Everything but gifts, which may be several messages. */
export function messageOf(event: Exclude<SimEvent, { kind: 'gift' | 'edit' | 'direct' }>, stamp: Stamp): Message {
  switch (event.kind) {
    case 'message':
      return chat(event.author, event.text, stamp);
    case 'like':
      return message('WebcastLikeMessage', WebcastLikeMessage, stamp, { user: user(event.author), count: event.count });
    case 'join':
      return message('WebcastMemberMessage', WebcastMemberMessage, stamp, {
        user: user(event.author),
        action: MEMBER_JOINED,
      });
    case 'follow':
    case 'share': {
      const { action, key } = SOCIAL[event.kind];
      const displayText = make(MessageCommonText, { key });
      return message(
        'WebcastSocialMessage',
        WebcastSocialMessage,
        stamp,
        { user: user(event.author), action },
        { displayText },
      );
    }
    case 'audience':
      return message('WebcastRoomUserSeqMessage', WebcastRoomUserSeqMessage, stamp, { total: String(event.viewers) });
    case 'removal':
      return message('WebcastImDeleteMessage', WebcastImDeleteMessage, stamp, { deleteMsgIds: [event.targetId] });
    case 'ban':
      return message('WebcastImDeleteMessage', WebcastImDeleteMessage, stamp, { deleteUserIds: [event.authorId] });
    case 'pinned': {
      const popProduct = make(PopProduct, { title: event.title, productId: event.productId, price: event.price });
      return message('WebcastOecLiveShoppingMessage', WebcastOecLiveShoppingMessage, stamp, { popProduct });
    }
  }
}

export interface GiftStep {
  repeatCount: number;
  repeatEnd: boolean;
  groupId: string;
}

const STREAKABLE = 1;
const SENT_ONCE = 2;

/** `step` null: a gift that is sent once and cannot be a streak. */
export function gift(
  event: Extract<SimEvent, { kind: 'gift' }>,
  giftId: string,
  step: GiftStep | null,
  stamp: Stamp,
): Message {
  const details = make(Gift, {
    id: giftId,
    name: event.name,
    diamondCount: event.coins ?? 1,
    type: step ? STREAKABLE : SENT_ONCE,
    combo: step !== null,
  });
  return message('WebcastGiftMessage', WebcastGiftMessage, stamp, {
    user: user(event.author),
    giftId,
    gift: details,
    repeatCount: step?.repeatCount ?? event.count,
    repeatEnd: step?.repeatEnd ? 1 : 0,
    groupId: step?.groupId ?? '0',
    isFirstSent: (step?.repeatCount ?? 1) === 1,
  });
}

const CONTROL_ENDED = 3;
export const ended = (stamp: Stamp) =>
  message('WebcastControlMessage', WebcastControlMessage, stamp, { action: CONTROL_ENDED });

/** Well-formed, of a kind that no schema knows. */
export const unknownMessage = (stamp: Stamp) =>
  make(BaseProtoMessage, {
    method: 'WebcastNobodyHeardOfThisMessage',
    msgId: stamp.msgId,
    payload: Buffer.from([8, 1]),
  });

/** A known kind whose bytes promise more than there is. */
export const brokenMessage = (stamp: Stamp) =>
  make(BaseProtoMessage, {
    method: 'WebcastChatMessage',
    msgId: stamp.msgId,
    payload: Buffer.from([0x0a, 0xff, 0x01, 0x00]),
  });

export interface Result {
  messages: Message[];
  cursor: string;
  internalExt: string;
  nowMs: number;
  needAck?: boolean;
  pushServer?: string;
  routeParams?: Record<string, string>;
}

export const fetchResult = ({ nowMs, ...result }: Result) =>
  encode(ProtoMessageFetchResult, { ...result, now: String(nowMs) });

const ZIP_FROM_BYTES = 1024;

/** Large payloads are zipped, small ones are not: the two kinds take different times to decode. */
export function frame(payloadType: string, logId: string, payload: Buffer): Buffer {
  const zipped = payload.length >= ZIP_FROM_BYTES ? gzipSync(payload, { level: 1 }) : payload;
  return encode(WebcastPushFrame, { payloadEncoding: 'pb', payloadType, logId, payload: zipped });
}

/** What a client sends: heartbeats, acknowledgements, the wish to enter a room. Null when it is not the protocol. */
export function readFrame(data: Uint8Array): { payloadType: string; logId: string } | null {
  try {
    return WebcastPushFrame.decode(data);
  } catch {
    // A client that does not speak the protocol is closed by the caller.
    return null;
  }
}
