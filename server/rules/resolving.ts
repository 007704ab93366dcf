import { codeKey } from '../intents/fold.ts';
import { nearest } from '../intents/near.ts';
import type { Reading, ReadLine } from '../intents/reading.ts';
import type { Snapshot } from './catalog.ts';
import { claiming } from './claiming.ts';
import type { Effect } from './effects.ts';
import { readMessage } from './hear.ts';
import type { LogRow } from './log-row.ts';
import { forget } from './state.ts';
import type { DecideState } from './state.ts';

const MOST_ALIASES = 200;
const CANCELLED = 'cancelled by the team';

/**
 * A person chose what a doubtful message means. It is claimed with the rank of the message, or its author is asked which
 * one; and where the doubt was about one word, that word means the chosen code for the rest of the show.
 */
export function resolved(state: DecideState, row: LogRow, snapshot: Snapshot, by: string): [DecideState, Effect[]] {
  const { of } = row;
  if (of === null) return [state, []];
  const message: LogRow = { ...of, of: null };
  const reading = readMessage(state, message, snapshot);
  const lines = linesOf(row.body['lines']);
  if (lines.length === 0) return [state, [anew(of.seq, { ...reading, needsLook: false }, 'no-claim')]];
  const done = claiming(
    state,
    { ...message, seq: row.seq },
    { ...reading, intent: 'claim', needsLook: false, lines },
    snapshot,
  );
  // Whoever orders it by hand has looked: it waits for nobody else.
  const effects = done.effects.map((effect): Effect => {
    if (effect.do === 'claim') return { ...effect, madeBy: by, held: false };
    return effect.do === 'reply' ? { ...effect, seq: of.seq, madeBy: by } : effect;
  });
  const shown = anew(of.seq, { ...reading, intent: 'claim', needsLook: false, lines }, 'resolved');
  const word = learntWord(reading.doubted, lines, snapshot);
  return [word === null ? done.state : learnt(done.state, word, of.seq), [shown, ...effects]];
}

const anew = (seq: number, reading: Reading, outcome: string): Effect => ({
  ...{ do: 'reading', seq, reading, outcome, again: true },
});

/** Taken back: the claims it made are cancelled, the word means nothing again, what it asked is asked no longer. */
export function unresolved(state: DecideState, row: LogRow, snapshot: Snapshot, by: string): [DecideState, Effect[]] {
  const ids = row.body['claimIds'];
  const ofSeq = row.body['ofSeq'];
  const effects = (Array.isArray(ids) ? ids.map(String) : []).flatMap((claimId, n): Effect[] => [
    { do: 'order', seq: row.seq, claimId, what: 'cancel', madeBy: by, reason: CANCELLED },
    {
      ...{ do: 'cancel', seq: row.seq, n, authorId: null, productId: null, claimId, madeBy: by },
      ...{ reason: CANCELLED, spokenAtMs: row.spokenAtMs },
    },
  ]);
  const next = typeof ofSeq === 'number' ? unlearnt(unasked(state, row), ofSeq) : state;
  if (row.of === null) return [next, effects];
  const reading = readMessage(next, { ...row.of, of: null }, snapshot);
  return [next, [anew(row.of.seq, reading, reading.reason ?? 'needs-look'), ...effects]];
}

/** "Which one?" was asked because of it, and what is answered now would be sold. */
function unasked(state: DecideState, { of }: LogRow): DecideState {
  const { authorId = null, spokenAtMs } = of ?? {};
  const asked = state.asked.find((one) => one.authorId === authorId && one.spokenAtMs === spokenAtMs);
  return asked === undefined ? state : forget(state, asked.authorId);
}

/**
 * The doubtful word with the code that was chosen; null: they are not one slip apart. Of "A21 or al2" somebody may choose
 * A21, and no "al2" means that.
 */
function learntWord(
  word: string | null,
  [line, second]: readonly ReadLine[],
  { context }: Snapshot,
): { word: string; code: string } | null {
  if (word === null || line === undefined || line.code === null || second !== undefined) return null;
  const key = codeKey(line.code);
  const near = nearest(word.replaceAll(' ', ''), context).some((entry) => entry.key === key);
  return near ? { word, code: line.code } : null;
}

function learnt(state: DecideState, { word, code }: { word: string; code: string }, ofSeq: number): DecideState {
  const aliases = { ...state.aliases, [word]: code };
  const since = { ...state.learnt, [word]: ofSeq };
  // What is kept on the lane's row comes back in another order, so it is the numbers that say which are the oldest.
  const kept = Object.keys(aliases)
    .filter((one) => one !== word)
    .sort((a, b) => (since[b] ?? 0) - (since[a] ?? 0) || (a < b ? -1 : 1))
    .slice(0, MOST_ALIASES - 1);
  return { ...state, aliases: only(aliases, [...kept, word]), learnt: only(since, [...kept, word]) };
}

function unlearnt(state: DecideState, ofSeq: number): DecideState {
  const kept = Object.keys(state.aliases).filter((word) => state.learnt[word] !== ofSeq);
  return { ...state, aliases: only(state.aliases, kept), learnt: only(state.learnt, kept) };
}

const only = <T>(from: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> =>
  Object.fromEntries(keys.flatMap((key) => (Object.hasOwn(from, key) ? [[key, from[key] as T]] : [])));
/** The chosen lines as the row holds them; anything else claims nothing. */
function linesOf(value: unknown): ReadLine[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown): ReadLine[] => {
    const line = one as { code?: unknown; variant?: unknown; quantity?: unknown } | null;
    if (typeof line !== 'object' || line === null || typeof line.code !== 'string') return [];
    const { code, quantity } = line;
    const given = typeof line.variant === 'object' && line.variant !== null ? Object.entries(line.variant) : [];
    const variant = Object.fromEntries(given.map(([axis, said]) => [axis, String(said)]));
    return [{ code, variant, quantity: typeof quantity === 'number' && quantity >= 1 ? quantity : 1 }];
  });
}
