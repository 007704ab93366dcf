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
import { GONE_ON, GOOD_AFTER_MS, NOT_LIVE_YET, RECONNECT, nextDelay } from './backoff.ts';
import { SealBroken } from './credentials.ts';
import { lossOf, lossWhileAway, wasResumed, type Loss } from './gaps.ts';
import { sentenceAfter, stateAfter, type HealthGauge } from './health.ts';
import { closed, connected, endedSentence } from './session.ts';
import type { BroadcastRow } from './store.ts';
import { NotOurs, type Opened, type OpenedLive } from './store-broadcast.ts';

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
  sink(row: BroadcastRow, manifest: Manifest, sessionStartedMs: number, repair: Opened | null): Sink;
  /** What the session hears, with what came for it by requests. Absent: only what it hears. */
  deliveries?(session: Session, sink: Sink): AsyncIterable<Delivery>;
  gauge: HealthGauge;
  /** All of these write to the database and tell the feed; `NotOurs` ends the line. Answers what is to be repaired. */
  opened(live: OpenedLive): Promise<Opened | null>;
  lost(loss: Loss): Promise<void>;
  ended(): Promise<void>;
  now(): number;
  random(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Says already which connection, show and platform it speaks of. */
  log: Pick<Log, 'info' | 'warn' | 'error'>;
}

export interface OpenLine {
  session: Session;
  manifest: Manifest;
}

/** One broadcast held open: connect, read, and after a fault connect again, until its show is over or it is stopped. */
export interface Line {
  open(): OpenLine | null;
  /** A fault of this line that came from the side, e.g. an exception in one of its timers: its session is closed, and opened anew. */
  fault(error: unknown): void;
  /** Resolves when the line has given up for good: refused, stopped, its show over. */
  readonly done: Promise<void>;
  stop(): Promise<void>;
}

const STOP_LIMIT_MS = 4_000;
const HEEDS_WITHIN_MS = 1_000;

/** What is known of a line from one session to the next. */
interface Course {
  attempt: number;
  /** The broadcast had ended on the platform: it is looked for, and nothing is missed meanwhile. */
  hasEnded: boolean;
  /** Found when the session was opened, and still to be told to the one that reads. */
  repair: Opened | null;
  open: OpenLine | null;
  /** Ends the present session with a fault. */
  breakOff: ((error: unknown) => void) | null;
}

export function startLine(deps: LineDeps): Line {
  const stopping = new AbortController();
  const course: Course = { attempt: 0, hasEnded: false, repair: null, open: null, breakOff: null };
  const done = run(deps, stopping.signal, course);
  return {
    open: () => course.open,
    fault: (error) => course.breakOff?.(error),
    done,
    async stop() {
      stopping.abort(new Error('the line was stopped'));
      // The contract gives a connector one second (C9); one that hangs must not keep the hub from closing.
      await Promise.race([done, deps.sleep(STOP_LIMIT_MS, new AbortController().signal)]);
    },
  };
}

async function run(deps: LineDeps, signal: AbortSignal, course: Course): Promise<void> {
  const away = lossWhileAway(deps.lastSignMs, deps.now());
  if (away !== null) await missed(deps, away);
  while (!signal.aborted) {
    const startedMs = deps.now();
    try {
      const outcome = await readOnce(deps, signal, course);
      if (outcome === 'over') return;
      if (outcome === 'ended') await rest(deps, signal, await ended(deps, course));
    } catch (error) {
      course.open = null;
      if (signal.aborted || error instanceof NotOurs) return;
      if (deps.now() - startedMs >= GOOD_AFTER_MS) course.attempt = 0;
      // Where even the fault cannot be written the line goes on; a promise nobody awaits must not end the hub.
      const delayMs = await afterFault(deps, faultOf(deps, error), course).catch((second: unknown) => {
        if (second instanceof NotOurs) return null;
        deps.log.error({ error: second }, 'fault-not-written');
        return nextDelay(course.attempt, deps.random());
      });
      if (delayMs === null) return;
      course.attempt++;
      await rest(deps, signal, delayMs);
    }
  }
}

const rest = (deps: LineDeps, signal: AbortSignal, ms: number): Promise<void> =>
  deps.sleep(ms, signal).catch(() => undefined);

/** One session from connect to its end. Throws the fault that ended it; 'over' when there is nothing more to read. */
async function readOnce(deps: LineDeps, signal: AbortSignal, course: Course): Promise<'over' | 'again' | 'ended'> {
  const row = await deps.row();
  if (row === null || signal.aborted) return 'over';
  course.hasEnded ||= row.hasEnded;
  if (!course.hasEnded) deps.gauge.turn('connecting');
  const connector = await deps.load();
  const ending = new AbortController();
  const within = AbortSignal.any([signal, ending.signal]);
  // From the start: a timer of the connector may throw before the first thing is read.
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  course.breakOff = broken.reject;
  const session = await connected(deps, connector, await deps.context(row, within), within, ending);
  const nowMs = deps.now();
  let sink: Sink | null = null;
  try {
    const isNew = row.liveId !== null && row.liveId !== session.liveId;
    await told(deps, row, session, connector.manifest, isNew, course);
    // A cursor belongs to one live: with another one the session is opened once more, from now.
    if (isNew && row.cursor !== null) return 'again';
    sink = deps.sink(row, connector.manifest, nowMs, course.repair);
    course.repair = null;
    course.open = { session, manifest: connector.manifest };
    const outcome = await Promise.race([
      readAll(deps, session, connector.manifest, nowMs, sink, within),
      broken.promise,
      stoppedFor(within, deps),
    ]);
    await sink.drained();
    return outcome === 'ended' ? 'ended' : 'over';
  } finally {
    course.open = null;
    course.breakOff = null;
    ending.abort(new Error('the session is over'));
    await closed(deps, session);
    await sink?.close();
  }
}

