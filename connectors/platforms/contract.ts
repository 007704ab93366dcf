/**
 * What a platform connector is. A connector turns one platform's wire into `PlatformEvent`s and carries our
 * `Action`s out; it never decides, never writes to our database, and keeps no secret outside its session.
 *
 * The numbered clauses (C1 … C22) are what `testkit/kit.ts` tries on every connector against its simulator:
 *
 *  C1  ids are stable: the same happening delivered again has the same kind and id
 *  C2  order is kept as far as `manifest.order` promises
 *  C3  a session opened with a cursor resumes after it (`manifest.resume`)
 *  C4  an unknown or broken payload is skipped, counted by `ctx.skipped`, and nothing after it is lost
 *  C5  odd text survives: NUL, lone surrogates, emoji, right-to-left, 10,000 characters, ids past 2^53
 *  C6  history is neither doubled nor taken for new: it comes with `history: true`
 *  C7  a 429 (or the platform's own form of it) is `rate-limited` with the delay it named
 *  C8  a refused credential is `unauthorized` and final
 *  C9  an abort ends the deliveries within a second
 *  C10 `close()` may be called twice
 *  C11 no secret appears in logs, errors or events
 *  C12 text is cut to `manifest.limits.textLength` by code points, a link at its end stays whole
 *  C13 a silent stall is noticed within `manifest.limits.silenceMs` and is an error worth another try
 *  C14 the end of the show is an `ended` event and ends the deliveries
 *  C15 a dropped line is an error worth another try, never a quiet end
 *  C16 gifts are counted once, streaks at their end or by time-out (`emits` has 'gift')
 *  C17 a removal names what was removed (`emits` has 'removal')
 *  C18 an action the manifest lists is accepted by the platform and answers with the platform's id for it
 *  C19 a request with a wrong, missing or short signature, or with one byte changed, is refused (`hook`)
 *  C20 what came by a request and by reading is one happening with one id (`hook` and a session that reads)
 *  C21 what an account can do is found by asking and told as levels, each missing one with the step that cures it (`examine`)
 *  C22 an access token that expires is asked for anew through `ctx.token`, and no event is lost
 */

/** Everything a platform tells us, as plain data. `id` is the platform's own, a string for ever. */
export type PlatformEvent =
  | (Happening & { kind: 'message'; author: Author | null; text: string; edited?: boolean; replyToId?: string })
  | (Happening & { kind: 'gift'; author: Author | null; gift: Gift; text?: string })
  | (Happening & { kind: 'like'; count: number; total?: number })
  | (Happening & { kind: 'follow' | 'share' | 'join'; author: Author | null })
  | (Happening & { kind: 'audience'; viewers: number | null; streamHealth?: StreamHealth })
  /** `target` says whether `targetIds` are message ids or author ids (a ban, a deleted author). */
  | (Happening & { kind: 'removal'; target: 'message' | 'author'; targetIds: string[]; untilMs?: number })
  /** What the platform's own shop shows now: context for "how much?", never an order. `price` is display text. */
  | (Happening & { kind: 'pinned'; productId: string | null; title: string; price?: string })
  /** A private message to the account itself: it opens the window in which we may write back. Never shown as chat. */
  | (Happening & { kind: 'direct'; author: Author; text: string; postback?: string })
  | (Happening & { kind: 'ended'; reason: string });

export type EventKind = PlatformEvent['kind'];

interface Happening {
  /** Unique for this kind on this broadcast, the same on redelivery. */
  id: string;
  /** The platform's own time, milliseconds since 1970; null where it gives none. */
  atMs: number | null;
  /** Told as history (before this session began): stored, never answered. */
  history?: boolean;
}

/** `id` is null where the platform withholds it; `handle` has no leading @. */
export interface Author {
  id: string | null;
  handle: string;
  name: string;
  avatarUrl?: string;
  badges?: ('owner' | 'moderator' | 'member' | 'verified' | 'follower')[];
}

/** `value`, of all `count` together, is money (minor units, ISO 4217) where the platform states it, else its own coin. */
export interface Gift {
  type: 'gift' | 'super-chat' | 'super-sticker' | 'membership' | 'membership-gift';
  name: string;
  count: number;
  value: { amountMinor: string; currency: string } | { coins: number } | null;
}

export interface StreamHealth {
  state: 'good' | 'ok' | 'bad' | 'none';
  issues: string[];
}

/** An event and the place to resume after it. A cursor is opaque to everybody but its connector. */
export interface Delivery {
  event: PlatformEvent;
  cursor: string | null;
  /**
   * Where a session both listens and lists: heard live (a stream, a hook), or found in the platform's list. Absent where
   * there is one way only. What was found in the list and never heard live is counted as recovered.
   */
  via?: 'live' | 'list';
  /** When it reached us, where that was before it is delivered: a request that waited to be taken. Absent: now. */
  receivedMs?: number;
}

