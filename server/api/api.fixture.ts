import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { isPlatformId, loadConnector, platformIds } from '../../connectors/platforms/registry.ts';
import { createAddress } from '../address/address.ts';
import { createChallenges, type Challenges } from '../address/challenge.ts';
import { createNetwork } from '../address/network.ts';
import { systemClock } from '../clock.ts';
import { renewalBy } from '../accounts/providers.ts';
import { createAccounts } from '../accounts/sign-in.ts';
import { createCredentials, type Credentials } from '../connections/credentials.ts';
import { createLevels } from '../connections/levels.ts';
import { createProofs } from '../connections/proofs.ts';
import { createTokens } from '../connections/tokens.ts';
import { createPrisma } from '../db/prisma.ts';
import { createReplaying } from '../deciding/replaying.ts';
import { createFeed } from '../feed/feed.ts';
import { createOverlays } from '../overlay/overlay.ts';
import { createIntake } from '../intake/intake.ts';
import { readSignedRequest } from '../../connectors/platforms/meta/signed-request.ts';
import { refuseTokens } from '../connections/store-hooks.ts';
import { createHooks } from '../hooks/hooks.ts';
import { createForgetting } from '../privacy/forget.ts';
import { createDeskHandlers, deskOver } from '../reports/desk-handlers.ts';
import type { DeskKind } from '../reports/desk.ts';
import { createShowLog } from '../shows/log.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { newId } from '../workspaces/new-id.ts';
import type { Role } from '../workspaces/permissions.ts';
import { whoSits } from '../workspaces/devices.ts';
import { createSignIn, type SignIn } from '../workspaces/sign-in.ts';
import { createApi, type Api } from './app.ts';
import { tellCatalog } from './catalog-news.ts';
import type { ApiDeps } from './deps.ts';

export const PUBLIC_URL = 'http://127.0.0.1:4000';

