/** Finds the room of a handle: several places know it, each can be blocked, so they are asked one after another. */
import { ConnectorError } from '../contract.ts';

export interface RoomAnswer {
  roomId: string | null;
  /** null where this place does not say. */
  live: boolean | null;
}

/** How a place failed to answer, as the transport sees it. */
export interface LookupFault {
  /** HTTP status, null where none was received. */
  status: number | null;
  retryAfterMs: number | null;
  reason: string;
  /** No answer at all: refused, timed out, name not found. */
  unreachable: boolean;
}

export interface Lookup {
  place: string;
  ask(): Promise<RoomAnswer | LookupFault>;
}

const isFault = (answer: RoomAnswer | LookupFault): answer is LookupFault => 'reason' in answer;

/** The room's id, or a `ConnectorError` that says which kind of "no" it was. */
export async function findRoom(handle: string, lookups: Lookup[], signal: AbortSignal): Promise<string> {
  const faults: LookupFault[] = [];
  let answered = false;
  for (const lookup of lookups) {
    signal.throwIfAborted();
    const answer = await lookup.ask();
    if (isFault(answer)) {
      faults.push(answer);
      continue;
    }
    if (answer.live === false) throw notLive(handle);
    if (answer.roomId !== null) return answer.roomId;
    answered = true;
  }
  signal.throwIfAborted();
  throw answered ? notLive(handle) : worst(handle, faults);
}

export const notLive = (handle: string) =>
  new ConnectorError('not-live', `@${handle} is not live on TikTok now. We go on looking.`);

function worst(handle: string, faults: LookupFault[]): ConnectorError {
  const limited = faults.find(({ status }) => status === 429);
  if (limited)
    return new ConnectorError('rate-limited', 'TikTok asks us to wait before looking again.', {
      retryAfterMs: limited.retryAfterMs ?? 60_000,
    });
  const where = faults.map(({ reason }) => reason).join('; ');
  if (faults.every(({ unreachable }) => unreachable))
    return new ConnectorError('network', `TikTok cannot be reached (${where}).`);
  const said = faults.every(({ status, unreachable }) => status === 404 || unreachable);
  if (said) return new ConnectorError('not-found', `TikTok knows no live video of @${handle} (${where}).`);
  return new ConnectorError(
    'protocol',
    `TikTok showed no room of @${handle}; it may be blocking this address, or the handle is wrong (${where}).`,
  );
}