/** What may be asked of a platform. Every action carries a `key` that is the same on every attempt. */
export interface Actions {
  reply: { key: string; text: string; toMessageId?: string; toHandle?: string };
  /** To the author of a message, seen by nobody else; `manifest.privately` says how often, how long, how late. */
  'private-reply': { key: string; messageId: string; text: string; card?: Card };
  /** To an author who wrote to us privately within the platform's window. */
  message: { key: string; authorId: string; text: string; card?: Card };
  remove: { key: string; messageId: string };
  hide: { key: string; messageId: string; hidden: boolean };
  ban: { key: string; authorId: string; forSeconds: number | null };
  unban: { key: string; authorId: string };
}
/** A product as a private message shows it. The text is sent where the platform takes no cards. */
export interface Card {
  title: string;
  subtitle?: string;
  imageUrl?: string;
  buttons: { title: string; url: string }[];
}
export type ActionKind = keyof Actions;

/** `id`: what the platform calls the thing that was made; null where it names none. */
export interface ActionDone {
  id: string | null;
}

export type Allowed = 'yes' | 'no' | { risky: string; source: string };

/** Plain data (it survives JSON), shown on the Connections page and in the README's table. */
export interface Manifest {
  id: string;
  name: string;
  /** One honest sentence a seller reads before relying on it; e.g. that a library is unofficial. */
  caution?: string;
  emits: readonly EventKind[];
  can: readonly ActionKind[];
  /** An action that works only under a condition, said as a sentence ("needs a paid sign-server key"). */
  conditions?: Partial<Record<ActionKind, string>>;
  order: 'kept' | 'by-time' | 'none';
  resume: 'cursor' | 'none';
  /** How exact `atMs` is: resolution in ms and how far the platform's clock may be trusted. */
  time: { source: 'platform' | 'receipt'; resolutionMs: number };
  /**
   * How much later than it happens a viewer usually sees what the host does; a connection may state or measure its own.
   * Absent: at once, as where there is no video of its own.
   */
  videoDelayMs?: number;
  limits: {
    textLength: number;
    /** Longest time without any sign of life before a session counts as stalled. */
    silenceMs: number;
    /** Least time between two replies, and what one costs of `dailyUnits` where the platform keeps such a ledger. */
    replyEveryMs: number;
    dailyUnits?: { total: number; reply: number; read: number };
  };
  /** Private replies: how late after the message, how long (code points), and how close together. */
  privately?: { within: { seconds: number } | 'while-live'; textLength: number; everyMs: number };
  /** How often it lets something be done beside that: the hub counts, and stops before. */
  rates?: readonly Rate[];
  /**
   * How it learns of what happens; 'poll': no later than this after it happened; 'hook': by requests to us alone, so that
   * there is no line that could drop or fall silent.
   */
  reads: { by: 'push' } | { by: 'poll'; everyMs: number } | { by: 'hook' };
  /** Sign-in at the platform instead of typing tokens. Scopes are the least that work, each with what it is for. */
  oauth?: { provider: OAuthProvider; scopes: readonly { name: string; for: string; optional?: true }[] };
  /** Its requests to us are taken by `Connector.hook`. */
  hook?: { account: string };
  /** JSON Schema of the connection's settings; `secret: true` marks what is sealed at rest. */
  settings: SettingsSchema;
  /** A ban there lasts until it is lifted: it knows no time-outs. */
  bans?: 'for-good';
  /** It has a shop of its own, by this name: whoever connects it is asked which of the two sells. */
  shop?: string;
  /** What may be said there. */
  speech: { links: Allowed; qrCodes: Allowed; otherPlatforms: Allowed; pricesElsewhere: Allowed; games: Allowed };
  /** The README's table: what works today, after a review, paid, never. */
  works: Record<'read' | 'reply' | 'link' | 'moderate', 'today' | 'after review' | 'paid' | 'never'>;
}

/** In any `perMs`, all of `acts` together at most `most` times; counted by the app, the account or the broadcast. */
export interface Rate {
  acts: readonly ActionKind[];
  most: number;
  perMs: number;
  by: 'app' | 'account' | 'broadcast';
  /** Where the figure is from. */
  source: string;
}

export type OAuthProvider = 'google' | 'facebook' | 'instagram' | 'twitch';

/** What an account can really do, best known by having seen it. Asked of the platform, never assumed. */
export interface Level {
  id: 'reads-own' | 'reads-strangers' | 'hooks-arrive' | 'replies-publicly' | 'replies-privately';
  /** 'unproven': nothing speaks against it, and nothing has shown it yet. 'never': the platform has no such thing. */
  state: 'proven' | 'unproven' | 'missing' | 'never';
  /** Where it is not proven: what is missing and the step that cures it, as a sentence. */
  sentence: string | null;
  missing?: 'role' | 'permission' | 'business' | 'live-mode' | 'review' | 'subscription' | 'token';
}

/** A request the platform (or anybody) made to us, as it came. */
export interface HookRequest {
  method: 'GET' | 'POST';
  /** Lower-case names. */
  headers: Readonly<Record<string, string | undefined>>;
  query: Readonly<Record<string, string | undefined>>;
  /** The bytes as they came: what is signed. */
  body: Uint8Array;
  receivedMs: number;
}

