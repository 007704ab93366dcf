import { readSignedRequest } from '../connectors/platforms/meta/signed-request.ts';
import { isPlatformId, loadConnector, platformIds } from '../connectors/platforms/registry.ts';
import { createAddress } from './address/address.ts';
import { createChallenges } from './address/challenge.ts';
import { findOurselves } from './address/find.ts';
import { createNetwork, ownAddresses } from './address/network.ts';
import { renewalBy } from './accounts/providers.ts';
import { createAccounts } from './accounts/sign-in.ts';
import { createApi, type Api } from './api/app.ts';
import type { OpenDoor } from './api/doors.ts';
import { seedSampleCatalog } from './catalog/sample.ts';
import { systemClock } from './clock.ts';
import { childEnvironment, dashboardUrl } from './config.ts';
import { createCredentials } from './connections/credentials.ts';
import { probeConnection } from './connections/probe.ts';
import { refuseTokens } from './connections/store-hooks.ts';
import { createLevels } from './connections/levels.ts';
import { createProofs, type Proofs } from './connections/proofs.ts';
import { createSupervisor, type Supervisor } from './connections/supervisor.ts';
import { createTokens } from './connections/tokens.ts';
import { DASHBOARD_DIR } from './dashboard.ts';
import { keepPartitions } from './db/partitions.ts';
import { createPools } from './db/pools.ts';
import { createPrisma } from './db/prisma.ts';
import { transaction } from './db/transaction.ts';
import { decideKind } from './deciding/decide-lane.ts';
import { settleKindWithReplies } from './deciding/settle-lane.ts';
import { createDeskProcess } from './desk-client.ts';
import { AppError } from './errors.ts';
import { createFeed } from './feed/feed.ts';
import type { Foundation } from './foundation.ts';
import { createHooks } from './hooks/hooks.ts';
import { createIntake } from './intake/intake.ts';
import { createLanes } from './lanes/lanes.ts';
import type { Log } from './log.ts';
import { seedCannedAnswers } from './moderation/sample.ts';
import { reopenQuestions } from './moderation/store-questions.ts';
import { createSendLane } from './outbox/send.ts';
import { createOverlays } from './overlay/overlay.ts';
import { createForgetting } from './privacy/forget.ts';
import { createRehearsals, type Rehearsals } from './rehearsal/rehearsals.ts';
import { firstStart } from './rehearsal/store.ts';
import { deskOver } from './reports/desk-handlers.ts';
import { createShowLog } from './shows/log.ts';
import { openPool } from './stock/ledger.ts';
import { createTranslation } from './translation/translate.ts';
import { createReadiness } from './watch/readiness.ts';
import { whoSits } from './workspaces/devices.ts';
import { createSignIn } from './workspaces/sign-in.ts';
import { systemScope } from './workspaces/scope.ts';
import { writeSetting } from './workspaces/store.ts';

export interface FirstWorkspace {
  id: string;
  currency: string;
}

/** The running hub, made of live things that know each other only here. */
export interface Hub {
  listen(): Promise<void>;
  /** Lanes and connections run; no show is begun. Answers the first workspace. */
  open(): Promise<FirstWorkspace>;
  /** The sample catalog and canned answers. */
  seed(workspace: FirstWorkspace): Promise<void>;
  /** Opens; then, on an empty database, the sample catalog and a rehearsal on air; else what was on air goes on. */
  begin(): Promise<void>;
  readonly rehearsals: Rehearsals;
  /** null once the owner has another way in. */
  ownerLink(): Promise<string | null>;
  /** An exception nobody caught, told from its own handler: the connection whose connector threw it, which is opened anew; else null. */
  takesFault(error: unknown): string | null;
  /** In the order of the flow: nothing new comes in, what came in is written, what is under way is finished. */
  close(): Promise<void>;
}

