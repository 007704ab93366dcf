import { AsyncLocalStorage } from 'node:async_hooks';
import {
  ConnectorError,
  type Connector,
  type ConnectorContext,
  type Manifest,
  type Session,
} from '../../connectors/platforms/contract.ts';
import type { Clock } from '../clock.ts';
import type { Pools } from '../db/pools.ts';
import { transaction, type Tx } from '../db/transaction.ts';
import type { Hooks } from '../hooks/hooks.ts';
import type { Log } from '../log.ts';
import type { Credentials } from './credentials.ts';
import { createHealthGauge, looksTheSame, type Health, type HealthState } from './health.ts';
import { createLeases, type Lease } from './lease.ts';
import { startLine, type Line, type OpenLine, type Sink } from './line.ts';
import {
  addUnits,
  broadcastOnAir,
  broadcastsOnAir,
  unitsUsed,
  writeHealth,
  type BroadcastRow,
  type HealthRow,
} from './store.ts';
import { broadcastEnded, broadcastOpened, openGap, type HeldBroadcast, type Opened } from './store-broadcast.ts';
import { contextOf, loopbackFetch, targetOf, type ConnectTarget } from './target.ts';
import type { Tokens } from './tokens.ts';
import { createDailyUnits, dayStart, type DailyUnits } from './units.ts';

/** What intake must know of a source. */
export interface SourceOf {
  workspaceId: string;
  showId: string;
  broadcastId: string;
  connectionId: string;
  platform: string;
  time: Manifest['time'];
  sessionStartedMs: number;
  /** What this holder delivers is refused once another has followed it. */
  fence: number;
  /** The session follows a gap; what was said in it is late. */
  repair: Opened | null;
}

export interface FeedTold {
  /** The last statement of a transaction. */
  takeNumbers(
    tx: Tx,
    workspaceId: string,
    showId: string,
    changes: { topic: 'connection' | 'gap'; entity: string }[],
  ): Promise<unknown>;
  /** After commit. */
  told(showId: string): void;
}

export interface SupervisorDeps {
  pools: Pick<Pools, 'hot' | 'rest'>;
  intake: { open(source: SourceOf): Sink };
  /** What came for a session by requests, with what it hears by itself; absent: nothing comes by requests. */
  hooks?: Pick<Hooks, 'deliveries'>;
  feed: FeedTold;
  load(platform: string): Promise<Connector>;
  credentials: Credentials;
  tokens: Tokens;
  /** Base addresses of the platforms by Config; empty for the real ones. */
  addresses: Readonly<Record<string, string>>;
  clock: Clock;
  random(): number;
  log: Log;
}

/** An open session as the send lane needs it: `kind` says which rows it may carry. */
export interface OpenSession {
  kind: ConnectTarget['kind'];
  workspaceId: string;
  showId: string;
  broadcastId: string;
  connectionId: string;
  session: Session;
  manifest: Manifest;
  /** False once another process may hold the connection: nothing may be sent any more. */
  holds(): boolean;
  /** Units left of the platform's daily ledger; null where it keeps none. */
  unitsLeft(): number | null;
}

export interface Supervisor {
  start(): Promise<void>;
  /** Look again now: a show began, ended, or a connection was changed. */
  look(): Promise<void>;
  sessionOf(broadcastId: string): OpenSession | null;
  /** Closes every line of a show and waits until what they delivered is written. */
  release(showId: string): Promise<void>;
  /**
   * An exception nobody caught, told from its own handler: where it came out of a connector's timer or socket, that
   * line alone is broken off and opened anew. Answers the connection it was; null when it was none of ours.
   */
  takesFault(error: unknown): string | null;
  close(): Promise<void>;
}

interface Held {
  row: BroadcastRow & HeldBroadcast;
  lease: Lease;
  log: Log;
  kind: ConnectTarget['kind'];
  line: Line;
  units: DailyUnits | null;
  read(): Health;
  turn(state: HealthState): void;
  written: Health | null;
  writtenMs: number;
}

const LOOK_EVERY_MS = 1_000;
/** A reading that looks the same is still written this often: it is the sign of life that a gap begins with. */
const WRITE_AT_LEAST_MS = 2_000;

