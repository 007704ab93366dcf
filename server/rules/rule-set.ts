import type { Intent, Reading } from '../intents/reading.ts';

/**
 * What a seller's rules are, as data: made in a form, kept in versions, exported as one file. `when` is what must hold
 * (every field that is given), `then` what is done, in order. Rules are tried from the first to the last; one that says
 * `stop` ends it. An absent field asks nothing.
 */
export interface Rule {
  /** Kept for ever within a workspace: what was decided names it. [a-z0-9-]{1,40} */
  id: string;
  /** As people call it, 1 to 80 characters. */
  name: string;
  /** 'shadow': it decides and is recorded, and does nothing. */
  state: 'on' | 'shadow' | 'off';
  when: Condition;
  then: readonly RuleEffect[];
  limits?: Limits;
  /** Rules after this one are not tried when it has acted. */
  stop: boolean;
}

/** The kinds of event a rule can be about. */
export type RuledKind = 'message' | 'gift' | 'follow' | 'join' | 'like' | 'share';

export interface Condition {
  /** Absent: messages. */
  kinds?: readonly RuledKind[];
  platforms?: readonly string[];
  intents?: readonly Intent[];
  topics?: readonly NonNullable<Reading['topic']>[];
  /** Codes; 'showing' is the product now showing. A message that names none is about the one showing. */
  products?: readonly string[];
  /** BCP 47, 'zh' covers 'zh-Hant'. */
  languages?: readonly string[];
  /** Whole words or phrases, compared as folded; scripts that write without spaces match anywhere. */
  words?: { any?: readonly string[]; all?: readonly string[]; none?: readonly string[] };
  /** RE2 syntax (no look-around, no back references), searched in the folded text; at most 200 characters. */
  pattern?: string;
  author?: AuthorRecord;
  /** Value of a gift at the platform, in its own unit (diamonds, cents of a Super Chat), the whole of a streak. */
  gift?: { atLeast?: number; atMost?: number };
  /** Minutes since the show began, [from, to). */
  time?: { fromMinutes?: number; toMinutes?: number };
  /** true: only what needs a look, false: only what does not. */
  needsLook?: boolean;
}

/** What the show's log so far says of who wrote it. */
export interface AuthorRecord {
  /** Claims taken in this show. */
  claims?: { atLeast?: number; atMost?: number };
  /** Messages in this show before this one. */
  messages?: { atLeast?: number; atMost?: number };
  /** 'moderator', 'member', 'subscriber', … as the platform gives them: one of these. */
  badges?: readonly string[];
}

export type RuleEffect =
  /** Asks the settle lane for the goods; where a product has several variants and none was named, asks back. */
  | { do: 'claim' }
  | { do: 'cancel' }
  /** Puts the message in the tray of questions. A reply of the same rule closes it. */
  | { do: 'question' }
  | { do: 'reply'; way: ReplyWay; say: Saying }
  | { do: 'tag'; tag: string }
  /** A member's id. The message becomes an open question of theirs. */
  | { do: 'assign'; to: string }
  /** Hidden on the platform where it can be, always in the console and on the overlay. */
  | { do: 'hide' }
  /** Kept from everything else (no claim, no reply) until a person allows it. */
  | { do: 'hold' }
  /** Drawn on the overlay. */
  | { do: 'feature' }
  | { do: 'alert'; sentence: string }
  /** A code. */
  | { do: 'show-product'; code: string };

/** 'best': privately where the platform can, else in public, else on screen. */
export type ReplyWay = 'best' | 'public' | 'private' | 'screen';

/**
 * What is said: a built-in wording, in every language we have, or the seller's own, by language, in Liquid with the
 * values {{author}} {{code}} {{product}} {{price}} {{stock}} {{options}} {{link}}.
 */
export type Saying =
  { about: 'price' | 'link' | 'stock' | 'which-one' } | { texts: Readonly<Record<string, readonly string[]>> };

export interface Limits {
  /** After it has acted, it rests so long. */
  coolDownSeconds?: number;
  /** Once a viewer in a show. */
  oncePerViewer?: boolean;
  /** So often in any sixty seconds, by spoken time. */
  perMinute?: number;
}

/** One saved state of a workspace's rules. Version 0 is the starter set that ships. */
export interface RuleSet {
  version: number;
  name: string;
  rules: readonly Rule[];
}

/** The file that rules are exported to and imported from. */
export interface RuleFile {
  hawker: 'rules';
  format: 1;
  name: string;
  rules: readonly Rule[];
}

/** What is wrong with a rule, or where it cannot work, as a sentence for whoever edits it. */
export interface Problem {
  /** Its id; '' where it is about the set. */
  rule: string;
  /** Its place in the set, from 0; -1 where it is about the set. */
  index: number;
  /** As in the rule: 'when.pattern', 'then.0.say'. */
  field: string;
  sentence: string;
}

/** Why a rule did or did not act on one event, in the order in which they were tried; what "Try it" shows. */
export interface Trace {
  rule: string;
  acted: boolean;
  /** 'on' or 'shadow', of those that matched. */
  state: Rule['state'];
  /** The first condition that did not hold, or the limit that kept it back; null where it acted. */
  because: Because | null;
  /** What it did, or in shadow would have done. */
  did: readonly RuleEffect['do'][];
}

export type Because =
  | { what: 'condition'; field: keyof Condition; sentence: string }
  | { what: 'limit'; limit: keyof Limits; sentence: string }
  | { what: 'stopped'; by: string; sentence: string }
  /** Another rule holds the message for review: nothing else is done. */
  | { what: 'held'; by: string; sentence: string }
  /** It would hold a message that a person has allowed. */
  | { what: 'allowed'; sentence: string }
  | { what: 'off'; sentence: string };
