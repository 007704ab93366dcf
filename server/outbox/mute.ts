import type { ActionKind } from '../../connectors/platforms/contract.ts';
import type { SendOutcome } from './store-send.ts';
import { isPrivate } from './ways.ts';

/** An account's rights may change while its line is open (a review passes): after this it is asked once more. */
const ASK_AGAIN_MS = 5 * 60_000;

interface Refusal {
  sentence: string;
  untilMs: number;
}

/**
 * What lines were found unable to do, by having asked: it is said once why, and not asked a thousand times. A line that
 * is opened anew (settings, a sign-in) starts from nothing.
 */
export type Mute = ReturnType<typeof createMute>;
export function createMute() {
  const lines = new WeakMap<object, Map<ActionKind, Refusal>>();
  const of = (session: object) => lines.get(session) ?? lines.set(session, new Map()).get(session) ?? new Map();
  return {
    /** Why it is not asked for now; null: it may be. */
    why(session: object, act: ActionKind, nowMs: number): string | null {
      const refusal = lines.get(session)?.get(act);
      return refusal === undefined || refusal.untilMs <= nowMs ? null : refusal.sentence;
    },
    learn(session: object, act: ActionKind, outcome: SendOutcome, nowMs: number): void {
      if (outcome.state === 'sent') lines.get(session)?.delete(act);
      else if (outcome.sentence === null) return;
      // The connector itself says that there is no such thing with these settings: only other settings change that.
      else if (outcome.code === 'unsupported') of(session).set(act, { sentence: outcome.sentence, untilMs: Infinity });
      else if (outcome.code === 'forbidden' && isPrivate(act))
        of(session).set(act, { sentence: outcome.sentence, untilMs: nowMs + ASK_AGAIN_MS });
    },
  };
}