/** Holds the lines of every show on air: opens what should be open, closes what should not, writes how they are. */
export function createSupervisor(deps: SupervisorDeps): Supervisor {
  const held = new Map<string, Held>();
  const leases = createLeases(deps.pools.rest, deps.clock, deps.log);
  // Says whose timer or socket it is that throws.
  const whose = new AsyncLocalStorage<Held>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | null = null;
  let closed = false;

  const look = (): Promise<void> => (looking ??= lookOnce().finally(() => void (looking = null)));

  async function lookOnce(): Promise<void> {
    if (closed) return;
    const wanted = new Map((await broadcastsOnAir(deps.pools.rest)).map((row) => [row.broadcastId, row]));
    await Promise.all(
      [...held.values()].filter((one) => isOver(one, wanted.get(one.row.broadcastId))).map((one) => drop(one, 'idle')),
    );
    for (const row of wanted.values()) await take(row);
    await writeChanged();
  }

  async function take(row: BroadcastRow): Promise<void> {
    if (held.has(row.broadcastId) || closed) return;
    const lease = await leases.take(row.workspaceId, row.broadcastId);
    if (lease === null) return;
    // What its last holder left is read under our own lease: it may have written until now.
    const fresh = await broadcastOnAir(deps.pools.rest, row.workspaceId, row.broadcastId);
    if (fresh === null) await leases.give(lease);
    else hold({ ...fresh, fence: lease.fence }, lease);
  }

  /** Another process holds it: nothing is written in its name any more, not even how it is. */
  async function lose(lease: Lease): Promise<void> {
    const one = held.get(lease.broadcastId);
    if (one?.lease !== lease) return;
    held.delete(lease.broadcastId);
    deps.log.warn(
      { connection: one.row.connectionId, show: one.row.showId, fence: lease.fence },
      'connection-taken-over',
    );
    await one.line.stop();
  }

  /** 'idle': nobody wants it any more. Otherwise it stays 'live' in the table, which is what the next start reads a gap from. */
  async function drop(one: Held, to?: 'idle'): Promise<void> {
    await one.line.stop();
    if (to !== undefined && one.read().state !== 'ended') one.turn(to);
    one.writtenMs = 0;
    await writeChanged();
    held.delete(one.row.broadcastId);
    await leases.give(one.lease);
  }

  function hold(row: BroadcastRow & HeldBroadcast, lease: Lease): void {
    const gauge = createHealthGauge();
    const log = deps.log.child({ connection: row.connectionId, show: row.showId, platform: row.platform });
    const one: Held = {
      row,
      lease,
      log,
      kind: row.showKind,
      line: IDLE,
      units: null,
      read: () => gauge.read(deps.clock.now(), one.units?.left() ?? null),
      turn: (state) => gauge.turn(state),
      written: null,
      writtenMs: 0,
    };
    const line = (): Line =>
      startLine({
        gauge,
        lastSignMs: row.lastSignMs,
        load: () => deps.load(row.platform),
        row: () => broadcastOnAir(deps.pools.rest, row.workspaceId, row.broadcastId),
        context: (fresh, signal) => context(deps, one, fresh, signal, () => gauge.skippedOne()),
        sink: (fresh, manifest, sessionStartedMs, repair) =>
          deps.intake.open({ ...sourceOf(fresh), fence: row.fence, time: manifest.time, sessionStartedMs, repair }),
        async opened(live) {
          let repair: Opened | null = null;
          await tell(row, async (tx) => {
            const done = await broadcastOpened(tx, row, live, deps.clock.now());
            repair = done.repair;
            return done.gaps;
          });
          return repair;
        },
        lost: (loss) => tell(row, async (tx) => present(await openGap(tx, row, loss))),
        deliveries: (session, sink) =>
          deps.hooks?.deliveries({ ...row, session, drained: () => sink.drained() }) ?? session.deliveries(),
        ended: () => tell(row, (tx) => broadcastEnded(tx, row, deps.clock.now())),
        now: () => deps.clock.now(),
        random: () => deps.random(),
        sleep: (ms, signal) => deps.clock.sleep(ms, signal),
        log,
      });
    held.set(row.broadcastId, one);
    one.line = whose.run(one, line);
  }

  /** One transaction that ends with the feed's numbers, for the connection and the gaps it touched. */
  async function tell(row: BroadcastRow, work: (tx: Tx) => Promise<string[]>): Promise<void> {
    await transaction(deps.pools.hot, async (tx) => {
      const gaps = await work(tx);
      const changes = gaps.map((entity) => ({ topic: 'gap' as const, entity }));
      await deps.feed.takeNumbers(tx, row.workspaceId, row.showId, [
        ...changes,
        { topic: 'connection', entity: row.connectionId },
      ]);
    });
    deps.feed.told(row.showId);
  }

  /** At most once a second, one transaction a show; a reading that cannot be written is written with the next. */
  async function writeChanged(): Promise<void> {
    const nowMs = deps.clock.now();
    const due = new Map<string, { one: Held; reading: Health }[]>();
    for (const one of held.values()) {
      const reading = one.read();
      if (one.written !== null && looksTheSame(one.written, reading) && nowMs - one.writtenMs < WRITE_AT_LEAST_MS)
        continue;
      due.set(one.row.showId, [...(due.get(one.row.showId) ?? []), { one, reading }]);
    }
    for (const [showId, readings] of due) await writeShow(showId, readings, nowMs);
  }

  async function writeShow(showId: string, readings: { one: Held; reading: Health }[], nowMs: number): Promise<void> {
    const rows: HealthRow[] = readings.map(({ one, reading }) => ({
      ...reading,
      workspaceId: one.row.workspaceId,
      showId,
      connectionId: one.row.connectionId,
      broadcastId: one.row.broadcastId,
      fence: one.row.fence,
    }));
    const workspaceId = rows[0]?.workspaceId ?? '';
    const units = readings.map(({ one }) => ({ of: unitsOf(one.row), spent: one.units?.take() ?? null }));
    await transaction(deps.pools.hot, async (tx) => {
      for (const { of, spent } of units) if (spent !== null) await addUnits(tx, of, spent);
      await writeHealth(tx, rows);
      await deps.feed.takeNumbers(
        tx,
        workspaceId,
        showId,
        rows.map((row) => ({ topic: 'connection' as const, entity: row.connectionId })),
      );
    });
    for (const { one, reading } of readings) {
      one.written = reading;
      one.writtenMs = nowMs;
    }
    deps.feed.told(showId);
  }

  function again(): void {
    if (closed) return;
    timer = setTimeout(
      () =>
        void look()
          .catch((error: unknown) => deps.log.error({ error }, 'connections-not-looked-at'))
          .finally(again),
      LOOK_EVERY_MS,
    );
  }

  return {
    async start() {
      leases.start((lease) => void lose(lease));
      await look();
      again();
    },
    look,
    sessionOf(broadcastId) {
      const one = held.get(broadcastId);
      const open: OpenLine | null = one?.line.open() ?? null;
      if (one === undefined || open === null || !one.lease.holds()) return null;
      const { workspaceId, showId, connectionId } = one.row;
      return {
        kind: one.kind,
        workspaceId,
        showId,
        broadcastId,
        connectionId,
        ...open,
        holds: () => one.lease.holds(),
        unitsLeft: () => one.units?.left() ?? null,
      };
    },
    async release(showId) {
      await looking;
      await Promise.all([...held.values()].filter((one) => one.row.showId === showId).map((one) => drop(one, 'idle')));
    },
    takesFault(error) {
      const one = whose.getStore();
      if (one === undefined) return null;
      one.line.fault(
        new ConnectorError('protocol', 'The connector failed in the middle of its work; it is opened anew.', {
          cause: error,
        }),
      );
      return one.row.connectionId;
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await looking;
      await Promise.all([...held.values()].map((one) => drop(one)));
      await leases.close();
    },
  };
}

