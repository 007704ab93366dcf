import type { Reading } from '../intents/reading.ts';
import type { ReplyWay, RuleEffect } from './rule-set.ts';

/** What a row of the log leads to, as plain data: nothing has happened yet. Ids are derived from (show, seq, n). */
export type Effect =
  | ReadingEffect
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
      /** A member's id. */
      assignedTo?: string;
    }
  | { do: 'close-question'; seq: number; state: 'answered' | 'resolved'; closedBy: string; outboxId: string | null }
  | ReplyEffect
  | ModerateEffect
  | MarkEffect
  | NoticeEffect
  | MoveEffect
  /** Its person has decided about it, or taken it down. */
  | { do: 'close-notice'; id: string; state: 'done' | 'dismissed'; closedBy: string }
  /** What a rule put on the screen, from this row on. */
  | { do: 'show-product'; seq: number; productId: string; atMs: number }
  /** Our own words came back in the stream: a reply of unknown outcome has arrived after all. */
  | { do: 'own-message'; seq: number; connectionId: string; platformId: string | null; text: string };

/** How a row was read and what came of it. */
export interface ReadingEffect {
  do: 'reading';
  seq: number;
  reading: Reading;
  outcome: string | null;
  /** null: one rule of the starter set and nothing of note, or none at all. */
  ruled?: Ruled | null;
  /** It was decided anew: the row that is there is changed. */
  again?: true;
}

/** Which rules acted on a row; what is kept in `record.reading.ruled`. */
export interface Ruled {
  by: string[];
  tags: string[];
  shadow: { rule: string; would: RuleEffect['do'][] }[];
}

/** Something for the team, or for the overlay ('featured'). `id` is `<show>.<seq>.<kind>`, of a second alert with its number. */
export interface NoticeEffect {
  do: 'notice';
  id: string;
  /** The message it is about. */
  seq: number;
  kind: 'alert' | 'held' | 'featured';
  sentence: string;
  /** null: a person did. */
  ruleId: string | null;
}

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

/** Claims leave for another product, as the plan of this move says. */
export interface MoveEffect {
  do: 'move';
  seq: number;
  moveId: string;
  toProductId: string;
  claimIds: readonly string[];
  madeBy: string;
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
  /** The event that is answered. */
  seq: number;
  outboxId: string;
  /**
   * 'said': the seller's own words, in `texts`. 'answer': a person's, in `text`. 'stock' says what is left when it is
   * sent, never what was left when it was decided.
   */
  about: 'price' | 'link' | 'stock' | 'which-one' | 'answer' | 'said';
  /** As the rule asks; the outbox knows what the platform can and takes the next best. */
  way: ReplyWay;
  connectionId: string;
  broadcastId: string;
  /** null where there is no message to answer (a follow, a gift). */
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
  /** A person's own words; null for a rule's wording. */
  text: string | null;
  /** By language, in Liquid: a rule's own texts. null for a built-in wording. */
  texts: Readonly<Record<string, readonly string[]>> | null;
  /**
   * Said once to all who ask the same in this minute: questions of others are closed by it, so it goes where all see it
   * (in public, on the screen) or it fails, and their questions are open again.
   */
  toAll?: true;
}
