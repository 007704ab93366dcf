import type { AccessLevel, SimConnection, SimFault } from '../../connectors/platforms/testkit/simulator.ts';
import type { ScriptProduct } from './script/script.ts';

/** What the hub tells the stage, its child process. Plain data over the channel between the two. */
export type ToStage =
  /** Simulators are started; the same seed and epoch give the same ids. */
  | ({ t: 'open'; seed: string; epoch: number } & Cast)
  | ({ t: 'go' } & Performance)
  | { t: 'pace'; rate: number }
  | { t: 'learn'; catalog: ScriptProduct[] }
  /** The host shows something else from this moment on; viewers see it by their delay later. */
  | { t: 'show'; code: string | null; atMs: number }
  | { t: 'say'; ask: number; platform: string; name: string; text: string }
  | { t: 'trouble'; platform: string; fault: SimFault }
  | { t: 'journal'; ask: number }
  | { t: 'close' };

/** Who plays: which platforms' simulators, and what they let our app do where they know reviews. */
export interface Cast {
  platforms: readonly string[];
  access: AccessLevel;
  /** How late its viewers see the show, by platform; absent: at once. */
  delaysMs?: Readonly<Record<string, number>>;
}

export interface Performance {
  catalog: ScriptProduct[];
  showing: string | null;
  /** Things said a second. */
  rate: number;
  /** So many seconds come first at a tenth of the rate, as an audience comes in; they count like all others. */
  preludeSeconds: number;
  /** null: until it is closed. */
  seconds: number | null;
  viewers: number;
  /** The share of claims that name no product. */
  bare?: number;
}

/** What the stage answers. */
export type FromStage =
  | { t: 'opened'; connections: Record<string, SimConnection> }
  | { t: 'said'; ask: number; platformId: string | null }
  | { t: 'journal'; ask: number; journal: StageJournal }
  /** The script has come to its end (`seconds`). */
  | { t: 'over' };

/** One line a published happening of a kind that is never merged: messages, gifts, follows, shares. */
export interface StageEntry {
  platform: string;
  kind: string;
  id: string;
  /** When it was due by the script, in milliseconds since 1970: a late stage or hub does not move it. */
  dueMs: number;
  publishedMs: number;
  /** Said while the audience came in. */
  prelude?: true;
  /** Of a claim: the code of the product its author meant, which for a bare one is what they were seeing. */
  product?: string;
  /** It named no product. */
  bare?: true;
}

/** What the simulators' own process knows of what happened; the hub's word counts for nothing here. */
export interface StageJournal {
  published: StageEntry[];
  /** Ids the platform itself can never deliver any more: nobody was connected when it told them. */
  lost: { platform: string; id: string }[];
  /** What reached the platforms. */
  replies: { platform: string; id: string; atMs: number; text: string; way?: 'public' | 'private' }[];
}