const IDLE: Line = {
  open: () => null,
  fault: () => undefined,
  done: Promise.resolve(),
  stop: () => Promise.resolve(),
};
const present = (id: string | null): string[] => (id === null ? [] : [id]);

/** No longer wanted, or wanted with other settings. */
const isOver = (one: Held, wanted: BroadcastRow | undefined): boolean =>
  wanted === undefined || wanted.connectionVersion !== one.row.connectionVersion || wanted.showKind !== one.kind;

const sourceOf = ({ workspaceId, showId, broadcastId, connectionId, platform }: BroadcastRow) => ({
  workspaceId,
  showId,
  broadcastId,
  connectionId,
  platform,
});

const unitsOf = (row: BroadcastRow) => ({
  workspaceId: row.workspaceId,
  scope: `${row.platform}:${row.connectionId}`,
  rehearsalShowId: row.rehearsalShowId,
});

async function context(
  deps: SupervisorDeps,
  one: Held,
  row: BroadcastRow,
  signal: AbortSignal,
  skipped: () => void,
): Promise<ConnectorContext> {
  const found = targetOf(
    row,
    () => deps.credentials.open(row, row.sealed && row.keyId ? { sealed: row.sealed, keyId: row.keyId } : null),
    deps.addresses,
  );
  if (!found.ok) throw new ConnectorError('forbidden', found.reason, { final: true });
  one.units ??= await ledgerOf(deps, row);
  const units = one.units;
  const { settings, endpoints } = contextOf(found.target);
  return {
    settings,
    endpoints,
    broadcast: row.broadcast,
    cursor: row.cursor,
    signal,
    now: () => deps.clock.now(),
    random: () => deps.random(),
    sleep: (ms, until) => deps.clock.sleep(ms, until ?? signal),
    fetch: found.target.kind === 'rehearsal' ? loopbackFetch(fetch) : fetch,
    token: found.target.kind === 'live' ? deps.tokens.of(row) : () => Promise.resolve(settings['accessToken'] ?? ''),
    log: one.log,
    skipped,
    spent: (count) => units.spend(count),
    unitsLeft: () => units.left(),
  };
}

async function ledgerOf(deps: SupervisorDeps, row: BroadcastRow): Promise<DailyUnits> {
  const { manifest } = await deps.load(row.platform);
  const { workspaceId, scope } = unitsOf(row);
  const used = await unitsUsed(deps.pools.rest, workspaceId, scope, dayStart(deps.clock.now()));
  return createDailyUnits(manifest.limits.dailyUnits?.total ?? null, used, () => deps.clock.now());
}
