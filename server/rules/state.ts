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
  /** Who was asked "which one?" and has not answered yet, by author. */
  asked: Record<string, Asked>;
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
  asked: {},
  bans: {},
  removed: [],
  rules: FIRST_RULES,
};

/** An answer to "which one?" counts this long. */
export const ANSWER_WITHIN_MS = 10 * 60_000;
const MOST_ASKED = 300;

export function remember(state: DecideState, authorId: string, asked: Asked): DecideState {
  const authors = Object.keys(state.asked);
  const isFull = authors.length >= MOST_ASKED && state.asked[authorId] === undefined;
  // Copied once: where many are asked this is what deciding costs most.
  const all = isFull ? without(state.asked, oldestOf(state.asked, authors)) : { ...state.asked };
  all[authorId] = asked;
  return { ...state, asked: all };
}

/** By its number, whatever the order of the keys: they come back from the lane's row in another one. */
const oldestOf = (all: DecideState['asked'], authors: readonly string[]): string =>
  authors.reduce((a, b) => ((all[b]?.seq ?? 0) < (all[a]?.seq ?? 0) ? b : a));

function without(all: DecideState['asked'], authorId: string): DecideState['asked'] {
  const { [authorId]: _gone, ...others } = all;
  return others;
}

export function forget(state: DecideState, authorId: string): DecideState {
  if (state.asked[authorId] === undefined) return state;
  return { ...state, asked: without(state.asked, authorId) };
}

export function askedOf(state: DecideState, authorId: string | null, spokenAtMs: number): Asked | null {
  const asked = authorId === null ? undefined : state.asked[authorId];
  return asked !== undefined && spokenAtMs - asked.spokenAtMs <= ANSWER_WITHIN_MS && spokenAtMs >= asked.spokenAtMs
    ? asked
    : null;
}