/** A connector that goes on after its abort (C9) is left behind. */
async function stoppedFor(signal: AbortSignal, deps: LineDeps): Promise<'stopped'> {
  if (!signal.aborted)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await deps.sleep(HEEDS_WITHIN_MS, new AbortController().signal);
  return 'stopped';
}

async function told(
  deps: LineDeps,
  row: BroadcastRow,
  session: Session,
  manifest: Manifest,
  isNew: boolean,
  course: Course,
): Promise<void> {
  deps.gauge.sign(deps.now());
  deps.gauge.turn('live');
  const { liveId, address } = session;
  const resumed = wasResumed(manifest, row.cursor, !isNew);
  const live = { liveId, address, title: session.title ?? null, isNew, endedMs: row.endedMs, resumed };
  course.repair = (await deps.opened(live)) ?? course.repair;
  course.hasEnded = false;
  deps.log.info({ resumed: row.cursor !== null, restarted: isNew }, 'connection-live');
}

async function readAll(
  deps: LineDeps,
  session: Session,
  manifest: Manifest,
  sessionStartedMs: number,
  sink: Sink,
  signal: AbortSignal,
): Promise<'ended' | 'stopped'> {
  const isMeasured = manifest.time?.source === 'platform';
  for await (const delivery of deps.deliveries?.(session, sink) ?? session.deliveries()) {
    // What hung until after the stop may be another holder's by now.
    if (signal.aborted) return 'stopped';
    const { event } = delivery;
    // What is told of before the session says nothing about how quick the platform is.
    const isFresh = event.history !== true && event.atMs !== null && event.atMs >= sessionStartedMs;
    noticed(deps, event, isMeasured && isFresh ? event.atMs : null);
    await sink.deliver(delivery);
    if (event.kind === 'ended' && event.history !== true) return 'ended';
  }
  if (signal.aborted) return 'stopped';
  // The contract forbids a quiet end (C15); a connector that does it anyway must not look like the end of the show.
  throw new ConnectorError('network', 'The line was closed without a reason.');
}

function noticed({ gauge, now }: LineDeps, event: PlatformEvent, spokenMs: number | null): void {
  gauge.delivered(now(), spokenMs, event.kind === 'message');
  if (event.kind === 'audience') gauge.watched(event.viewers);
}

/** The show goes on, so the broadcast may too: under the same live id or another one. Answers when to look. */
async function ended(deps: LineDeps, course: Course): Promise<number> {
  const delayMs = nextDelay(0, deps.random(), GONE_ON);
  deps.gauge.turn('ended', { sentence: endedSentence, retryAtMs: deps.now() + delayMs });
  await deps.ended();
  course.hasEnded = true;
  course.attempt = 0;
  return delayMs;
}

/** Tells the fault and answers how long to wait; null when trying again cannot help. */
async function afterFault(deps: LineDeps, fault: ConnectorError, course: Course): Promise<number | null> {
  const isOver = fault.code === 'ended' || fault.code === 'not-live';
  // An ended video may be gone altogether.
  if (course.hasEnded && (isOver || fault.code === 'not-found')) return stillEnded(deps, course);
  // It was live and the platform says it is no longer: that is its end, told or not.
  if (isOver && (fault.code === 'ended' || deps.gauge.lastSignMs() !== null)) return ended(deps, course);
  const limits = fault.code === 'not-live' ? NOT_LIVE_YET : RECONNECT;
  const delayMs = nextDelay(course.attempt, deps.random(), limits, fault.retryAfterMs);
  deps.gauge.turn(stateAfter(fault.code, fault.final), {
    code: fault.code,
    sentence: sentenceAfter(fault.message, fault.final, delayMs),
    retryAtMs: fault.final ? null : deps.now() + delayMs,
  });
  deps.log.warn({ code: fault.code, final: fault.final, delayMs, said: fault.message }, 'connection-lost');
  const lastSignMs = deps.gauge.lastSignMs();
  if (lastSignMs !== null && !course.hasEnded) await missed(deps, lossOf(fault.code, lastSignMs, deps.now()));
  return fault.final ? null : delayMs;
}

/** How soon to look is ours to say here: a connector that knows only of shows that have not begun would wait too long. */
function stillEnded(deps: LineDeps, course: Course): number {
  const delayMs = nextDelay(course.attempt, deps.random(), GONE_ON);
  deps.gauge.turn('ended', { sentence: endedSentence, retryAtMs: deps.now() + delayMs });
  return delayMs;
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
