/**
 * What the dashboard hears of a show: the frames on the socket and how they fold into one state. Pure, and shared by
 * server and dashboard so that both sides fold alike. Two numbers: `seq` counts the show's events, `n` the changes.
 */

/** One row of the record as a console shows it. Times are milliseconds since 1970. */
export interface FeedMessage {
  seq: number;
  kind: string;
  platform: string | null;
  connectionId: string | null;
  /** The platform's id of the message: what an answer or a removal names. */
  platformId: string | null;
  authorId: string | null;
  handle: string;
  name: string;
  badges: string[];
  text: string;
  /** Of the text, where its words or letters tell: BCP 47. */
  language?: string;
  spokenAtMs: number;
  receivedAtMs: number;
  history: boolean;
  /** Found after a gap: it was said when it says, and came later. */
  late: boolean;
  /** Not text: gift, count, viewers, removed ids, the staff action. */
  body: Record<string, unknown> | null;
}

/** How a message was read, why, and what came of it. */
export interface FeedReading {
  seq: number;
  intent: string;
  topic: string | null;
  language: string | null;
  confidence: number;
  needsLook: boolean;
  lines: { code: string | null; variant: Record<string, string>; quantity: number | null }[];
  explanation: string;
  outcome: string | null;
  /** Of one that needs a look: the readings a person chooses between, each as its lines. null: none. */
  choices: FeedReading['lines'][] | null;
  /** What rules did beside the starter's own. */
  tags: string[];
  rules: string[];
  /** Rules in shadow that would have acted. */
  shadow: { rule: string; would: string[] }[];
}

export interface FeedClaim {
  id: string;
  seq: number;
  platform: string | null;
  authorId: string | null;
  handle: string;
  productId: string;
  code: string;
  title: string;
  variantId: string | null;
  variant: Record<string, string>;
  quantity: number;
  priceMinor: string;
  currency: string;
  state: string;
  held: boolean;
  reason: string | null;
  rank: number | null;
  /** What became of its message: 'removed', 'edited'. */
  marks: string[];
  madeBy: string;
  /** Its message was found after a gap. */
  late: boolean;
  /** The platform withholds who wrote it: it counts for no author's limits. */
  unnamed: boolean;
  spokenAtMs: number;
  settledAtMs: number | null;
  version: number;
}

export interface FeedStock {
  id: string;
  variantId: string;
  productId: string;
  onHand: number;
  reserved: number;
  sold: number;
  available: number;
  waitlisted: number;
  version: number;
}

export interface FeedProduct {
  id: string;
  code: string;
  title: string;
  priceMinor: string;
  currency: string;
  imageUrl: string | null;
  variants: { id: string; sku: string; options: Record<string, string>; priceMinor: string }[];
}

export interface FeedReply {
  id: string;
  seq: number | null;
  claimId: string | null;
  connectionId: string;
  platform: string;
  about: string;
  /** 'private-reply' and 'message': nobody else sees it; 'screen': drawn on the overlay. null: not sent yet. */
  way: string | null;
  /** Of the message that says how to order: the team says that it is pinned. */
  pinned: boolean;
  /** Not told, and somebody has seen to it another way. */
  seenTo: boolean;
  text: string;
  sentText: string | null;
  state: string;
  sentence: string | null;
  madeBy: string;
  createdAtMs: number;
  sentAtMs: number | null;
  version: number;
}

/** What was done about a message or an author, and how each platform took it. */
export interface FeedModeration {
  id: string;
  kind: 'hide' | 'unhide' | 'remove' | 'timeout' | 'ban' | 'unban';
  /** The message it was done about. */
  seq: number | null;
  authorId: string | null;
  handle: string;
  reason: string | null;
  madeBy: string;
  createdAtMs: number;
  outcomes: FeedOutcome[];
  version: number;
}

export interface FeedOutcome {
  connectionId: string;
  connection: string;
  platform: string;
  /** What the platform was asked for: 'ban', or the best it has instead. */
  way: string;
  /** 'queued' and 'sending': pending. */
  state: string;
  sentence: string | null;
  atMs: number | null;
}

export interface FeedQuestion {
  seq: number;
  topic: string;
  productId: string | null;
  state: 'open' | 'answered' | 'resolved';
  waitingSinceMs: number;
  outboxId: string | null;
  closedBy: string | null;
  /** A member's id. */
  assignedTo: string | null;
  version: number;
}

