/** What the rest of this folder knows of an open line, whatever library makes it. */
import type { Addresses } from './addresses.ts';
import type { WireMessage } from './payloads.ts';
import type { SignServer } from './sign.ts';

/** What a line tells while it is open. */
export interface LineListener {
  /** Before anything else: what is known of the room. */
  opening(room: RoomFacts): void;
  messages(messages: WireMessage[]): void;
  /** A sign of life: any frame at all, also one without messages. */
  alive(): void;
  unreadable(what: string): void;
  /** The platform, or the way to it, closed the line. */
  closed(code: number): void;
}

export interface RoomFacts {
  ownerId: string | null;
  title: string | null;
  /** TikTok's own clock when the line was made, null where it did not say. */
  platformNowMs: number | null;
}

export interface Line {
  roomId: string;
  title: string | null;
  /** Stops reading from the socket while the other side cannot keep up. */
  pause(): void;
  resume(): void;
  close(): void;
}

export interface LineOptions {
  handle: string;
  addresses: Addresses;
  sign: SignServer;
  signal: AbortSignal;
  listener: LineListener;
}

export type OpenLine = (options: LineOptions) => Promise<Line>;
