import {
  ConnectorError,
  type Connector,
  type ConnectorContext,
  type Delivery,
  type Manifest,
  type PlatformEvent,
  type Session,
} from '../../connectors/platforms/contract.ts';
import type { Log } from '../log.ts';
import { GOOD_AFTER_MS, NOT_LIVE_YET, RECONNECT, nextDelay } from './backoff.ts';
import { SealBroken } from './credentials.ts';
import { lossOf, lossWhileAway, wasResumed, type Loss } from './gaps.ts';
import { sentenceAfter, stateAfter, type HealthGauge } from './health.ts';
import type { BroadcastRow } from './store.ts';

/** Where deliveries go. `deliver` waits while the buffer is full: that is how a source is slowed down. */
export interface Sink {
  deliver(delivery: Delivery): Promise<void>;
  drained(): Promise<void>;
  close(): Promise<void>;
}

/** What one line needs of its supervisor; all of it can be faked at the edge. */
export interface LineDeps {
  /** The last sign of life before this process held the line; null when it was not live then. */
  lastSignMs: number | null;
  load(): Promise<Connector>;
  /** Fresh from the database; null when the broadcast should no longer be open. */
  row(): Promise<BroadcastRow | null>;
  context(row: BroadcastRow, signal: AbortSignal): Promise<ConnectorContext>;
  sink(row: BroadcastRow, manifest: Manifest, sessionStartedMs: number): Sink;
  gauge: HealthGauge;
  /** All of these write to the database and tell the feed. */
  opened(
    live: { liveId: string; address: string; title: string | null; forgetCursor: boolean },
    resumed: boolean,
  ): Promise<void>;
  lost(loss: Loss): Promise<void>;
  ended(): Promise<void>;
  now(): number;
  random(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  log: Pick<Log, 'info' | 'warn' | 'error'>;
}

export interface OpenLine {
  session: Session;
  manifest: Manifest;
}

/** One broadcast held open: connect, read, and after a fault connect again, until it ends or is stopped. */
export interface Line {
  open(): OpenLine | null;
  /** Resolves when the line has given up for good: ended, refused, stopped. */
  readonly done: Promise<void>;
  stop(): Promise<void>;
}

const STOP_LIMIT_MS = 3_000;

export function startLine(deps: LineDeps): Line {
  const stopping = new AbortController();
  let open: OpenLine | null = null;
  const done = run(deps, stopping.signal, (next) => void (open = next));
  return {
    open: () => open,
    done,
    async stop() {
      stopping.abort(new Error('the line was stopped'));
      // The contract gives a connector one second (C9); one that hangs must not keep the hub from closing.
      await Promise.race([done, deps.sleep(STOP_LIMIT_MS, new AbortController().signal)]);
    },
  };
}

async function run(deps: LineDeps, signal: AbortSignal, hold: (open: OpenLine | null) => void): Promise<void> {
  let attempt = 0;
  const away = lossWhileAway(deps.lastSignMs, deps.now());
  if (away !== null) await missed(deps, away);
  while (!signal.aborted) {
    const startedMs = deps.now();
    try {
      if ((await readOnce(deps, signal, hold)) === 'over') return;
    } catch (error) {
      hold(null);
      if (signal.aborted) return;
      if (deps.now() - startedMs >= GOOD_AFTER_MS) attempt = 0;
      // Where even the fault cannot be written the line goes on; a promise nobody awaits must not end the hub.
      const delayMs = await afterFault(deps, faultOf(deps, error), attempt).catch((second: unknown) => {
        deps.log.error({ error: second }, 'fault-not-written');
        return nextDelay(attempt, deps.random());
      });
      if (delayMs === null) return;
      attempt++;
      await deps.sleep(delayMs, signal).catch(() => undefined);
    }
  }
}

/** One session from connect to its end. Throws the fault that ended it; 'over' when there is nothing more to read. */
async function readOnce(
  deps: LineDeps,
  signal: AbortSignal,
  hold: (open: OpenLine | null) => void,
): Promise<'over' | 'again'> {
  const row = await deps.row();
  if (row === null || signal.aborted) return 'over';
  deps.gauge.turn('connecting');
  const connector = await deps.load();
  const session = await connector.connect(await deps.context(row, signal));
  const nowMs = deps.now();
  let sink: Sink | null = null;
  try {
    const sameLive = row.liveId === null || row.liveId === session.liveId;
    await told(deps, row, session, connector.manifest, sameLive);
    // A cursor belongs to one live: with another one the session is opened once more, from now.
    if (!sameLive && row.cursor !== null) return 'again';
    sink = deps.sink(row, connector.manifest, nowMs);
    hold({ session, manifest: connector.manifest });
    const outcome = await readAll(deps, session, sink, signal);
    await sink.drained();
    if (outcome === 'ended') await ended(deps);
    return 'over';
  } finally {
    hold(null);
    await session
      .close()
      .catch((error: unknown) => deps.log.warn({ error, connection: row.connectionId }, 'session-close-failed'));
    await sink?.close();
  }
}

async function told(
  deps: LineDeps,
  row: BroadcastRow,
  session: Session,
  manifest: Manifest,
  sameLive: boolean,
): Promise<void> {
  deps.gauge.sign(deps.now());
  deps.gauge.turn('live');
  const { liveId, address } = session;
  await deps.opened(
    { liveId, address, title: session.title ?? null, forgetCursor: !sameLive },
    wasResumed(manifest, row.cursor, sameLive),
  );
  deps.log.info(
    { connection: row.connectionId, show: row.showId, platform: row.platform, resumed: row.cursor !== null },
    'connection-live',
  );
}

async function readAll(
  deps: LineDeps,
  session: Session,
  sink: Sink,
  signal: AbortSignal,
): Promise<'ended' | 'stopped'> {
  for await (const delivery of session.deliveries()) {
    noticed(deps, delivery.event);
    await sink.deliver(delivery);
    if (delivery.event.kind === 'ended') return 'ended';
    if (signal.aborted) return 'stopped';
  }
  if (signal.aborted) return 'stopped';
  // The contract forbids a quiet end (C15); a connector that does it anyway must not look like the end of the show.
  throw new ConnectorError('network', 'The line was closed without a reason.');
}

function noticed({ gauge, now }: LineDeps, event: PlatformEvent): void {
  gauge.delivered(now(), event.history === true ? null : event.atMs);
  if (event.kind === 'audience') gauge.watched(event.viewers);
}

async function ended(deps: LineDeps): Promise<void> {
  deps.gauge.turn('ended', { sentence: 'The broadcast has ended on the platform.' });
  await deps.ended();
}

/** Tells the fault and answers how long to wait; null when trying again cannot help. */
async function afterFault(deps: LineDeps, fault: ConnectorError, attempt: number): Promise<number | null> {
  const state = stateAfter(fault.code, fault.final);
  const final = fault.final || state === 'ended';
  const delayMs = nextDelay(
    attempt,
    deps.random(),
    fault.code === 'not-live' ? NOT_LIVE_YET : RECONNECT,
    fault.retryAfterMs,
  );
  const lastSignMs = deps.gauge.lastSignMs();
  deps.gauge.turn(state, {
    code: fault.code,
    sentence: sentenceAfter(fault.message, final, delayMs),
    retryAtMs: final ? null : deps.now() + delayMs,
  });
  deps.log.warn({ code: fault.code, final, delayMs, said: fault.message }, 'connection-lost');
  if (lastSignMs !== null) await missed(deps, lossOf(fault.code, lastSignMs, deps.now()));
  if (state === 'ended') await deps.ended();
  return final ? null : delayMs;
}

/** Where a gap cannot be written now, the next fault or the next start writes it: the line itself must go on. */
async function missed(deps: LineDeps, loss: Loss): Promise<void> {
  await deps.lost(loss).catch((error: unknown) => deps.log.error({ error }, 'gap-not-written'));
}

/** A fault that is none of the platform's (the database, a bug) is worth another try: nobody is asked to mend it. */
function faultOf(deps: LineDeps, error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  if (error instanceof SealBroken)
    return new ConnectorError('unauthorized', error.message, { final: true, cause: error });
  deps.log.error({ error }, 'connection-fault');
  return new ConnectorError('network', 'Hawker could not go on with this connection', { cause: error });
}
