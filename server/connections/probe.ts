import {
  ConnectorError,
  type Connector,
  type ConnectorContext,
  type Session,
} from '../../connectors/platforms/contract.ts';
import type { Clock } from '../clock.ts';
import type { Pools } from '../db/pools.ts';
import type { Log } from '../log.ts';
import { SealBroken, type Credentials } from './credentials.ts';
import { connectionRow, type ConnectionRow } from './store.ts';
import type { Tokens } from './tokens.ts';

/** What a person sees after "test": found and open, or why not and what to do. */
export interface ProbeResult {
  ok: boolean;
  code: string | null;
  sentence: string;
  title: string | null;
  address: string | null;
}

export interface ProbeDeps {
  pools: Pick<Pools, 'rest'>;
  load(platform: string): Promise<Connector>;
  credentials: Credentials;
  tokens: Tokens;
  addresses: Readonly<Record<string, string>>;
  clock: Clock;
  random(): number;
  log: Log;
}

export const PROBE_LIMIT_MS = 5_000;

/**
 * Opens a live connection once, reads nothing and closes it again; never longer than five seconds. Null when there is
 * no such connection in the workspace (a rehearsal's is none).
 */
export async function probeConnection(
  deps: ProbeDeps,
  workspaceId: string,
  connectionId: string,
): Promise<ProbeResult | null> {
  const row = await connectionRow(deps.pools.rest, workspaceId, connectionId);
  if (row === null) return null;
  const ending = new AbortController();
  const limit = deps.clock.sleep(PROBE_LIMIT_MS, ending.signal).then(() => {
    throw new ConnectorError(
      'network',
      'The platform did not answer within five seconds. Look whether it can be reached from this machine.',
    );
  });
  try {
    return await Promise.race([tried(deps, row, ending.signal), limit]);
  } catch (error) {
    return failed(error, deps.log);
  } finally {
    ending.abort(new Error('the test is over'));
    await limit.catch(() => undefined);
  }
}

async function tried(deps: ProbeDeps, row: ConnectionRow, signal: AbortSignal): Promise<ProbeResult> {
  const connector = await deps.load(row.platform);
  const session = await connector.connect(contextFor(deps, row, signal));
  await closed(session, deps.log);
  return {
    ok: true,
    code: null,
    sentence: 'Found, and it is live.',
    title: session.title ?? null,
    address: session.address,
  };
}

/** What a connector is given outside a show. */
export function contextFor(deps: ProbeDeps, row: ConnectionRow, signal: AbortSignal): ConnectorContext {
  return {
    settings: deps.credentials.open(row, row.sealed),
    endpoints: deps.addresses,
    broadcast: row.broadcast,
    cursor: null,
    signal,
    now: () => deps.clock.now(),
    random: () => deps.random(),
    sleep: (ms, until) => deps.clock.sleep(ms, until ?? signal),
    fetch,
    token: deps.tokens.of(row),
    log: deps.log.child({ connection: row.connectionId, platform: row.platform }),
    skipped: () => undefined,
    spent: () => undefined,
    unitsLeft: () => null,
  };
}

async function closed(session: Session, log: Log): Promise<void> {
  await session.close().catch((error: unknown) => log.warn({ error }, 'session-close-failed'));
}

function failed(error: unknown, log: Log): ProbeResult {
  const nothing = { title: null, address: null };
  if (error instanceof ConnectorError) {
    // Not live yet is what most people see when they set up: the account was found, and that is what they asked.
    const found = error.code === 'not-live';
    return { ok: found, code: error.code, sentence: error.message, ...nothing };
  }
  if (error instanceof SealBroken) return { ok: false, code: 'unauthorized', sentence: error.message, ...nothing };
  log.error({ error }, 'connection-test-failed');
  return { ok: false, code: 'network', sentence: 'The test failed inside Hawker; the log says why.', ...nothing };
}
