import type { ChatItem } from './payloads.ts';

/** Whose sign-in it is, so that what it writes is known for the shop's own words and never taken for a viewer's. */
export interface Own {
  /** Before it is sent: the chat may show it before the answer to our request is there. */
  writing(text: string): void;
  wroteAs(channelId: string | null | undefined): void;
  /** The account's channel, as far as it is known for this item. */
  channelIdFor(item: ChatItem): string | null;
}

/** `told`: what the API says; null where it does not say, then the first answer that was written tells it. */
export function createOwn(told: string | null): Own {
  let channelId = told;
  const written = new Set<string>();
  return {
    writing(text) {
      if (channelId === null) written.add(text);
    },
    wroteAs(author) {
      if (!author || channelId !== null) return;
      channelId = author;
      written.clear();
    },
    channelIdFor({ snippet }) {
      if (channelId !== null) return channelId;
      const text = snippet?.textMessageDetails?.messageText ?? snippet?.displayMessage;
      return text && written.has(text) ? (snippet?.authorChannelId ?? null) : null;
    },
  };
}