/** Makes everything and joins it; nothing moves before `listen` and `begin`. */
export async function createHub(foundation: Foundation, log: Log): Promise<Hub> {
  const { config } = foundation;
  const clock = systemClock;
  const random = Math.random;
  const pools = createPools({
    url: config.databaseUrl,
    onIdleError: (error) => log.warn({ error }, 'database-connection-lost'),
  });
  const stopPartitions = await keepPartitions(pools.rest, log);
  const readiness = createReadiness({ pools, migrations: foundation.migrations });
  const feed = createFeed({ pools, redisUrl: config.redisUrl, clock, log });
  const lanes = createLanes({
    pools,
    bells:
      config.redisUrl === null
        ? { kind: 'postgres', url: config.databaseUrl }
        : { kind: 'redis', url: config.redisUrl },
    clock,
    log,
  });
  const lane = { pool: pools.rest, publicUrl: config.publicUrl, feed };
  const manifest = async (platform: string) =>
    isPlatformId(platform) ? (await loadConnector(platform)).manifest : null;
  lanes.registerSteps(decideKind({ ...lane, manifest }));
  lanes.registerSteps(settleKindWithReplies(lane));
  const intake = createIntake({ pools, lanes, feed, clock, log });
  const showLog = createShowLog(intake);
  const credentials = createCredentials(config.secret, config.secretOld === null ? [] : [config.secretOld]);
  const renew = renewalBy({ addresses: config.endpoints, fetch });
  const tokens = createTokens({ pools, credentials, renew, clock, log });
  const platform = { load, credentials, tokens, addresses: config.endpoints, clock, random, log };
  const forgetting = createForgetting({ pools, log });
  const hooks = createHooks({
    ...{ pools, credentials, load: load, clock, log, readSignedRequest },
    forget: forgetting,
    refuseTokens: (connections) => refuseTokens(pools.rest, connections),
    arrived: (workspaceId, connectionId) => proofs.hookArrived(workspaceId, connectionId),
  });
  const levels = createLevels({ pools, ...platform });
  const lines = { sessionOf: (broadcastId: string) => supervisor.sessionOf(broadcastId) };
  const proofs: Proofs = createProofs({ pools, levels, lines, ...platform });
  const accounts = createAccounts({
    ...{ pools, credentials, load, clock, log },
    door: { addresses: config.endpoints, fetch },
    publicUrl: config.publicUrl,
  });
  const supervisor: Supervisor = createSupervisor({ pools, intake: proofs.over(intake), feed, hooks, ...platform });
  const overlays = createOverlays({ pool: pools.rest, feed, manifest, publicUrl: config.publicUrl, clock, log });
  const send = createSendLane({
    pools,
    lines: supervisor,
    manifest,
    lanes,
    feed,
    reopen: reopenQuestions,
    log,
    proved: levels.delivered,
    screenOpen: overlays.screenOpen,
  });
  lanes.register(send);
  const desk = createDeskProcess({ environment: childEnvironment(config), log });
  const prisma = createPrisma({ url: config.databaseUrl });
  const signIn = createSignIn({
    databaseUrl: config.databaseUrl,
    pool: pools.rest,
    secret: config.secret,
    publicUrl: dashboardUrl(config),
    log,
    onSessionEnd: feed.closeFor,
  });
  const look = (): void =>
    void supervisor.look().catch((error: unknown) => log.warn({ error }, 'connections-not-looked-at'));
  const rehearsals = createRehearsals({
    pools,
    publicUrl: config.publicUrl,
    supervisor,
    stock: { openPool },
    showLog,
    feed,
    reserved: () => api.reserved(),
    now: clock.now,
    log,
  });
  const challenges = createChallenges(config.secret, clock.now);
  const address = createAddress({
    publicUrl: config.publicUrl,
    pool: pools.rest,
    challenges,
    find: (publicUrl) => findOurselves(publicUrl, challenges),
    now: clock.now,
  });
  const network = createNetwork({
    pool: pools.rest,
    port: config.port,
    addresses: ownAddresses,
    open: (place) => api.open('network', place),
    who: (headers) => whoSits(pools.rest, headers),
    log,
  });
  const translation = createTranslation({
    ...{ pool: pools.rest, settings: config.translation, fetch, now: clock.now, log },
  });
  let publicDoor: OpenDoor | null = null;
  const api: Api = await createApi({
    publicUrl: config.publicUrl,
    trustProxy: config.trustProxy,
    address,
    ports: { port: config.port, publicPort: config.publicPort },
    network,
    dashboardDir: DASHBOARD_DIR,
    log,
    now: clock.now,
    pools,
    prisma,
    signIn,
    ready: readiness.ready,
    feed,
    showLog,
    ring: lanes.ring,
    rehearsals,
    connections: {
      credentials,
      load,
      platforms: platformIds,
      probe: (workspaceId, connectionId) => probeConnection({ pools, ...platform }, workspaceId, connectionId),
      examine: levels.examine,
      proofs,
      accounts,
      look,
    },
    desk: deskOver(desk),
    hooks,
    overlays,
    translation,
  });

  async function listen(): Promise<void> {
    await api.app.listen({ host: config.host, port: config.port });
    if (config.publicPort !== null)
      publicDoor = await api.open('public', { host: config.host, port: config.publicPort, sockets: true });
    await network.resume();
  }

  async function run(): Promise<FirstWorkspace> {
    // The send lanes ask who draws their replies: known before they run.
    await overlays.start();
    await lanes.start();
    await supervisor.start();
    hooks.start();
    forgetting.start();
    desk.start();
    return signIn.first();
  }

  async function open(): Promise<FirstWorkspace> {
    const workspace = await run();
    readiness.open();
    return workspace;
  }

  // A first start is ready when there is something to see; a later one at once, its shows come back meanwhile.
  async function begin(): Promise<void> {
    const workspace = await run();
    const first = await firstStart(pools.rest);
    if (first.rehearse) {
      if (first.seed) await seed(workspace);
      await rehearsals.start(systemScope(workspace.id));
      // Who removes the rehearsal later, and has no show yet, is not given another one.
      await writeSetting(pools.rest, workspace.id, 'begun', true);
      readiness.open();
      return;
    }
    readiness.open();
    await rehearsals.resume();
  }

  const seed = (workspace: FirstWorkspace): Promise<void> =>
    transaction(pools.rest, async (tx) => {
      await seedSampleCatalog(tx, systemScope(workspace.id), workspace.currency);
      await seedCannedAnswers(tx, workspace.id);
    });

  async function close(): Promise<void> {
    readiness.drain();
    await publicDoor?.close();
    await network.close();
    await api.app.close();
    translation.close();
    await overlays.close();
    await send.close();
    // The lines first: a stage that ends under them would look like platforms that broke.
    await supervisor.close();
    await proofs.close();
    await hooks.close();
    await forgetting.close();
    await rehearsals.close();
    await intake.close();
    await lanes.stop();
    await desk.close();
    stopPartitions();
    await feed.close();
    await signIn.close();
    await prisma.$disconnect();
    await pools.end();
  }

  return {
    listen,
    open,
    seed,
    begin,
    rehearsals,
    takesFault: supervisor.takesFault,
    ownerLink: () => signIn.ownerLink(dashboardUrl(config)),
    close,
  };
}

function load(platform: string): ReturnType<typeof loadConnector> {
  if (!isPlatformId(platform)) throw new AppError('not-found', { message: `There is no connector for "${platform}".` });
  return loadConnector(platform);
}
