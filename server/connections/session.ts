import {
  ConnectorError,
  type Connector,
  type ConnectorContext,
  type Session,
} from '../../connectors/platforms/contract.ts';
import type { Log } from '../log.ts';

/** Opening and closing one session of a connector that may hang or throw: neither waits for ever. */
export interface SessionDeps {
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  log: Pick<Log, 'warn'>;
}

const CONNECT_LIMIT_MS = 45_000;
const CLOSE_LIMIT_MS = 2_000;

export const endedSentence =
  'The broadcast has ended on the platform. Hawker looks whether it goes on there until you end the show.';

/** Connects within 45 seconds. What opens after that is closed again, unseen. */
export async function connected(
  deps: SessionDeps,
  connector: Connector,
  ctx: ConnectorContext,
  within: AbortSignal,
  ending: AbortController,
): Promise<Session> {
  const opening = Promise.resolve().then(() => connector.connect(ctx));
  const waiting = new AbortController();
  const limit = deps.sleep(CONNECT_LIMIT_MS, waiting.signal).then(
    () => 'late' as const,
    () => 'late' as const,
  );
  const stopped = new Promise<'late'>((resolve) => {
    within.addEventListener('abort', () => resolve('late'), { once: true });
  });
  try {
    const first = await Promise.race([opening, limit, stopped]);
    if (first !== 'late') return first;
  } finally {
    waiting.abort(new Error('it is open, or has failed'));
  }
  ending.abort(new Error('the platform did not answer'));
  void opening.then(
    (session) => closed(deps, session),
    (error: unknown) => deps.log.warn({ error }, 'connect-failed-late'),
  );
  throw new ConnectorError('stalled', `The platform did not answer within ${CONNECT_LIMIT_MS / 1_000} seconds.`);
}

/** Closes a session, for at most two seconds. */
export async function closed(deps: SessionDeps, session: Session): Promise<void> {
  const waiting = new AbortController();
  const closing = Promise.resolve()
    .then(() => session.close())
    .catch((error: unknown) => deps.log.warn({ error }, 'session-close-failed'));
  await Promise.race([closing, deps.sleep(CLOSE_LIMIT_MS, waiting.signal).catch(() => undefined)]);
  waiting.abort(new Error('it is closed'));
}
