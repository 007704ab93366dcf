import { fork, type ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import type { Manifest } from '../../connectors/platforms/contract.ts';
import { isPlatformId, loadConnector } from '../../connectors/platforms/registry.ts';
import type { AccessLevel } from '../../connectors/platforms/testkit/simulator.ts';
import { childEnvironment, loadConfig, type Config } from '../config.ts';
import { systemClock } from '../clock.ts';
import { sentenceOf } from '../errors.ts';
import type { FromHub, Ready, ToHub } from './cli-protocol.ts';
import { makeThrowaway } from './cli-throwaway.ts';
import { followFeed, type FeedClient } from './feed-client.ts';
import { figuresOf, type Figures } from './figures.ts';
import { simulated } from './simulators.ts';
import type { StageJournal } from './stage-protocol.ts';
import { findFigures, isDrained } from './store-figures.ts';

// `npm run rehearse -- --seconds 20 --rate 200 --seed 7 --json`: a rehearsal without a browser, on a throw-away
// database. Three processes: the stage (simulators, script, journal), the hub, and this one, which follows the feed as
// a dashboard does and counts afterwards over a database connection of its own.

const READY_LIMIT_MS = 90_000;
const DRAIN_LIMIT_MS = 30_000;
/** Replies leave at the platform's own pace; this long they may still arrive before they are counted. */
const REPLIES_MS = 2_500;
/** Nobody's show begins with its full audience; what is said meanwhile counts in every figure. */
const PRELUDE_SECONDS = 2;

interface Asked {
  seconds: number;
  rate: number;
  seed: string;
  viewers: number;
  platforms: string[];
  access: AccessLevel;
  json: boolean;
  /** How late each platform's viewers see the show, in their order. */
  delaysMs: Record<string, number>;
  switchSeconds?: number;
  bare?: number;
}

const USAGE =
  'npm run rehearse -- [--seconds 20] [--rate 200] [--seed 7] [--viewers 600] [--platforms tiktok,youtube] [--access advanced] [--delays 3,8] [--switch 20] [--bare 0.4] [--json]';
const FOUR = 'tiktok,youtube,facebook,instagram';
const ACCESS: readonly AccessLevel[] = ['none', 'standard', 'advanced'];

function readArguments(): Asked {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '20' },
      rate: { type: 'string', default: '200' },
      seed: { type: 'string', default: '7' },
      viewers: { type: 'string', default: '600' },
      platforms: { type: 'string' },
      delays: { type: 'string' },
      switch: { type: 'string' },
      bare: { type: 'string' },
      access: { type: 'string', default: 'advanced' },
      json: { type: 'boolean', default: false },
    },
  });
  const number = (name: 'seconds' | 'rate' | 'viewers' | 'switch' | 'bare', least: number, most: number): number => {
    const value = Number(values[name]);
    if (Number.isFinite(value) && value >= least && value <= most) return value;
    throw new Error(`--${name} must be a number from ${least} to ${most}\n${USAGE}`);
  };
  const delays = values.delays?.split(',').map(Number) ?? [];
  // A delay each: with more than two, all four platforms play where nobody chose.
  const cast = values.platforms ?? (delays.length > 2 ? FOUR : 'tiktok,youtube');
  const platforms = [...new Set(cast.split(',').map((one) => one.trim()))];
  if (delays.some((one) => !(one >= 0 && one <= 120)) || delays.length > platforms.length)
    throw new Error(`--delays must be seconds from 0 to 120, at most one a platform\n${USAGE}`);
  const unknown = platforms.filter((one) => !simulated.includes(one));
  if (unknown.length > 0)
    throw new Error(
      `--platforms: there is no simulator of "${unknown.join('", "')}"; there are ${simulated.join(', ')}`,
    );
  const access = ACCESS.find((one) => one === values.access);
  if (access === undefined) throw new Error(`--access must be one of ${ACCESS.join(', ')}\n${USAGE}`);
  return {
    platforms,
    access,
    seconds: Math.ceil(number('seconds', 1, 3_600)),
    rate: number('rate', 0.1, 5_000),
    viewers: Math.ceil(number('viewers', 10, 100_000)),
    seed: values.seed,
    json: values.json,
    delaysMs: Object.fromEntries(platforms.map((one, at) => [one, (delays[at] ?? 0) * 1_000])),
    ...(values.switch === undefined ? {} : { switchSeconds: number('switch', 1, 3_600) }),
    ...(values.bare === undefined ? {} : { bare: number('bare', 0, 1) }),
  };
}

const tell = (line: string): void => void process.stderr.write(`${line}\n`);

async function rehearse(asked: Asked): Promise<Figures> {
  const throwaway = await makeThrowaway(loadConfig());
  const hub = startHub(throwaway.config);
  try {
    tell('Starting a hub on a throw-away database …');
    hub.tell({
      t: 'open',
      seed: asked.seed,
      cast: { platforms: asked.platforms, access: asked.access, delaysMs: asked.delaysMs },
    });
    const ready = await within(hub.ready, READY_LIMIT_MS, 'the hub was not ready');
    const feed = await followFeed({
      url: ready.url,
      cookie: await signIn(ready),
      showId: ready.showId,
      now: systemClock.now,
    });
    tell(`Playing ${asked.seconds} s at ${asked.rate} a second …`);
    hub.tell({ t: 'go', played: { ...asked, preludeSeconds: PRELUDE_SECONDS } });
    await within(hub.over, asked.seconds * 1_000 + READY_LIMIT_MS, 'the script did not come to its end');
    return await counted(asked, ready, feed, hub);
  } finally {
    await hub.close();
    await throwaway.remove();
  }
}

