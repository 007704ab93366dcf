import { ConnectorError } from '../../connectors/platforms/contract.ts';
import type { ActionKind, Manifest } from '../../connectors/platforms/contract.ts';
import { MOST_ACTS } from './store-send.ts';
import type { SendOutcome } from './store-send.ts';
import { afterTheEnd, isPrivate, isSpoken } from './ways.ts';

const MOST_TRIES = 4;
const done = (
  state: SendOutcome['state'],
  code: string | null,
  sentence: string | null,
  againInMs = 0,
): SendOutcome => ({ state, code, sentence, againInMs, platformId: null });

/** Refused because the thing can never be done here, rather than now. */
const UNREACHABLE = new Set(['unsupported', 'not-live', 'ended']);

export interface Tried {
  act: ActionKind;
  attempts: number;
  byPerson: boolean;
  /** We stopped waiting, so it may have arrived. */
  isTimeout: boolean;
  manifest: Pick<Manifest, 'name' | 'privately'>;
  /** It may have arrived at an attempt before this one. */
  again?: boolean;
}

/**
 * What a fault at the platform means. A passing fault is tried again with growing pauses; what nobody knows is never
 * said twice by a rule, while what was done (hidden, banned) may be done again and is.
 */
export function outcomeOf(error: unknown, tried: Tried): SendOutcome | 'wait-for-lease' {
  const { act, attempts, byPerson, isTimeout, manifest } = tried;
  const spoken = isSpoken(act);
  const most = spoken ? MOST_TRIES : MOST_ACTS;
  const pauseMs = Math.min(30_000, 1_000 * 2 ** Math.min(attempts, 5));
  if (isTimeout || (error instanceof ConnectorError && error.code === 'unknown-outcome')) {
    if (spoken) return unknown(byPerson, attempts);
    return attempts < most
      ? done('queued', 'unknown-outcome', 'the platform did not answer: it is asked again', pauseMs)
      : done('unknown', 'unknown-outcome', 'the platform never said whether it was done');
  }
  if (!(error instanceof ConnectorError))
    return done('failed', 'fault', 'an error of the hub kept this from being sent');
  const { code, message } = error;
  if (act === 'remove' && code === 'not-found') return done('sent', null, 'it was gone already');
  if (
    act === 'private-reply' &&
    (code === 'ended' || code === 'not-live') &&
    manifest.privately?.within === 'while-live'
  )
    return done('expired', code, afterTheEnd(manifest));
  // A comment takes one: what refuses it now may be the first attempt, which arrived.
  if (act === 'private-reply' && tried.again === true && code === 'refused')
    return done('unknown', code, `nobody knows whether it arrived, and asked again: ${message}`);
  // Not allowed to this account, whoever is written to: nobody can be reached this way now.
  if (UNREACHABLE.has(code) || (isPrivate(act) && code === 'forbidden')) return done('unreachable', code, message);
  if (code === 'rate-limited' || code === 'quota')
    return done('queued', code, message, error.retryAfterMs ?? (code === 'quota' ? 900_000 : 5_000));
  if (error.final || attempts >= most) return done('failed', code, message);
  return done('queued', code, message, error.retryAfterMs ?? pauseMs);
}

/** A person's answer is sent once more when its lease has run out and it was not seen to arrive meanwhile. */
function unknown(byPerson: boolean, attempts: number): SendOutcome | 'wait-for-lease' {
  if (byPerson && attempts < 2) return 'wait-for-lease';
  return done('unknown', 'unknown-outcome', 'sent, but the platform never said whether it arrived');
}
