import { ConnectorError } from '../../connectors/platforms/contract.ts';
import type { SendOutcome } from './store-send.ts';

const MOST_TRIES = 4;
const done = (
  state: SendOutcome['state'],
  code: string | null,
  sentence: string | null,
  againInMs = 0,
): SendOutcome => ({ state, code, sentence, againInMs, platformId: null });

/** Refused because the thing can never be done here, rather than now. */
const UNREACHABLE = new Set(['unsupported', 'not-live', 'ended']);

/**
 * What a fault at the platform means for a reply. `isTimeout`: we stopped waiting, so it may have arrived. A passing
 * fault is tried again with growing pauses; what nobody knows is never sent twice by a rule.
 */
export function outcomeOf(
  error: unknown,
  attempts: number,
  byPerson: boolean,
  isTimeout: boolean,
): SendOutcome | 'wait-for-lease' {
  if (isTimeout || (error instanceof ConnectorError && error.code === 'unknown-outcome'))
    return unknown(byPerson, attempts);
  if (!(error instanceof ConnectorError))
    return done('failed', 'fault', 'an error of the hub kept this from being sent');
  const { code, message } = error;
  if (UNREACHABLE.has(code)) return done('unreachable', code, message);
  if (code === 'rate-limited' || code === 'quota')
    return done('queued', code, message, error.retryAfterMs ?? (code === 'quota' ? 900_000 : 5_000));
  if (error.final || attempts >= MOST_TRIES) return done('failed', code, message);
  return done('queued', code, message, error.retryAfterMs ?? Math.min(30_000, 1_000 * 2 ** attempts));
}

/** A person's answer is sent once more when its lease has run out and it was not seen to arrive meanwhile. */
function unknown(byPerson: boolean, attempts: number): SendOutcome | 'wait-for-lease' {
  if (byPerson && attempts < 2) return 'wait-for-lease';
  return done('unknown', 'unknown-outcome', 'sent, but the platform never said whether it arrived');
}
