/**
 * What every platform's simulator understands, so that one script, one test and one rehearsal can drive them all.
 * A simulator speaks its platform's real protocol on loopback; only this control side is ours.
 */
import type { ActionKind, Author, Gift } from '../contract.ts';

export interface SimAuthor {
  id: string;
  handle: string;
  name: string;
  badges?: NonNullable<Author['badges']>;
}

/** Something a viewer or the platform does. `id` and `atMs` are chosen by the simulator when left out. */
export type SimEvent = { id?: string; atMs?: number } & (
  | { kind: 'message'; author: SimAuthor; text: string; edited?: boolean }
  /** Of a message published before: its new words, told as the platform tells them. */
  | { kind: 'edit'; targetId: string; text: string }
  /** A viewer writes to the account privately, e.g. in answer to a private reply. */
  | { kind: 'direct'; author: SimAuthor; text: string }
  | {
      kind: 'gift';
      author: SimAuthor;
      name: string;
      count: number;
      type: Gift['type'];
      coins?: number;
      amountMinor?: string;
      currency?: string;
      text?: string;
      /** Growing repeat counts, the last of which is `count`; the platform tells each of them. */
      streak?: number[];
    }
  | { kind: 'like'; author: SimAuthor; count: number }
  | { kind: 'follow' | 'share' | 'join'; author: SimAuthor }
  | { kind: 'audience'; viewers: number }
  | { kind: 'removal'; targetId: string }
  | { kind: 'ban'; authorId: string; forSeconds?: number }
  | { kind: 'pinned'; title: string; productId: string; price: string }
);

export type SimFault =
  /** The next `next` published happenings are delivered twice. */
  | { kind: 'duplicate'; next: number }
  /** The next `next` published happenings leave shuffled inside windows of `within`. */
  | { kind: 'reorder'; within: number; next: number }
  /** Replay recent history on the next connect (also what a platform does by itself). */
  | { kind: 'history' }
  /** Cut every line and let none through for `forMs`. */
  | { kind: 'drop'; forMs: number }
  /** The next `times` calls are told to come back after `retryAfterMs`, in the platform's own form. */
  | { kind: 'throttle'; times: number; retryAfterMs: number }
  | { kind: 'expire-token' }
  /** Every credential is refused from now on. */
  | { kind: 'refuse-credential' }
  | { kind: 'end' }
  /** A frame that is not the protocol, or cannot be read. */
  | { kind: 'broken-frame' }
  /** A well-formed payload of a kind nobody has heard of. */
  | { kind: 'unknown-payload' }
  /** The line stays open and nothing at all is sent. */
  | { kind: 'stall'; forMs: number }
  | { kind: 'lose-streak-end' }
  /** The account's access token ends now; the refresh token goes on to work (unlike 'expire-token', which nothing cures). */
  | { kind: 'stale-token' }
  /** The broadcast ends and goes on under a new live id. */
  | { kind: 'restart' };

export interface Published {
  id: string;
  kind: string;
  /** When the viewer did it, by the platform's clock. */
  atMs: number;
  /** When it went on the wire for the first time; 0 while it waits for somebody to connect. */
  sentAtMs: number;
  text?: string;
  authorId?: string;
  /** The platform itself can never deliver it again (a gap without resume). */
  lost?: boolean;
}

export interface Received {
  id: string;
  atMs: number;
  kind: ActionKind;
  text?: string;
  toMessageId?: string;
  key?: string;
}

export interface Journal {
  published: Published[];
  received: Received[];
}

/** Settings for a connection, base addresses by setting name, and what a person would type to find the broadcast. */
export interface SimConnection {
  settings: Record<string, string>;
  endpoints: Record<string, string>;
  broadcast: string;
}

export interface Simulator {
  platform: string;
  connection: SimConnection;
  /** Answers the platform ids. Each happening is in the journal once, before it goes on the wire. */
  publish(event: SimEvent): string[];
  fault(fault: SimFault): void;
  journal(): Journal;
  /** What a renewal of the account's access token would bring now; for platforms whose token is `settings.accessToken`. */
  accessToken?(): string;
  close(): Promise<void>;
}

/** What a platform lets an app do before and after its review: nothing, own people only, everybody. */
export type AccessLevel = 'none' | 'standard' | 'advanced';

export interface SimulatorOptions {
  port?: number;
  seed: string;
  /** Meta's platforms: 'advanced' unless said otherwise. */
  access?: AccessLevel;
  /** Where hooks are posted, signed as the platform signs; absent: none are sent. */
  hookUrl?: string;
  /** What the platform allows a day, where it keeps such a ledger. */
  dailyUnits?: number;
}

export type StartSimulator = (options: SimulatorOptions) => Promise<Simulator>;

/** The same simulator in a process of its own: every call crosses a socket. */
export interface RemoteSimulator {
  platform: string;
  connection: SimConnection;
  /** Address of its control server, for somebody else to drive it too. */
  control: string;
  publish(event: SimEvent): Promise<string[]>;
  publishAll(events: SimEvent[]): Promise<string[][]>;
  fault(fault: SimFault): Promise<void>;
  journal(): Promise<Journal>;
  close(): Promise<void>;
}

/** The one line a simulator's process prints on standard output once it listens. */
export interface ReadyLine {
  ready: true;
  platform: string;
  connection: SimConnection;
  control: string;
}