/** What a rule or a person put before the team ('alert', 'held') or on the overlay ('featured'). */
export interface FeedNotice {
  id: string;
  /** The message it is about. */
  seq: number;
  kind: 'alert' | 'held' | 'featured';
  sentence: string;
  ruleId: string | null;
  state: 'open' | 'done' | 'dismissed';
  closedBy: string | null;
  /** Whose message, and its words, as the record has them. */
  platform: string | null;
  authorId: string | null;
  handle: string;
  text: string;
  createdAtMs: number;
  /** Of a featured one: since when it is on the screen; null: it waits in the line-up. */
  airedAtMs: number | null;
  version: number;
}

/** A message that may be a claim and waits for a person, with all that is needed to decide about it. */
export interface FeedDoubt {
  seq: number;
  state: 'open' | 'resolved' | 'dismissed';
  waitingSinceMs: number;
  closedBy: string | null;
  platform: string | null;
  handle: string;
  name: string;
  text: string;
  explanation: string;
  /** At most two, the likelier first: what would be claimed. Empty: there is nothing to choose. */
  choices: FeedReading['lines'][];
  version: number;
}

export interface FeedConnection {
  id: string;
  platform: string;
  name: string;
  state: string;
  code: string | null;
  sentence: string | null;
  viewers: number | null;
  perMinute: number;
  /** Platform time to receipt in the last minute, median and 95th percentile; null where it cannot be measured. */
  delayMs: number | null;
  delayP95Ms: number | null;
  unitsLeft: number | null;
  lastEventAtMs: number | null;
  retryAtMs: number | null;
  address: string | null;
  /** 'platform': its own shop sells there, claims are interest. */
  checkout: 'own' | 'platform';
  /** Messages first heard live, and messages found in the platform's list alone; both 0 where there is one way only. */
  heardLive: number;
  recovered: number;
  /** Claims whose message was recovered, or found after a gap. */
  restored: number;
  /** How much later than it happens its viewers see it; null: the platform's usual. */
  videoDelayMs: number | null;
  videoDelayBy: 'platform' | 'set' | 'measured';
  /** What may still be said there, and what waits: "212 private replies left this hour, 31 waiting, about 4 minutes". */
  runway: string | null;
  /** When the hub last wrote how it is. */
  updatedAtMs: number | null;
  version: number;
}

export interface FeedGap {
  id: string;
  connectionId: string;
  platform: string;
  reason: string;
  afterSeq: number;
  startedAtMs: number;
  endedAtMs: number | null;
  resumed: boolean;
  /** Messages of the gap that were found afterwards; null: the platform offers no way to look. */
  repaired: number | null;
  version: number;
}

export interface FeedShow {
  id: string;
  slug: string;
  title: string;
  kind: 'live' | 'rehearsal';
  state: 'draft' | 'on_air' | 'ended';
  repliesStopped: boolean;
  claimsStopped: boolean;
  automaticStopped: boolean;
  showingProductId: string | null;
  claimWords: string[];
  startedAtMs: number | null;
  endedAtMs: number | null;
  version: number;
}

/** Everything that changed between two feed numbers. Absent lists are empty. */
export interface FeedChanges {
  messages?: FeedMessage[];
  readings?: FeedReading[];
  claims?: FeedClaim[];
  stock?: FeedStock[];
  products?: FeedProduct[];
  replies?: FeedReply[];
  questions?: FeedQuestion[];
  doubts?: FeedDoubt[];
  connections?: FeedConnection[];
  gaps?: FeedGap[];
  moderation?: FeedModeration[];
  notices?: FeedNotice[];
  show?: FeedShow;
}

export type ServerFrame =
  /** First answer to `follow` when `since` is absent or too old: forget what you hold. Messages are the newest few hundred. */
  | { t: 'snapshot'; show: string; n: number; lastSeq: number; serverMs: number; changes: FeedChanges }
  | { t: 'changes'; show: string; n: number; lastSeq: number; serverMs: number; changes: FeedChanges }
  /** This client was too slow: it holds a hole from here and should follow again. */
  | { t: 'behind'; show: string }
  | { t: 'refused'; code: string; message: string };

export type ClientFrame =
  { t: 'follow'; show: string; since?: number } | { t: 'ack'; show: string; n: number } | { t: 'leave'; show: string };