/** One thing of a request. `id` is the same when it is delivered again; `account` is the value of the setting `manifest.hook.account` names. */
export interface HookPart {
  account: string;
  id: string;
  /** Plain JSON; kept in the database until a session has taken it. */
  body: unknown;
  receivedMs: number;
  /** Set by the hub: it came before this show went on air. What it tells is history, and it ends nothing. */
  early?: true;
}

export type HookAnswer =
  | { ok: true; parts: HookPart[]; refused?: { line: number; reason: string }[] }
  /** The handshake: answered with this text. */
  | { ok: true; challenge: string }
  | { ok: false; status: 400 | 401 | 403 | 413; reason: string };

/** Takes the platform's requests. Pure: `secrets` are tried in turn (two during a rotation), compared in constant time. */
export interface Hook {
  receive(request: HookRequest, secrets: readonly string[], verifyToken: string | null): HookAnswer;
}

export interface SettingsSchema {
  type: 'object';
  additionalProperties: false;
  required: readonly string[];
  properties: Record<
    string,
    {
      type: 'string';
      title: string;
      description?: string;
      secret?: true;
      minLength?: number;
      maxLength?: number;
      pattern?: string;
    }
  >;
}

export type ConnectorErrorCode =
  | 'unauthorized'
  | 'forbidden'
  | 'rate-limited'
  | 'quota'
  | 'not-found'
  | 'not-live'
  | 'ended'
  | 'network'
  | 'stalled'
  | 'protocol'
  | 'refused'
  | 'unsupported'
  | 'unknown-outcome';

/** A fault at the edge. `final`: trying again cannot help. The message is a sentence that says what to do. */
export class ConnectorError extends Error {
  readonly code: ConnectorErrorCode;
  readonly final: boolean;
  readonly retryAfterMs: number | undefined;
  constructor(
    code: ConnectorErrorCode,
    message: string,
    more: { final?: boolean; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'ConnectorError';
    this.code = code;
    this.final = more.final ?? false;
    this.retryAfterMs = more.retryAfterMs;
  }
}

/** Everything live that a connector may use. It reads no clock, environment or random source of its own. */
export interface ConnectorContext {
  /** The connection's settings, secrets opened. Never log them. */
  settings: Readonly<Record<string, string>>;
  /** Base addresses by the setting's name (`TIKTOK_WEB_URL`, …); absent means the real platform's. */
  endpoints: Readonly<Record<string, string>>;
  /** Where to look: a handle, channel, video or address as a person typed it. */
  broadcast: string;
  /** Resume after this, or null for "from now". */
  cursor: string | null;
  /** Our own author ids there, so that our own replies can be told apart. */
  signal: AbortSignal;
  now(): number;
  random(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  fetch: typeof fetch;
  log: {
    debug(fields: object, event: string): void;
    info(fields: object, event: string): void;
    warn(fields: object, event: string): void;
  };
  /**
   * The account's access token. Called with the one that was refused it is renewed, once for all who ask at the same
   * time; throws `unauthorized` when the consent is gone. Without an OAuth account it answers the token of the settings.
   */
  token(refused?: string): Promise<string>;
  /** Counts a payload that was not understood. */
  skipped(what: string): void;
  /** Units of the platform's daily ledger that were spent, as they are spent. */
  spent(units: number, on: 'read' | 'reply'): void;
  /** Units left by our own ledger, to slow down before it is gone; null where no ledger is kept. */
  unitsLeft(): number | null;
}

type Act<K extends ActionKind> = (action: Actions[K], signal: AbortSignal) => Promise<ActionDone>;
/** One open line to one broadcast. */
export interface Session {
  /** The platform's own live id, and the address a person can open. */
  liveId: string;
  address: string;
  title?: string;
  /** Pulled; ends after `ended`, throws a `ConnectorError` otherwise. May be iterated once. */
  deliveries(): AsyncIterable<Delivery>;
  /** What came by a hook for this account: its happenings of this broadcast, none for another's. */
  take?(part: HookPart): Delivery[];
  /** Where the manifest is not known at compile time, any action may be missing. */
  act: { [K in ActionKind]?: Act<K> };
  close(): Promise<void>;
}

/** A session that has exactly the actions of its manifest. */
export interface SessionOf<M extends Manifest> extends Omit<Session, 'act'> {
  act: { [K in M['can'][number]]: Act<K> };
}

/** Any platform's connector. */
export interface Connector extends Beside {
  manifest: Manifest;
  connect(ctx: ConnectorContext): Promise<Session>;
}

/** What only some platforms have. */
export interface Beside {
  hook?: Hook;
  /** Asks the platform what this account can do; opens nothing. */
  examine?(ctx: ConnectorContext): Promise<Level[]>;
}

/** One platform's. */
export interface ConnectorOf<M extends Manifest> extends Beside {
  manifest: M;
  connect(ctx: ConnectorContext): Promise<SessionOf<M>>;
}

/** Checks by type that the code can do what its manifest says: `act` has exactly the actions in `can`. */
export function defineConnector<const M extends Manifest>(
  manifest: M,
  connect: (ctx: ConnectorContext) => Promise<SessionOf<M>>,
  beside: Beside = {},
): ConnectorOf<M> {
  return { manifest, connect, ...beside };
}
