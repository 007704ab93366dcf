import { setTimeout as wait } from 'node:timers/promises';
import { isPlatformId, loadConnector } from '../../connectors/platforms/registry.ts';
import type { Supervisor } from '../connections/supervisor.ts';
import { delayRow } from '../connections/video-delay.ts';
import { insertRehearsalConnection, moveRehearsalConnection } from '../connections/store-rehearsal.ts';
import type { Pools } from '../db/pools.ts';
import { transaction, type Tx } from '../db/transaction.ts';
import type { Change } from '../feed/store.ts';
import type { Log } from '../log.ts';
import type { ShowLog, StaffEvent } from '../shows/log.ts';
import { firstWords } from '../shows/claim-words.ts';
import { createShow } from '../shows/shows.ts';
import { orderPins } from '../outbox/pinning.ts';
import { addBroadcast, markEnded, markStarted, setShowing } from '../shows/store.ts';
import { newId } from '../workspaces/new-id.ts';
import { systemScope, type Scope } from '../workspaces/scope.ts';
import { PACES, type PaceName } from './script/pace.ts';
import { openStage, type Stage } from './stage-process.ts';
import type { Cast, Performance, StageJournal } from './stage-protocol.ts';
import { removeRows } from './store-remove.ts';
import { rehearsalOnAir, rehearsalRow, rehearsalsOnAir, scriptCatalog, type RehearsalRow } from './store.ts';
import { readTrail } from './trail.ts';
import type { Trail } from '../api/schemas/rehearsals.ts';

export interface RehearsalDeps {
  /** Where the message to pin points; absent: none is made. */
  publicUrl?: string;
  pools: Pools;
  supervisor: Pick<Supervisor, 'look' | 'release' | 'sessionOf'>;
  stock: { openPool(tx: Tx, scope: Scope, showId: string): Promise<void> };
  showLog: Pick<ShowLog, 'append' | 'appended'>;
  feed: {
    takeNumbers(tx: Tx, workspaceId: string, showId: string, changes: readonly Change[]): Promise<unknown>;
    told(showId: string): void;
  };
  /** Words that are routes of the hub: no show's page takes their place. */
  reserved(): ReadonlySet<string>;
  now(): number;
  log: Log;
}

/** How a rehearsal is played where nobody watches it: for figures. */
export interface PlayedFor {
  seed: string;
  rate: number;
  seconds: number;
  preludeSeconds: number;
  viewers: number;
  /** The share of claims that name no product. */
  bare?: number;
  /** The host goes on to the next product so often. */
  switchSeconds?: number;
}

export interface Rehearsals {
  /** One at a time a workspace: where one is on air, that one is answered. */
  start(scope: Scope): Promise<{ showId: string }>;
  /** Goes on with what was on air when the hub went; the simulators are started again. */
  resume(): Promise<void>;
  end(scope: Scope, showId: string): Promise<boolean>;
  remove(scope: Scope, showId: string): Promise<boolean>;
  say(
    scope: Scope,
    showId: string,
    said: { platform: string; name: string; text: string },
  ): Promise<{ platformId: string } | null>;
  pace(scope: Scope, showId: string, pace: PaceName): Promise<boolean>;
  trouble(scope: Scope, showId: string, trouble: { platform: string; kind: 'drop'; forMs: number }): Promise<boolean>;
  trail(scope: Scope, showId: string, platformId: string): Promise<Trail | null>;
  /** A product was put on screen: the script's viewers see it from then on. */
  shown(showId: string, code: string | null): void;
  /** Prepared and connected, but silent until `go`. */
  prepare(
    scope: Scope,
    seed: string,
    cast?: Cast,
  ): Promise<{
    showId: string;
    go(played: Omit<PlayedFor, 'seed'>): Promise<void>;
    over: Promise<void>;
    journal(): Promise<StageJournal>;
  }>;
  close(): Promise<void>;
}

