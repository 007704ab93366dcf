/** One open line of a connector under test: its context, everything it delivered, logged, skipped, and how it ended. */
import type { Connector, Session, ConnectorContext, Delivery, EventKind, PlatformEvent } from '../contract.ts';
import { ConnectorError } from '../contract.ts';
import type { SimConnection } from './simulator.ts';
import { seeded } from './seeded.ts';

export interface LineOptions {
  cursor?: string | null;
  settings?: Record<string, string>;
  /** How much faster the connector's clock runs than ours: 10 makes its ten seconds our one. */
  speed?: number;
  /** What the account's token address would answer to a renewal. */
  renew?: () => string;
}

export type Outcome = { how: 'end' } | { how: 'error'; error: unknown };

export interface Line {
  session: Session;
  delivered: Delivery[];
  events: () => PlatformEvent[];
  skipped: string[];
  logged: unknown[];
  outcome: () => Outcome | undefined;
  /** Waits until the deliveries ended, one way or the other; undefined when they did not within `ms`. */
  ended(ms: number): Promise<Outcome | undefined>;
  abort(): void;
  close(): Promise<void>;
}

export async function openLine(connector: Connector, sim: SimConnection, options: LineOptions = {}): Promise<Line> {
  const { ctx, skipped, logged, abort } = contextFor(sim, options);
  const session = await connector.connect(ctx);
  const delivered: Delivery[] = [];
  let outcome: Outcome | undefined;
  const done = collect(session, delivered).then((how) => (outcome = how));
  return {
    session,
    delivered,
    events: () => delivered.map(({ event }) => event),
    skipped,
    logged,
    outcome: () => outcome,
    ended: (ms) => Promise.race([done, pause(ms).then(() => undefined)]),
    abort,
    close: async () => {
      abort();
      await session.close();
      await Promise.race([done, pause(2_000)]);
    },
  };
}

async function collect(session: Session, into: Delivery[]): Promise<Outcome> {
  try {
    for await (const delivery of session.deliveries()) into.push(delivery);
    return { how: 'end' };
  } catch (error) {
    return { how: 'error', error };
  }
}

/** A context as the hub would make it; the log and the skips are kept to be looked at. */
export function contextFor(sim: SimConnection, options: LineOptions = {}) {
  const speed = options.speed ?? 1;
  const startedAt = Date.now();
  const skipped: string[] = [];
  const logged: unknown[] = [];
  const controller = new AbortController();
  const keep = (fields: object, event: string) => void logged.push({ event, ...fields });
  let accessToken = (options.settings ?? sim.settings)['accessToken'] ?? '';
  const token: ConnectorContext['token'] = async (refused) => {
    if (refused !== undefined && options.renew) accessToken = options.renew();
    return accessToken;
  };
  const ctx: ConnectorContext = {
    settings: options.settings ?? sim.settings,
    endpoints: sim.endpoints,
    broadcast: sim.broadcast,
    cursor: options.cursor ?? null,
    signal: controller.signal,
    now: () => startedAt + (Date.now() - startedAt) * speed,
    random: seeded('kit'),
    sleep: (ms, signal) => pause(ms / speed, signal),
    fetch,
    token,
    log: { debug: keep, info: keep, warn: keep },
    skipped: (what) => void skipped.push(what),
    spent: () => undefined,
    unitsLeft: () => null,
  };
  return { ctx, skipped, logged, abort: () => controller.abort() };
}

/** Ends early, without an error, when the signal aborts: the sleeper looks at the signal itself. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener('abort', finish, { once: true });
  });
}

/** Waits until the condition holds; what it waited for is the error when it does not. */
export async function until(condition: () => boolean, ms: number, what: string): Promise<void> {
  const deadline = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`within ${ms} ms: ${what}`);
    await pause(10);
  }
}

export function ofKind<K extends EventKind>(events: PlatformEvent[], kind: K): Extract<PlatformEvent, { kind: K }>[] {
  return events.filter((event): event is Extract<PlatformEvent, { kind: K }> => event.kind === kind);
}

export const texts = (line: Line): string[] => ofKind(line.events(), 'message').map(({ text }) => text);

/** The error a line ended with, already at the opening or later; throws when it did not fail. */
export async function failureOf(open: Promise<Line>, ms: number): Promise<ConnectorError> {
  let error: unknown;
  try {
    const line = await open;
    const outcome = await line.ended(ms);
    await line.close();
    if (outcome?.how !== 'error')
      throw new Error(outcome ? 'the deliveries ended quietly' : `no error within ${ms} ms`);
    error = outcome.error;
  } catch (thrown) {
    error = thrown;
  }
  if (error instanceof ConnectorError) return error;
  throw new Error(`expected a ConnectorError, got: ${String(error)}`, { cause: error });
}
