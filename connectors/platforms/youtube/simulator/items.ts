/** What a script says → the chat item YouTube would show for it. Pure. */
import { code as currencyByCode } from 'currency-codes';
import type { SimAuthor, SimEvent } from '../../testkit/simulator.ts';
import type { ChatAuthor, ChatItem, ChatSnippet } from '../payloads.ts';

export interface Made {
  /** One item a step: a gift sent again in a row is the same item with a higher count. */
  items: ChatItem[];
  id: string;
  text?: string;
  authorId?: string;
}

export const authorDetails = (author: SimAuthor): ChatAuthor => ({
  channelId: author.id,
  displayName: `@${author.handle}`,
  profileImageUrl: `https://yt3.example/${encodeURIComponent(author.handle)}`,
  isVerified: author.badges?.includes('verified') ?? false,
  isChatOwner: author.badges?.includes('owner') ?? false,
  isChatSponsor: author.badges?.includes('member') ?? false,
  isChatModerator: author.badges?.includes('moderator') ?? false,
});

/** Null for what YouTube's chat never tells (likes, follows, joins, pinned products). */
export function itemsOf(event: SimEvent, at: { id: string; atMs: number; liveChatId: string }): Made | null {
  const item = (author: SimAuthor | null, snippet: ChatSnippet): ChatItem => ({
    id: at.id,
    snippet: {
      liveChatId: at.liveChatId,
      publishedAt: new Date(at.atMs).toISOString(),
      hasDisplayContent: true,
      ...(author ? { authorChannelId: author.id } : {}),
      ...snippet,
    },
    ...(author ? { authorDetails: authorDetails(author) } : {}),
  });
  switch (event.kind) {
    case 'message': {
      const snippet = textSnippet(event.text);
      return { items: [item(event.author, snippet)], id: at.id, text: event.text, authorId: event.author.id };
    }
    case 'gift':
      return {
        items: giftSnippets(event).map((snippet) => item(event.author, snippet)),
        id: at.id,
        authorId: event.author.id,
      };
    case 'removal': {
      const snippet = { type: 'messageDeletedEvent', messageDeletedDetails: { deletedMessageId: event.targetId } };
      return { items: [item(null, snippet)], id: at.id };
    }
    case 'ban':
      return { items: [item(null, banSnippet(event.authorId, event.forSeconds))], id: at.id, authorId: event.authorId };
    default:
      return null;
  }
}

export const textSnippet = (text: string): ChatSnippet => ({
  type: 'textMessageEvent',
  displayMessage: text,
  textMessageDetails: { messageText: text },
});

export function banSnippet(channelId: string, forSeconds?: number): ChatSnippet {
  const length =
    forSeconds === undefined
      ? { banType: 'permanent' }
      : { banType: 'temporary', banDurationSeconds: String(forSeconds) };
  return { type: 'userBannedEvent', userBannedDetails: { bannedUserDetails: { channelId }, ...length } };
}

type SimGift = Extract<SimEvent, { kind: 'gift' }>;

function giftSnippets(event: SimGift): ChatSnippet[] {
  const money = { amountMicros: micros(event), currency: event.currency ?? 'USD' };
  const text = event.text === undefined ? {} : { userComment: event.text };
  switch (event.type) {
    case 'super-chat':
      return [
        { type: 'superChatEvent', displayMessage: event.text ?? event.name, superChatDetails: { ...money, ...text } },
      ];
    case 'super-sticker':
      return [
        { type: 'superStickerEvent', superStickerDetails: { ...money, superStickerMetadata: { altText: event.name } } },
      ];
    case 'membership':
      return [{ type: 'newSponsorEvent', newSponsorDetails: { memberLevelName: event.name } }];
    case 'membership-gift': {
      const details = { giftMembershipsCount: event.count, giftMembershipsLevelName: event.name };
      return [{ type: 'membershipGiftingEvent', membershipGiftingDetails: details }];
    }
    case 'gift':
      return (event.streak ?? [event.count]).map((comboCount) => ({
        type: 'giftEvent',
        displayMessage: event.name,
        giftDetails: { giftName: event.name, jewelsAmount: event.coins ?? 1, comboCount },
      }));
  }
}

function micros({ amountMinor = '0', currency = 'USD' }: SimGift): string {
  const digits = currencyByCode(currency)?.digits ?? 2;
  return (BigInt(amountMinor) * 10n ** BigInt(6 - digits)).toString();
}
