/** A hub of nobody's: opens a connector with a plain context and keeps what it delivers. */
import type {
  Connector,
  ConnectorError,
  Delivery,
  EventKind,
  PlatformEvent,
  Session,
} from '../../../connectors/platforms/contract.ts';

export interface Open {
  session: Session;
  got: Delivery[];
  skipped: string[];
  logs: string[];
  /** How the deliveries ended: null while they run, 'end', or the error. */
  outcome(): null | 'end' | ConnectorError;
  events<K extends EventKind>(kind: K): Extract<PlatformEvent, { kind: K }>[];
  texts(): string[];
  until(what: string, met: () => boolean, ms?: number): Promise<void>;
  spent: { units: number; on: string }[];
  close(): Promise<void>;
}

export interface Where {
  endpoints: Record<string, string>;
  broadcast: string;
  settings?: Record<string, string>;
  cursor?: string | null;
  /** How much faster than ours the connector's clock runs. */
  speed?: number;
}

export async function open(connector: Connector, where: Where): Promise<Open> {
  const abort = new AbortController();
  const skipped: string[] = [];
  const logs: string[] = [];
  const spent: Open['spent'] = [];
  const log = (fields: object, event: string): void => void logs.push(`${event} ${JSON.stringify(fields)}`);
  const { speed = 1 } = where;
  const startedMs = Date.now();
  const session = await connector.connect({
    settings: where.settings ?? {},
    endpoints: where.endpoints,
    broadcast: where.broadcast,
    cursor: where.cursor ?? null,
    signal: abort.signal,
    now: () => startedMs + (Date.now() - startedMs) * speed,
    random: Math.random,
    sleep: (ms, signal) => pause(ms / speed, signal),
    fetch,
    token: () => Promise.resolve(where.settings?.['accessToken'] ?? ''),
    log: { debug: log, info: log, warn: log },
    skipped: (what) => void skipped.push(what),
    spent: (units, on) => void spent.push({ units, on }),
    unitsLeft: () => null,
  });
  const got: Delivery[] = [];
  let outcome: null | 'end' | ConnectorError = null;
  const reading = (async () => {
    try {
      for await (const delivery of session.deliveries()) got.push(delivery);
      outcome = 'end';
    } catch (error) {
      outcome = error as ConnectorError;
    }
  })();
  const events = <K extends EventKind>(kind: K) =>
    got.map(({ event }) => event).filter((event): event is Extract<PlatformEvent, { kind: K }> => event.kind === kind);
  return {
    session,
    got,
    skipped,
    logs,
    spent,
    outcome: () => outcome,
    events,
    texts: () => events('message').map(({ text }) => text),
    async until(what, met, ms = 4_000) {
      const end = Date.now() + ms;
      while (!met()) {
        if (Date.now() > end)
          throw new Error(
            `waited ${ms} ms for ${what}; got ${JSON.stringify(got.map(({ event }) => event))}, ended ${String(outcome)}, skipped ${skipped.join('|')}, logs ${logs.join('|')}`,
          );
        await pause(10);
      }
    },
    async close() {
      abort.abort();
      await session.close();
      await reading;
    },
  };
}

export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      fail(signal.reason as Error);
    });
  });
}
