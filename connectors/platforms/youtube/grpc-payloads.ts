/** gRPC's bytes into the shapes of payloads.ts and back (the way back is the simulator's). Pure. */
import { BAN_TYPE_NUMBERS, TYPE_NUMBERS, itemFields, pageFields } from './fields.ts';
import type { ChatItem, ChatPage } from './payloads.ts';
import { decode, encode, type Decoded } from './protobuf.ts';

const typeNames = new Map(Object.entries(TYPE_NUMBERS).map(([name, number]) => [number, name]));
const banTypeNames = new Map(Object.entries(BAN_TYPE_NUMBERS).map(([name, number]) => [number, name]));

/** Throws when the bytes are no page at all; an item that cannot be read is only counted. */
export function decodePage(bytes: Uint8Array): ChatPage {
  const {
    items = [],
    nextPageToken,
    offlineAt,
  } = decode(pageFields, bytes) as {
    items?: Uint8Array[];
    nextPageToken?: string;
    offlineAt?: string;
  };
  const page: ChatPage = {
    items: [],
    broken: 0,
    ...(nextPageToken && { nextPageToken }),
    ...(offlineAt && { offlineAt }),
  };
  for (const item of items) {
    try {
      page.items.push(decodeItem(item));
    } catch {
      page.broken += 1;
    }
  }
  return page;
}

function decodeItem(bytes: Uint8Array): ChatItem {
  const item = decode(itemFields, bytes);
  const snippet = (item.snippet ?? {}) as Decoded;
  const number = snippet.type as number | undefined;
  if (number !== undefined) snippet.type = typeNames.get(number) ?? `type ${number}`;
  const ban = snippet.userBannedDetails as Decoded | undefined;
  if (ban) ban.banType = banTypeNames.get(ban.banType as number);
  return item as ChatItem;
}

export function encodePage(page: { items: ChatItem[]; nextPageToken?: string; offlineAt?: string }): Uint8Array {
  return encode(pageFields, { ...page, items: page.items.map(encodeItem) });
}

function encodeItem(item: ChatItem): Uint8Array {
  const { type, userBannedDetails: ban, ...rest } = item.snippet ?? {};
  const userBannedDetails = ban && { ...ban, banType: BAN_TYPE_NUMBERS[ban.banType ?? 'permanent'] };
  const snippet = { ...rest, type: TYPE_NUMBERS[type ?? ''] ?? 99, ...(userBannedDetails && { userBannedDetails }) };
  return encode(itemFields, { ...item, snippet });
}
