import type { Reading } from '../intents/reading.ts';
import { banOf } from './banning.ts';
import type { Snapshot } from './catalog.ts';
import { chosenOf } from './choosing.ts';
import { readMessage } from './hear.ts';
import { heardOf, isRuled } from './heard.ts';
import type { LogRow } from './log-row.ts';
import type { Because, Trace } from './rule-set.ts';
import { inWords } from './in-words.ts';
import { inForce } from './rules-state.ts';
import { onScreen } from './seen.ts';
import type { DecideState } from './state.ts';
import { UNKNOWN } from './tally.ts';
import type { Counted } from './tally.ts';

export interface Explained {
  /** null: nothing that is read. */
  reading: Reading | null;
  /** Of each rule, in order: whether it acts and, where not, why. Empty where no rule is asked (our own words, history, a banned author). */
  traces: Trace[];
}

/** Why each rule would or would not act on this row; what `decide` then does with it is its own answer. */
export function explainRules(
  state: DecideState,
  row: LogRow,
  plain: Snapshot,
  tally: ReadonlyMap<string, Counted> = new Map(),
): Explained {
  const snapshot = inWords(plain, state.claimWords);
  const reading = row.kind === 'message' ? readMessage(state, row, snapshot) : null;
  if (row.own || row.history || !isRuled(row.kind)) return { reading, traces: [] };
  if (banOf(state, row) !== null && reading?.intent !== 'cancel') return { reading, traces: [] };
  const heard = heardOf(row, reading, snapshot, onScreen(state, row), tally.get(row.authorId ?? '') ?? UNKNOWN);
  const traces: Trace[] = [];
  const chosen = chosenOf(inForce(state.rules, snapshot.rules), heard, state.rules, false, ({ rule }, because) =>
    traces.push({
      rule: rule.id,
      acted: because === null && rule.state === 'on',
      state: rule.state,
      because,
      did: because === null ? rule.then.map((effect) => effect.do) : [],
    }),
  );
  const holder = chosen.acting.find((ready) => ready.holds);
  if (holder === undefined) return { reading, traces };
  const held: Because = {
    what: 'held',
    by: holder.rule.id,
    sentence: `“${holder.rule.name}” holds the message until a person allows it`,
  };
  // Those before the one that holds it had acted; now they have not.
  return {
    reading,
    traces: traces.map((trace) =>
      trace.acted && trace.rule !== holder.rule.id ? { ...trace, acted: false, because: held, did: [] } : trace,
    ),
  };
}
