import { FIRST_RULES } from './rules-state.ts';
import type { RulesState } from './rules-state.ts';

/** What folding the log has left. Small, bounded, plain JSON: it is kept on the lane's row. */
export interface DecideState {
  showing: string | null;
  /** What was shown when, oldest first; bounded. The last is what shows now. */
  shown: readonly Shown[];
  /** How much later the viewers of a connection see it, by connection. One that is not here sees it at once. */
  delays: Readonly<Record<string, VideoDelay>>;
  /** What people resolved doubtful words to in this show: the folded word → the code it means. */
  aliases: Readonly<Record<string, string>>;
  /** The message each of them was learnt from: taking that resolution back takes the word back. */
  learnt: Readonly<Record<string, number>>;
  /** What viewers of this show write to take something, beside the words of the lexicons; the log says so. */
  claimWords: readonly string[];
  stopped: { replies: boolean; claims: boolean; automatic: boolean };
  /** Who was asked "which one?" and has not answered yet, the latest last. */
  asked: readonly (Asked & { authorId: string })[];
  /** Bans of this show, by author, also those that were lifted; what earlier shows left comes with the row. */
  bans: Record<string, Ban>;
  /** Messages whose removal came lately: '<broadcast> <message>'. */
  removed: string[];
  rules: RulesState;
}

export interface Shown {
  atMs: number;
  /** null: nothing. */
  productId: string | null;
}

/** `ms`: how late the picture is. The true moment of writing lies between spokenAt − backMs and spokenAt + aheadMs. */
export interface VideoDelay {
  ms: number;
  backMs: number;
  aheadMs: number;
}

export interface Ban {
  sinceMs: number;
  /** null: for good. */
  untilMs: number | null;
  reason: string | null;
  /** Broadcasts that were told. */
  on: readonly string[];
  lifted?: true;
}

export interface Asked {
  seq: number;
  productId: string;
  variant: Record<string, string>;
  quantity: number;
  spokenAtMs: number;
  /** The claim that is to be completed named no product. */
  bare?: true;
}

export const FIRST_STATE: DecideState = {
  showing: null,
  shown: [],
  delays: {},
  aliases: {},
  learnt: {},
  claimWords: [],
  stopped: { replies: false, claims: false, automatic: false },
  asked: [],
  bans: {},
  removed: [],
  rules: FIRST_RULES,
};

/** An answer to "which one?" counts this long. */
export const ANSWER_WITHIN_MS = 10 * 60_000;
const MOST_ASKED = 300;

/** A list is copied and searched faster than an object of as many keys, and keeps its order on the lane's row. */
export function remember(state: DecideState, authorId: string, asked: Asked): DecideState {
  const others = state.asked.filter((one) => one.authorId !== authorId);
  return { ...state, asked: [...others.slice(-(MOST_ASKED - 1)), { ...asked, authorId }] };
}

export function forget(state: DecideState, authorId: string): DecideState {
  const others = state.asked.filter((one) => one.authorId !== authorId);
  return others.length === state.asked.length ? state : { ...state, asked: others };
}

export function askedOf(state: DecideState, authorId: string | null, spokenAtMs: number): Asked | null {
  const asked = authorId === null ? undefined : state.asked.find((one) => one.authorId === authorId);
  return asked !== undefined && spokenAtMs - asked.spokenAtMs <= ANSWER_WITHIN_MS && spokenAtMs >= asked.spokenAtMs
    ? asked
    : null;
}
