import type { IncomingHttpHeaders } from 'node:http';
import { networkInterfaces } from 'node:os';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Tx } from '../db/transaction.ts';
import type { Log } from '../log.ts';
import type { SignedIn } from '../workspaces/sign-in.ts';
import { settingsNamed, writeSetting } from '../workspaces/store.ts';
import { reachOfIp } from './reach.ts';

const SETTING = 'network';
const Wish = Type.Object({ on: Type.Boolean(), keep: Type.Boolean() });

export interface NetworkState {
  on: boolean;
  /** Opened again at the next start. */
  keep: boolean;
  /** `http://192.168.1.5:4000`, one for each address of this machine in its networks. */
  addresses: string[];
}

/** A listener as the API opens one. */
interface Listener {
  host: string;
  port: number;
  close(): Promise<void>;
}

export interface NetworkDeps {
  pool: Tx;
  /** The port to listen at where it is free; else any. */
  port: number;
  /** This machine's own addresses in its networks. */
  addresses(): readonly string[];
  open(place: { host: string; port: number; sockets: true; admits(address: string): boolean }): Promise<Listener>;
  who(headers: IncomingHttpHeaders): Promise<SignedIn | null>;
  log: Log;
}

export type Network = ReturnType<typeof createNetwork>;

/**
 * "Let devices of this network in": off until an owner turns it on. Then, and only then, the hub listens at this
 * machine's addresses of its networks; never at one that the internet routes to, and to nobody from there.
 */
export function createNetwork(deps: NetworkDeps) {
  const wishes = new Map<string, { keep: boolean }>();
  let listeners: Listener[] = [];
  let last: Promise<unknown> = Promise.resolve();

  const hosts = (): Set<string> => new Set(listeners.map(({ host, port }) => (port === 80 ? host : `${host}:${port}`)));

  async function listenAt(host: string): Promise<void> {
    const place = { host, sockets: true as const, admits: (address: string) => reachOfIp(address) !== 'internet' };
    try {
      listeners.push(await deps.open({ ...place, port: deps.port }));
    } catch {
      // Taken: most often by ourselves, where HOST already is every address. Then at a port of its own.
      const one = await deps.open({ ...place, port: 0 }).catch((error: unknown) => {
        deps.log.warn({ error, host }, 'network-not-opened');
        return null;
      });
      if (one !== null) listeners.push(one);
    }
  }

  /** Listens where we are now: a laptop that changed its network has another address. */
  async function follow(): Promise<void> {
    const wanted = wishes.size === 0 ? [] : deps.addresses();
    const gone = listeners.filter((one) => !wanted.includes(one.host));
    listeners = listeners.filter((one) => wanted.includes(one.host));
    await Promise.all(gone.map((one) => one.close()));
    for (const host of wanted) if (!listeners.some((one) => one.host === host)) await listenAt(host);
  }

  /** One change after the other: two people who switch at once must not open a listener twice. */
  function inTurn(): Promise<void> {
    const mine = last.then(follow, follow);
    last = mine.catch(() => undefined);
    return mine;
  }

  async function state(workspaceId: string): Promise<NetworkState> {
    await inTurn();
    const wish = wishes.get(workspaceId);
    const addresses = wish === undefined ? [] : [...hosts()].map((host) => `http://${host}`);
    return { on: wish !== undefined, keep: wish?.keep ?? false, addresses };
  }

  async function turn(workspaceId: string, wish: { on: boolean; keep: boolean }): Promise<NetworkState> {
    if (wish.on) wishes.set(workspaceId, { keep: wish.keep });
    else wishes.delete(workspaceId);
    await writeSetting(deps.pool, workspaceId, SETTING, wish);
    return state(workspaceId);
  }

  /** At a start: what was to be kept is opened again, all else is off. */
  async function resume(): Promise<void> {
    for (const { workspaceId, value } of await settingsNamed(deps.pool, SETTING))
      if (Value.Check(Wish, value) && value.on && value.keep) wishes.set(workspaceId, { keep: true });
    await inTurn();
  }

  async function close(): Promise<void> {
    wishes.clear();
    await inTurn();
  }

  return { hosts, who: deps.who, state, turn, open: () => [...wishes.keys()], resume, close };
}

/** This machine's IPv4 addresses in networks that the internet does not route to. */
export function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((one) => one ?? [])
    .filter((one) => one.family === 'IPv4' && !one.internal && reachOfIp(one.address) === 'network')
    .map((one) => one.address);
}