async function counted(asked: Asked, ready: Ready, feed: FeedClient, hub: RunningHub): Promise<Figures> {
  tell('Waiting until the lanes have nothing more to do …');
  const client = new pg.Client({ connectionString: ready.databaseUrl, application_name: 'hawker-rehearse' });
  await client.connect();
  try {
    const untilMs = systemClock.now() + DRAIN_LIMIT_MS;
    await wait(REPLIES_MS);
    const journal = await hub.journal();
    let found = await findFigures(client, ready.workspaceId, ready.showId, journal);
    const all = journal.published.length - journal.lost.length;
    const stored = (): number => [...found.stored.values()].reduce((sum, ids) => sum + ids.size, 0);
    while (
      systemClock.now() < untilMs &&
      !(stored() >= all && (await isDrained(client, ready.workspaceId, ready.showId)))
    ) {
      await wait(250);
      found = await findFigures(client, ready.workspaceId, ready.showId, journal);
    }
    feed.close();
    return figuresOf({
      ...asked,
      reads: await readsOf(asked.platforms),
      journal: await hub.journal(),
      found,
      seenMs: feed.seenMs,
    });
  } finally {
    await client.end();
  }
}

async function readsOf(platforms: readonly string[]): Promise<Record<string, Manifest['reads']>> {
  const named = platforms
    .filter(isPlatformId)
    .map(async (id) => [id, (await loadConnector(id)).manifest.reads] as const);
  return Object.fromEntries(await Promise.all(named));
}

/** As the owner would, by the printed link. */
async function signIn({ url, link }: Ready): Promise<string> {
  const token = link === null ? null : new URL(link).searchParams.get('token');
  const response = await fetch(`${url}/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ token }),
  });
  if (!response.ok) throw new Error(`the hub did not let us sign in: ${response.status} ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

interface RunningHub {
  ready: Promise<Ready>;
  over: Promise<void>;
  tell(message: ToHub): void;
  journal(): Promise<StageJournal>;
  close(): Promise<void>;
}

function startHub(config: Config): RunningHub {
  const child: ChildProcess = fork(fileURLToPath(new URL('cli-hub.ts', import.meta.url)), [], {
    env: childEnvironment(config),
    execArgv: [],
    // What it says goes to our standard error: standard output belongs to the figures.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const ready = Promise.withResolvers<Ready>();
  const over = Promise.withResolvers<void>();
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let journal = Promise.withResolvers<StageJournal>();
  child.on('message', (data) => {
    const message = data as FromHub;
    if (message.t === 'ready') ready.resolve(message);
    else if (message.t === 'over') over.resolve();
    else journal.resolve(message.journal);
  });
  void gone.then(() => {
    const error = new Error('the hub ended by itself');
    for (const waiting of [ready, over, journal]) waiting.reject(error);
  });
  // Whoever waits hears of it; nobody may be waiting.
  for (const { promise } of [ready, over, journal]) promise.catch(() => undefined);
  const tell = (message: ToHub): void => void (child.connected && child.send(message));
  return {
    ready: ready.promise,
    over: over.promise,
    tell,
    journal() {
      journal = Promise.withResolvers();
      tell({ t: 'journal' });
      return within(journal.promise, 20_000, 'the journal was not told');
    },
    async close() {
      tell({ t: 'close' });
      const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await gone;
      clearTimeout(timer);
    },
  };
}

async function within<T>(promise: Promise<T>, limitMs: number, what: string): Promise<T> {
  const ended = new AbortController();
  const late = wait(limitMs, undefined, { signal: ended.signal, ref: false }).then(
    () => Promise.reject(new Error(`${what} within ${limitMs / 1_000} s`)),
    () => new Promise<never>(() => undefined),
  );
  return Promise.race([promise, late]).finally(() => ended.abort());
}

function inWords(figures: Figures): string {
  const { lagMs } = figures;
  const platforms = Object.entries(figures.perPlatform).map(
    ([name, one]) =>
      `  ${name}: ${one.published} published, ${one.stored} stored, ${one.lost} lost, ${one.replies} replies, p99 ${one.lagMs.p99} ms` +
      (one.reads.by === 'poll' ? ` (asked every ${one.reads.everyMs} ms)` : ''),
  );
  return [
    `${figures.published} published, ${figures.stored} stored, ${figures.duplicatesDropped} duplicates dropped, ${figures.lost} lost`,
    ...platforms,
    `${figures.claims} claims: ${figures.reserved} reserved, ${figures.waitlisted} waitlisted, ${figures.cancelled} cancelled, ${figures.refused} refused; ${figures.oversold} oversold`,
    `wrong product: ${figures.wrongProduct}; of ${figures.bare.said} claims that named no product ${figures.bare.sold} were taken and ${figures.bare.asked} left to a person`,
    `${figures.repliesSent} replies reached a platform, ${figures.repliesFailed} failed`,
    `lag from due to feed client: p50 ${lagMs.p50} ms, p95 ${lagMs.p95} ms, p99 ${lagMs.p99} ms`,
  ].join('\n');
}

async function main(): Promise<number> {
  const asked = readArguments();
  const figures = await rehearse(asked);
  process.stdout.write(`${asked.json ? JSON.stringify(figures) : inWords(figures)}\n`);
  return figures.lost === 0 && figures.oversold === 0 && figures.wrongProduct === 0 && figures.stored > 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exit(1);
  },
);
