import type { Connector, Hook } from '../../connectors/platforms/contract.ts';
import type { Clock } from '../clock.ts';
import { SealBroken, type Credentials } from '../connections/credentials.ts';
import type { Pools } from '../db/pools.ts';
import type { Log } from '../log.ts';
import { hookConnections, type HookRow } from './store-accounts.ts';

/** A connection whose platform sends requests to us, with what proves them. */
export interface HookAccount {
  workspaceId: string;
  connectionId: string;
  platform: string;
  /** By which names the platform calls this account; none where it is not known yet. */
  accounts: readonly string[];
  /** Who signed in there; null where a token was typed. */
  signedInId: string | null;
  hook: Hook;
  /** The present secret and, during a rotation, another one. */
  secrets: readonly string[];
  verifyToken: string | null;
}

export interface HookAccounts {
  /** Of these platforms. `fresh`: not older than a moment, asked for when what is known does not fit a request. */
  of(platforms: readonly string[], fresh?: boolean): Promise<readonly HookAccount[]>;
}

export interface AccountsDeps {
  pools: Pick<Pools, 'rest'>;
  credentials: Pick<Credentials, 'open'>;
  load(platform: string): Promise<Connector>;
  clock: Pick<Clock, 'now' | 'sleep'>;
  log: Pick<Log, 'warn'>;
}

const GOOD_FOR_MS = 5_000;
/** Whoever sends what does not fit must not make us read the table each time. */
const FRESH_AFTER_MS = 250;
const SECRET = /secret/i;

interface Known {
  current: Promise<readonly HookAccount[]> | null;
  readMs: number;
  /** Shared by all who asked for it fresh and whose reading has not begun. */
  coming: Promise<readonly HookAccount[]> | null;
}

/** Remembered for a few seconds, so that a request usually costs one round trip: the one that keeps its parts. */
export function createHookAccounts(deps: AccountsDeps): HookAccounts {
  const known = new Map<string, Known>();
  const { now, sleep } = deps.clock;

  async function readSoon(one: Known, platforms: readonly string[]): Promise<readonly HookAccount[]> {
    // Always later, if only a little: whoever asked has put our promise in `coming` by then.
    await sleep(Math.max(0, one.readMs + FRESH_AFTER_MS - now()));
    one.coming = null;
    one.readMs = now();
    const reading = read(deps, platforms);
    one.current = reading;
    // One that failed is not remembered.
    reading.catch(() => void (one.current = null));
    return reading;
  }

  return {
    of(platforms, fresh = false) {
      const key = platforms.join();
      const one = known.get(key) ?? { current: null, readMs: -Infinity, coming: null };
      known.set(key, one);
      if (!fresh && one.current !== null && now() - one.readMs < GOOD_FOR_MS) return one.current;
      return (one.coming ??= readSoon(one, platforms));
    },
  };
}

async function read(deps: AccountsDeps, platforms: readonly string[]): Promise<readonly HookAccount[]> {
  const rows = await hookConnections(deps.pools.rest, platforms);
  const accounts = await Promise.all(rows.map((row) => accountOf(deps, row)));
  return accounts.filter((one) => one !== null);
}

async function accountOf(deps: AccountsDeps, row: HookRow): Promise<HookAccount | null> {
  const { hook, manifest } = await deps.load(row.platform);
  if (hook === undefined || manifest.hook === undefined) return null;
  const settings = opened(deps, row);
  const { account } = manifest.hook;
  const isSecret = (name: string): boolean => SECRET.test(name) && manifest.settings.properties[name]?.secret === true;
  return {
    ...{ workspaceId: row.workspaceId, connectionId: row.connectionId, platform: row.platform, hook },
    accounts: [account === 'broadcast' ? row.broadcast : settings[account], row.signedInId].filter(isName),
    signedInId: row.signedInId,
    secrets: Object.entries(settings).flatMap(([name, value]) => (isSecret(name) && value !== '' ? [value] : [])),
    verifyToken: settings['verifyToken'] || null,
  };
}

const isName = (name: string | null | undefined): name is string => !!name;

/** One connection that cannot be opened must not keep the others from being told. */
function opened({ credentials, log }: AccountsDeps, row: HookRow): Readonly<Record<string, string>> {
  const sealed = row.sealed === null || row.keyId === null ? null : { sealed: row.sealed, keyId: row.keyId };
  try {
    return credentials.open(row, sealed);
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    log.warn({ connection: row.connectionId }, 'hook-credentials-not-opened');
    return row.settings;
  }
}
