import { createHash } from 'node:crypto';
import { seeded } from '../../connectors/platforms/testkit/seeded.ts';
import type { SimAuthor, SimEvent, Simulator } from '../../connectors/platforms/testkit/simulator.ts';
import { isPlatformId, loadConnector } from '../../connectors/platforms/registry.ts';
import { play, type Player } from './player.ts';
import { loadSimulator } from './simulators.ts';
import { systemClock } from '../clock.ts';
import { createScript, type Beat, type Script } from './script/script.ts';
import type { FromStage, Performance, StageEntry, StageJournal, ToStage } from './stage-protocol.ts';

// The stage of a rehearsal: a process of its own with the platforms' simulators, the script that drives them and the
// journal of what really happened. A hub that is busy, blocked or killed cannot flatter itself in it.

/** Kinds that are never merged on their way, so that each of them must be found again in the record. */
const COUNTED: ReadonlySet<string> = new Set(['message', 'gift', 'follow', 'share']);

/** What a viewer gets to read, in public or alone. */
const ANSWERS: ReadonlySet<string> = new Set(['reply', 'private-reply', 'message']);

const { now } = systemClock;
const running = new Map<string, Simulator>();
const published: StageEntry[] = [];
/** What the host shows, oldest first, and how much later each platform's viewers see it. */
const shown: { code: string | null; atMs: number }[] = [];
let delaysMs: Readonly<Record<string, number>> = {};
/** A viewer's own delay is off the usual one by at most this share. */
const DELAY_OFF = 0.25;
let seed = '';
let script: Script | null = null;
let player: Player | null = null;

const answer = (message: FromStage): void => void process.send?.(message);

async function open(message: Extract<ToStage, { t: 'open' }>): Promise<void> {
  seed = `${message.seed}.${message.epoch}`;
  delaysMs = message.delaysMs ?? {};
  for (const platform of message.platforms) {
    const start = await loadSimulator(platform);
    running.set(platform, await start({ seed, access: message.access }));
  }
  answer({
    t: 'opened',
    connections: Object.fromEntries([...running].map(([platform, one]) => [platform, one.connection])),
  });
}

async function go(performance: Performance): Promise<void> {
  const random = seeded(`script ${seed}`);
  const troubles = seeded(`troubles ${seed}`);
  const platforms = await Promise.all(
    [...running.keys()]
      .filter(isPlatformId)
      .map(async (id) => ({ id, emits: (await loadConnector(id)).manifest.emits, share: 1 })),
  );
  const { catalog, showing, viewers, rate, seconds, preludeSeconds, bare } = performance;
  shown.push({ code: showing, atMs: 0 });
  const startedMs = now();
  const seeing = (platform: string, atMs: number, off: number): string | null =>
    seenAt(startedMs + atMs - (delaysMs[platform] ?? 0) * (1 + off * DELAY_OFF));
  script = createScript({
    random,
    catalog,
    platforms,
    showing,
    viewers,
    seeing,
    ...(bare === undefined ? {} : { bare }),
  });
  player = play({
    script,
    random,
    rate,
    seconds,
    preludeSeconds,
    now,
    publish,
    everySecond: (second, perSecond) => planTroubles(second, perSecond, troubles),
    over: () => answer({ t: 'over' }),
  });
}

const seenAt = (ms: number): string | null => shown.findLast((one) => one.atMs <= ms)?.code ?? null;

function publish({ platform, event, meant }: Beat, dueMs: number, prelude: boolean): void {
  const simulator = running.get(platform);
  if (simulator === undefined) return;
  const claim =
    meant?.product === undefined ? {} : { product: meant.product, ...(meant.code === null && { bare: true as const }) };
  const ids = simulator.publish({ ...event, atMs: Math.round(dueMs) });
  record(platform, event, ids, dueMs, { ...claim, ...(prelude && { prelude }) });
}

function record(
  platform: string,
  event: SimEvent,
  ids: string[],
  dueMs: number,
  more: Pick<StageEntry, 'prelude' | 'product' | 'bare'> = {},
): void {
  if (!COUNTED.has(event.kind)) return;
  for (const id of ids) published.push({ platform, kind: event.kind, id, dueMs, publishedMs: now(), ...more });
}