export interface TestApi extends Api {
  database: TestDatabase;
  /** What the routes were given. */
  deps: ApiDeps;
  signIn: SignIn;
  credentials: Credentials;
  workspaceId: string;
  /** What the hub asks itself by its public address. */
  challenges: Challenges;
  rung: string[];
  told: string[];
  endedSessions: string[];
  /** The cookie of somebody with that role, in the first workspace or in another. */
  cookieOf(role: Role, workspaceId?: string): Promise<string>;
  newWorkspace(): Promise<string>;
  call(
    method: string,
    url: string,
    options?: { cookie?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<{ status: number; json: any; text: string; headers: Record<string, unknown> }>;
  close(): Promise<void>;
}

/** The whole HTTP side on a database of its own; only what lies outside (platforms, the stage) is stood in for. */
export async function testApi(
  over: Partial<ApiDeps> = {},
  addresses: Readonly<Record<string, string>> = {},
): Promise<TestApi> {
  const database = await testDatabase();
  const log = pino({ level: 'silent' });
  const rung: string[] = [];
  const told: string[] = [];
  const endedSessions: string[] = [];
  const secret = randomBytes(32).toString('hex');
  const feed = createFeed({ pools: database.pools, redisUrl: null, clock: systemClock, log });
  const ring = (refs: readonly { id: string }[]): void => void rung.push(...refs.map((ref) => ref.id));
  const intake = createIntake({
    pools: database.pools,
    lanes: { ring },
    feed: {
      told: (show) => {
        told.push(show);
        feed.told(show);
      },
    },
    clock: systemClock,
    log,
  });
  const signIn = createSignIn({
    databaseUrl: database.url,
    pool: database.pools.rest,
    secret,
    publicUrl: PUBLIC_URL,
    log,
    onSessionEnd: (id) => {
      endedSessions.push(id);
      feed.closeFor(id);
    },
  });
  const prisma = createPrisma({ url: database.url, name: 'test' });
  const handlers = createDeskHandlers({
    ...{ pool: database.pools.rest, publicUrl: PUBLIC_URL, tell: tellCatalog },
    ...{ replaying: createReplaying(), now: Date.now },
  });
  const dashboardDir = mkdtempSync(join(tmpdir(), 'hawker-dashboard-'));
  mkdirSync(join(dashboardDir, '_app', 'immutable'), { recursive: true });
  writeFileSync(join(dashboardDir, 'index.html'), '<!doctype html><title>Hawker</title><script>start()</script>');
  writeFileSync(join(dashboardDir, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(dashboardDir, '_app', 'immutable', 'start.js'), 'start');
  const challenges = createChallenges(secret, Date.now);
  const network = createNetwork({
    pool: database.pools.rest,
    port: 0,
    addresses: () => ['127.0.0.2'],
    open: (place) => api.open('network', place),
    who: (headers) => whoSits(database.pools.rest, headers),
    log,
  });
  const load = (platform: string) => {
    if (!isPlatformId(platform)) throw new Error(platform);
    return loadConnector(platform);
  };
  const credentials = createCredentials(secret);
  const forgetting = createForgetting({ pools: database.pools, log });
  const hooks = createHooks({
    ...{ pools: database.pools, credentials, load, clock: systemClock, log },
    ...{ readSignedRequest, forget: forgetting },
    refuseTokens: (connections) => refuseTokens(database.pools.rest, connections),
  });
  const renew = renewalBy({ addresses, fetch });
  const tokens = createTokens({ pools: database.pools, credentials, renew, clock: systemClock, log });
  const platform = {
    ...{ pools: database.pools, load, credentials, tokens, addresses, log },
    clock: systemClock,
    random: Math.random,
  };
  const levels = createLevels(platform);
  const overlays = createOverlays({
    ...{ pool: database.pools.rest, feed, publicUrl: over.publicUrl ?? PUBLIC_URL, clock: systemClock, log },
    manifest: async (platform) => load(platform).then(({ manifest }) => manifest),
  });
  const deps: ApiDeps = {
    publicUrl: PUBLIC_URL,
    trustProxy: null,
    // The address of a test is of this machine; what would come from outside is stood in for.
    address: createAddress({
      publicUrl: 'https://shop.example',
      pool: database.pools.rest,
      challenges,
      find: async () => ({ ok: true, resolved: [] }),
      now: Date.now,
    }),
    ports: { port: 4000, publicPort: null },
    network,
    dashboardDir,
    log,
    now: Date.now,
    pools: database.pools,
    prisma,
    signIn,
    ready: async () => ({ ok: true }),
    feed: {
      told: (show) => {
        told.push(show);
        feed.told(show);
      },
      attach: (socket, owner) => feed.attach(socket, owner),
      closeFor: (id) => feed.closeFor(id),
      takeNumbers: feed.takeNumbers,
    },
    overlays,
    showLog: createShowLog(intake),
    ring,
    rehearsals: {
      start: async () => ({ showId: 'show_rehearsal' }),
      end: async () => false,
      remove: async () => false,
      say: async () => null,
      pace: async () => false,
      trouble: async () => false,
      trail: async () => null,
    },
    connections: {
      credentials,
      load,
      platforms: platformIds,
      probe: async () => null,
      examine: levels.examine,
      proofs: createProofs({ ...platform, levels, lines: { sessionOf: () => null } }),
      accounts: createAccounts({
        ...{ pools: database.pools, credentials, load, clock: systemClock, log },
        door: { addresses, fetch },
        publicUrl: PUBLIC_URL,
      }),
      look: () => undefined,
    },
    // Through JSON, as between two processes.
    desk: deskOver({
      ask: async (kind, args) =>
        JSON.parse(JSON.stringify(await handlers[kind as DeskKind](JSON.parse(JSON.stringify(args))))),
    }),
    hooks,
    // Nobody has to have an engine; whoever tests one brings it.
    translation: { engine: () => null, translate: async () => ({ translations: [], sentence: null }) },
    ...over,
  };
  const api: Api = await createApi(deps);
  await api.app.ready();
  const workspaceId = (await signIn.first()).id;
  const cookies = new Map<string, string>();

  async function cookieOf(role: Role, workspace = workspaceId): Promise<string> {
    const known = cookies.get(`${workspace}/${role}`);
    if (known !== undefined) return known;
    const token = new URL((await signIn.ownerLink(PUBLIC_URL)) ?? '').searchParams.get('token') ?? '';
    const entry = await signIn.byLink(token, { headers: {}, address: '127.0.0.1' });
    if (!entry.ok) throw new Error(entry.reason);
    const cookie = entry.cookies.map((one) => one.split(';')[0]).join('; ');
    const who = await signIn.who({ headers: { cookie }, address: '' });
    // The same session, moved to a person of its own: what the library does for an invited member.
    const user = newId('u');
    const db = database.pools.rest;
    await db.query(`INSERT INTO auth."user" (id, name, email, "emailVerified") VALUES ($1, $2, $3, true)`, [
      user,
      role,
      `${user}@shop.example`,
    ]);
    await db.query(
      `INSERT INTO auth.member (id, "organizationId", "userId", role, "createdAt") VALUES ($1, $2, $3, $4, now())`,
      [newId('m'), workspace, user, role],
    );
    await db.query(`UPDATE auth.session SET "userId" = $1, "activeOrganizationId" = $2 WHERE id = $3`, [
      user,
      workspace,
      who?.sessionId,
    ]);
    cookies.set(`${workspace}/${role}`, cookie);
    return cookie;
  }

  async function newWorkspace(): Promise<string> {
    const id = newId('ws');
    await database.pools.rest.query(`INSERT INTO workspace (id, name) VALUES ($1, 'Other brand')`, [id]);
    await database.pools.rest.query(
      `INSERT INTO auth.organization (id, name, slug, "createdAt") VALUES ($1, 'Other brand', $1, now())`,
      [id],
    );
    return id;
  }

  const call: TestApi['call'] = async (method, url, options = {}) => {
    const answer = await api.app.inject({
      method: method as 'GET',
      url,
      headers: {
        origin: PUBLIC_URL,
        ...(options.cookie === undefined ? {} : { cookie: options.cookie }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { payload: options.body as object }),
    });
    const isJson = String(answer.headers['content-type']).includes('json');
    return {
      status: answer.statusCode,
      json: isJson ? answer.json() : null,
      text: answer.body,
      headers: answer.headers,
    };
  };

  return {
    ...api,
    database,
    deps,
    signIn,
    credentials,
    workspaceId,
    challenges,
    rung,
    told,
    endedSessions,
    cookieOf,
    newWorkspace,
    call,
    close: async () => {
      await network.close();
      await overlays.close();
      await api.app.close();
      await hooks.close();
      await forgetting.close();
      await signIn.close();
      await prisma.$disconnect();
      await intake.close();
      await feed.close();
    },
  };
}