const TITLE = 'Rehearsal';
const VIEWERS = 140;
const CONNECTED_WITHIN_MS = 15_000;
const LEARN_EVERY_MS = 5_000;
/** Who plays where nobody chose. Reviewed, so that a newcomer sees what each platform can do at its best. */
const EVERYBODY: Cast = { platforms: ['tiktok', 'youtube', 'facebook', 'instagram'], access: 'advanced' };

type Delays = Readonly<Record<string, number>>;

interface Playing {
  workspaceId: string;
  stage: Stage;
  closing: boolean;
  learning: NodeJS.Timeout | undefined;
  switching: NodeJS.Timeout | undefined;
}

/** Shows made of the platforms' simulators and a seeded script, spoken to by the real connectors. */
export function createRehearsals(deps: RehearsalDeps): Rehearsals {
  const playing = new Map<string, Playing>();
  let closed = false;

  async function make(scope: Scope, seed: string, stage: Stage, delays: Delays): Promise<string> {
    const names = await namesOf(Object.keys(stage.connections));
    const rows: StaffEvent[] = [];
    const speaking: string[] = [];
    const showId = await transaction(deps.pools.rest, async (tx) => {
      const id = await createShow(tx, scope, { title: TITLE, kind: 'rehearsal', seed }, deps.reserved());
      for (const [platform, simulator] of Object.entries(stage.connections)) {
        const videoDelayMs = delays[platform] ?? 0;
        const connection = { id: newId('c'), platform, name: names[platform] ?? platform, simulator, videoDelayMs };
        if (isPlatformId(platform)) {
          const { manifest } = await loadConnector(platform);
          rows.push(delayRow(connection.id, { ms: videoDelayMs, by: 'set' }, manifest));
          if (manifest.can.includes('reply')) speaking.push(connection.id);
        }
        await insertRehearsalConnection(tx, scope.workspaceId, id, connection);
        await addBroadcast(tx, scope.workspaceId, id, { id: newId('b'), connectionId: connection.id, platform });
      }
      await markStarted(tx, scope.workspaceId, id);
      rows.push(...(await firstWords(tx, scope, id)));
      await deps.stock.openPool(tx, scope, id);
      if (deps.publicUrl !== undefined) await orderPins(tx, scope.workspaceId, deps.publicUrl, id, speaking);
      await showFirst(tx, scope, id, rows);
      return id;
    });
    deps.showLog.appended(scope, showId);
    deps.feed.told(showId);
    return showId;
  }

  /** The host begins with the first product of the catalog; bare claims are meant for it. */
  async function showFirst(tx: Tx, scope: Scope, showId: string, rows: readonly StaffEvent[]): Promise<void> {
    const [first] = await scriptCatalog(tx, scope.workspaceId, showId);
    const changes: Change[] = [{ topic: 'show', entity: showId }];
    if (first === undefined) return void (await deps.showLog.append(tx, scope, showId, rows, changes));
    await setShowing(tx, scope.workspaceId, showId, first.id);
    await deps.showLog.append(tx, scope, showId, [...rows, { action: 'show-product', productId: first.id }], changes);
  }

  function keep(showId: string, workspaceId: string, stage: Stage): Playing {
    const one: Playing = { workspaceId, stage, closing: false, learning: undefined, switching: undefined };
    playing.set(showId, one);
    void stage.gone.then(() => {
      clearInterval(one.learning);
      clearInterval(one.switching);
      if (playing.get(showId) === one) playing.delete(showId);
      if (!one.closing && !closed) void replay(showId, workspaceId);
    });
    return one;
  }

  /** The stage's process ended by itself: the show must go on. */
  async function replay(showId: string, workspaceId: string): Promise<void> {
    deps.log.warn({ show: showId }, 'rehearsal-stage-lost');
    await wait(1_000);
    const row = await rehearsalRow(deps.pools.rest, workspaceId, showId).catch(() => null);
    if (row?.state === 'on_air' && !closed) await restage(row);
  }

  /** Nobody waits for it: the hub is ready before the simulators are. */
  function restageSoon(row: RehearsalRow): void {
    void restage(row).catch((error: unknown) => deps.log.error({ error, show: row.showId }, 'rehearsal-not-resumed'));
  }

  async function restage(row: RehearsalRow): Promise<void> {
    const { showId, workspaceId } = row;
    // Another epoch, other ids: what is said now is not taken for what was said before.
    const platforms = row.broadcasts.map(({ platform }) => platform);
    const stage = await openStage({ ...EVERYBODY, platforms, seed: row.seed, epoch: deps.now() });
    keep(showId, workspaceId, stage);
    await transaction(deps.pools.rest, async (tx) => {
      for (const [platform, simulator] of Object.entries(stage.connections))
        await moveRehearsalConnection(tx, workspaceId, showId, platform, simulator);
    });
    await begin(row, { rate: PACES.calm, seconds: null, preludeSeconds: 0, viewers: VIEWERS });
  }

  /** Waits for the lines, so that nothing is said to nobody, then lets the script speak. */
  async function begin(
    row: RehearsalRow,
    { switchSeconds, ...how }: Omit<Performance, 'catalog' | 'showing'> & { switchSeconds?: number },
  ): Promise<void> {
    await connected(row);
    const one = playing.get(row.showId);
    if (one === undefined) return;
    const catalog = await scriptCatalog(deps.pools.rest, row.workspaceId, row.showId);
    one.stage.go({ ...how, catalog, showing: catalog[0]?.code ?? null });
    if (switchSeconds !== undefined) switchOn(row, one, catalog, switchSeconds);
    if (how.seconds === null) learnOn(row, one, JSON.stringify(catalog));
  }

  /** A host who goes on to the next product at a fixed pace, as the one who holds the tablet does. */
  function switchOn(
    row: RehearsalRow,
    one: Playing,
    catalog: readonly { id: string; code: string }[],
    seconds: number,
  ): void {
    const scope = systemScope(row.workspaceId);
    let at = 0;
    one.switching = setInterval(() => {
      at += 1;
      const next = catalog[at % Math.max(1, catalog.length)];
      if (next === undefined) return;
      transaction(deps.pools.rest, async (tx) => {
        await setShowing(tx, row.workspaceId, row.showId, next.id);
        one.stage.show(next.code, deps.now());
        const changes: Change[] = [{ topic: 'show', entity: row.showId }];
        await deps.showLog.append(tx, scope, row.showId, [{ action: 'show-product', productId: next.id }], changes);
      }).then(
        () => deps.showLog.appended(scope, row.showId),
        (error: unknown) => deps.log.warn({ error, show: row.showId }, 'rehearsal-not-switched'),
      );
    }, seconds * 1_000);
  }

  /** What a person adds to the catalog is asked for by the viewers too. */
  function learnOn(row: RehearsalRow, one: Playing, known: string): void {
    one.learning = setInterval(() => {
      scriptCatalog(deps.pools.rest, row.workspaceId, row.showId).then(
        (catalog) => {
          const now = JSON.stringify(catalog);
          if (now !== known) one.stage.learn(catalog);
          known = now;
        },
        (error: unknown) => deps.log.warn({ error, show: row.showId }, 'rehearsal-catalog-not-read'),
      );
    }, LEARN_EVERY_MS);
  }

  async function connected(row: RehearsalRow): Promise<void> {
    const untilMs = deps.now() + CONNECTED_WITHIN_MS;
    await deps.supervisor.look();
    while (deps.now() < untilMs && !row.broadcasts.every(({ id }) => deps.supervisor.sessionOf(id) !== null))
      await wait(50);
  }

  async function of(scope: Scope, showId: string): Promise<{ row: RehearsalRow; stage: Stage | null } | null> {
    const row = await rehearsalRow(deps.pools.rest, scope.workspaceId, showId);
    return row === null ? null : { row, stage: playing.get(showId)?.stage ?? null };
  }

  async function open(scope: Scope, seed = newId('seed'), cast = EVERYBODY): Promise<RehearsalRow> {
    const stage = await openStage({ ...cast, seed, epoch: 0 });
    try {
      const showId = await make(scope, seed, stage, cast.delaysMs ?? {});
      keep(showId, scope.workspaceId, stage);
      const row = await rehearsalRow(deps.pools.rest, scope.workspaceId, showId);
      if (row === null) throw new Error('the rehearsal that was just made is not there');
      return row;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  async function closeStage(showId: string): Promise<void> {
    const one = playing.get(showId);
    if (one === undefined) return;
    one.closing = true;
    clearInterval(one.learning);
    clearInterval(one.switching);
    await one.stage.close();
  }

  async function end(scope: Scope, showId: string): Promise<boolean> {
    const found = await of(scope, showId);
    if (found === null) return false;
    if (found.row.state === 'on_air') {
      await transaction(deps.pools.rest, async (tx) => {
        await markEnded(tx, scope.workspaceId, showId);
        await deps.feed.takeNumbers(tx, scope.workspaceId, showId, [{ topic: 'show', entity: showId }]);
      });
      deps.feed.told(showId);
    }
    await deps.supervisor.release(showId);
    await closeStage(showId);
    return true;
  }

  return {
    async start(scope) {
      const there = await rehearsalOnAir(deps.pools.rest, scope.workspaceId);
      if (there !== null) return { showId: there };
      const row = await open(scope);
      void begin(row, { rate: PACES.calm, seconds: null, preludeSeconds: 0, viewers: VIEWERS }).catch(
        (error: unknown) => deps.log.error({ error, show: row.showId }, 'rehearsal-not-begun'),
      );
      return { showId: row.showId };
    },
    async resume() {
      for (const row of await rehearsalsOnAir(deps.pools.rest)) restageSoon(row);
    },
    end,
    async remove(scope, showId) {
      if (!(await end(scope, showId))) return false;
      return removeRows(deps.pools.rest, scope.workspaceId, showId);
    },
    async say(scope, showId, said) {
      const platformId = await (await of(scope, showId))?.stage?.say(said);
      return platformId === undefined || platformId === null ? null : { platformId };
    },
    async pace(scope, showId, pace) {
      const stage = (await of(scope, showId))?.stage;
      stage?.pace(PACES[pace]);
      return stage !== undefined && stage !== null;
    },
    async trouble(scope, showId, { platform, kind, forMs }) {
      const stage = (await of(scope, showId))?.stage;
      if (stage?.connections[platform] === undefined) return false;
      stage.trouble(platform, { kind, forMs });
      return true;
    },
    async trail(scope, showId, platformId) {
      return (await of(scope, showId)) === null
        ? null
        : readTrail({ pool: deps.pools.rest, now: deps.now }, scope.workspaceId, showId, platformId);
    },
    shown(showId, code) {
      playing.get(showId)?.stage.show(code, deps.now());
    },
    async prepare(scope, seed, cast) {
      const row = await open(scope, seed, cast);
      const stage = playing.get(row.showId)?.stage;
      if (stage === undefined) throw new Error('the stage ended before it was used');
      return {
        showId: row.showId,
        go: (played) => begin(row, played),
        over: stage.over,
        journal: () => stage.journal(),
      };
    },
    async close() {
      closed = true;
      await Promise.all([...playing.keys()].map(closeStage));
    },
  };
}

/** Connections of one rehearsal are told apart from real ones by name everywhere. */
async function namesOf(platforms: readonly string[]): Promise<Record<string, string>> {
  const named = platforms
    .filter(isPlatformId)
    .map(async (id) => [id, `${(await loadConnector(id)).manifest.name} (rehearsal)`] as const);
  return Object.fromEntries(await Promise.all(named));
}