/** What real platforms do by themselves: now and then something comes twice, or a few things leave in another order. */
function planTroubles(second: number, rate: number, random: () => number): void {
  const [which, twice, mixed] = [random(), random(), random()];
  const simulator = [...running.values()][Math.floor(which * running.size)];
  if (simulator === undefined || second === 0) return;
  if (twice < 0.4) simulator.fault({ kind: 'duplicate', next: 1 + Math.floor(rate / 20) });
  if (mixed < 0.1) simulator.fault({ kind: 'reorder', within: 4, next: 8 });
}

/** Somebody at the hub plays a viewer: their words leave like everybody's. */
function say({ ask, platform, name, text }: Extract<ToStage, { t: 'say' }>): void {
  const simulator = running.get(platform);
  const event: SimEvent = { kind: 'message', author: viewerNamed(platform, name), text };
  const ids = simulator?.publish(event) ?? [];
  record(platform, event, ids, now());
  answer({ t: 'said', ask, platformId: ids[0] ?? null });
}

/** The same name is the same person, on each platform in that platform's shape. */
function viewerNamed(platform: string, name: string): SimAuthor {
  const hash = createHash('sha256').update(`${platform} ${name}`).digest();
  const handle =
    name
      .normalize('NFKC')
      .replace(/[^\p{L}\p{N}._-]+/gu, '')
      .slice(0, 24)
      .toLowerCase() || 'viewer';
  return { id: guestId(platform, hash), handle, name };
}

/** In the shape the platform gives its people; apart from every viewer of the script. */
function guestId(platform: string, hash: Buffer): string {
  const number = hash.readBigUInt64BE();
  switch (platform) {
    case 'youtube':
      return `UC${hash.toString('base64url').slice(0, 22)}`;
    case 'twitch':
      return (900_000_000n + (number % 10n ** 8n)).toString();
    case 'facebook':
      return (9_400_000_000_000_000n + (number % 10n ** 13n)).toString();
    case 'instagram':
      return (19_000_000_000_000_000n + (number % 10n ** 14n)).toString();
    default:
      return (6_100_000_000_000_000_000n + (number % 10n ** 17n)).toString();
  }
}

function journal(): StageJournal {
  const journals = [...running].map(([platform, simulator]) => ({ platform, ...simulator.journal() }));
  return {
    published,
    lost: journals.flatMap(({ platform, published: all }) =>
      all.filter((one) => one.lost === true).map(({ id }) => ({ platform, id })),
    ),
    replies: journals.flatMap(({ platform, received }) =>
      received
        .filter(({ kind }) => ANSWERS.has(kind))
        .map(({ id, atMs, kind, text = '' }) => ({
          ...{ platform, id, atMs, text },
          way: kind === 'reply' ? ('public' as const) : ('private' as const),
        })),
    ),
  };
}

async function close(): Promise<void> {
  player?.stop();
  const closing = Promise.all([...running.values()].map((simulator) => simulator.close()));
  await Promise.race([closing, new Promise((resolve) => setTimeout(resolve, 1_000))]);
  process.exit(0);
}

async function hear(message: ToStage): Promise<void> {
  switch (message.t) {
    case 'open':
      return open(message);
    case 'go':
      return go(message);
    case 'pace':
      return player?.pace(message.rate);
    case 'show':
      return void shown.push({ code: message.code, atMs: message.atMs });
    case 'learn':
      return script?.learn(message.catalog);
    case 'say':
      return say(message);
    case 'trouble':
      return running.get(message.platform)?.fault(message.fault);
    case 'journal':
      return answer({ t: 'journal', ask: message.ask, journal: journal() });
    case 'close':
      return close();
  }
}

process.on('message', (message) => {
  hear(message as ToStage).catch((error: unknown) => {
    process.stderr.write(
      `the stage of the rehearsal failed: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(1);
  });
});
// A hub that was killed closes the channel: no orphan is left behind. Ctrl-C reaches us too; the hub decides when we go.
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
