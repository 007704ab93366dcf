import type { Reading } from '../intents/reading.ts';
import type { Ban } from './state.ts';

/** One row of the show's log as `decide` reads it. */
export interface LogRow {
  seq: number;
  kind: string;
  platform: string | null;
  connectionId: string | null;
  broadcastId: string | null;
  /** The platform's id of the message: what an answer names. */
  platformId: string | null;
  authorId: string | null;
  handle: string;
  /** As the platform gives them; read only where a rule asks for them. */
  badges?: readonly string[];
  /** Written by ourselves on that platform. */
  own: boolean;
  /** The ban that earlier shows left of its author. */
  banned: Ban | null;
  text: string;
  /** How it was read when it was first decided: a back-test reads nothing anew. */
  read?: Reading;
  spokenAtMs: number;
  history: boolean;
  /** Found after a gap: it keeps its true time. */
  late?: boolean;
  /** The platform withheld who wrote it: nothing may be laid to one author's account. */
  unnamed?: boolean;
  body: Readonly<Record<string, unknown>>;
  /** The message a staff action is about, or the one an edit changed. */
  of: Omit<LogRow, 'of'> | null;
}

/** A claim of an author as earlier decisions left it: open until a later cancel. */
export interface KnownClaim {
  id: string;
  productId: string;
  quantity: number;
  seq: number;
  spokenAtMs: number;
}

/** The open claims of the authors who cancel something in this batch. */
export type Records = ReadonlyMap<string, readonly KnownClaim[]>;
