import type { Reading } from '../intents/reading.ts';

/** What a row of the log leads to, as plain data: nothing has happened yet. Ids are derived from (show, seq, n). */
export type Effect =
  | { do: 'reading'; seq: number; reading: Reading; outcome: string | null }
  | ClaimEffect
  | CancelEffect
  | {
      do: 'order';
      seq: number;
      claimId: string;
      what: 'cancel' | 'release' | 'dismiss';
      madeBy: string;
      reason: string;
    }
  | {
      do: 'question';
      seq: number;
      topic: string;
      productId: string | null;
      spokenAtMs: number;
      closedBy: string | null;
      outboxId: string | null;
    }
  | { do: 'close-question'; seq: number; state: 'answered' | 'resolved'; closedBy: string; outboxId: string | null }
  | ReplyEffect
  | ModerateEffect
  | MarkEffect
  /** Our own words came back in the stream: a reply of unknown outcome has arrived after all. */
  | { do: 'own-message'; seq: number; connectionId: string; platformId: string | null; text: string };

export interface ClaimEffect {
  do: 'claim';
  seq: number;
  n: number;
  id: string;
  authorId: string | null;
  platform: string | null;
  connectionId: string | null;
  broadcastId: string | null;
  replyTo: string | null;
  language: string | null;
  productId: string;
  /** null: which one was never said, and nothing is reserved anyway. */
  variantId: string | null;
  quantity: number;
  priceMinor: string;
  currency: string;
  held: boolean;
  madeBy: string;
  late?: boolean;
  /** The platform withheld who wrote it: it counts for no author's limits and is cancelled by nobody's word. */
  unnamed?: boolean;
  spokenAtMs: number;
  /** Decided at once: it never asks for stock. */
  ending: ClaimEnding | null;
  /** Kept apart from the claim, with the other free text. */
  text: string;
}

/** 'interest': sold by the platform's own shop, so that it is counted and not reserved. */
export interface ClaimEnding {
  state: 'refused' | 'interest';
  reason: string;
}

export type ModerationKind = 'hide' | 'unhide' | 'remove' | 'timeout' | 'ban' | 'unban';

/** An order about a message or an author, for the platforms to carry out. */
export interface ModerateEffect {
  do: 'moderate';
  seq: number;
  id: string;
  kind: ModerationKind;
  /** The message it is about. */
  ofSeq: number | null;
  authorId: string | null;
  forSeconds: number | null;
  reason: string | null;
  madeBy: string;
  atMs: number;
  /** Where; null: every broadcast of this show on the author's platform. */
  place: { connectionId: string; broadcastId: string; messageId: string | null } | null;
}

/** Something happened to messages: their claims stay as they are and show it. */
export interface MarkEffect {
  do: 'mark';
  seq: number;
  kind: 'removed' | 'edited';
  broadcastId: string;
  messageIds: string[];
  authorIds: string[];
}

export interface CancelEffect {
  do: 'cancel';
  seq: number;
  n: number;
  authorId: string | null;
  /** null: everything of that author. */
  productId: string | null;
  /** One claim, where it is known. */
  claimId: string | null;
  madeBy: string;
  reason: string;
  spokenAtMs: number;
}

export interface ReplyEffect {
  do: 'reply';
  seq: number;
  outboxId: string;
  about: 'price' | 'link' | 'which-one' | 'answer';
  connectionId: string;
  broadcastId: string;
  replyTo: string | null;
  authorId: string | null;
  handle: string;
  language: string | null;
  productId: string | null;
  /** The options named already. */
  named: Record<string, string>;
  /** Chooses the wording. */
  pick: number;
  madeBy: string;
  /** To its author alone, where the platform also answers in public. */
  privately?: true;
  /** A person's own words; null for a rule's wording. */
  text: string | null;
}
