/** A connector of the tiny platform that keeps every clause, or breaks one on purpose. */
import { receiveTinyHook } from './hook.ts';
import {
  ConnectorError,
  type Connector,
  type ConnectorContext,
  type Delivery,
  type Hook,
  type Level,
  type Manifest,
  type PlatformEvent,
} from '../../contract.ts';
import { tinyAt, type TinyPlatform, type TinyRefusal } from './platform.ts';

export const PLANTS = [
  'ids change on redelivery',
  'order is broken',
  'the cursor is ignored',
  'an unknown payload ends the line',
  'an unknown payload is not counted',
  'odd text is dropped',
  'ids are numbers',
  'history is unmarked',
  'the delay of a 429 is lost',
  'a 401 is worth another try',
  'an abort is ignored',
  'a second close throws',
  'a secret stands in the error',
  'a secret stands in the log',
  'text is not cut',
  'the link is cut',
  'a stall goes unnoticed',
  'the end is not told',
  'a dropped line ends quietly',
  'every step of a streak counts',
  'a lost streak end loses the gift',
  'a removal names nothing',
  'an action goes nowhere',
  'an unsigned request is let in',
  'only the start of a signature is compared',
  'the words of a request are signed, not its bytes',
  'a request names another happening',
  'a missing level is not explained',
  'an expired token ends the line',
] as const;
export type Plant = (typeof PLANTS)[number];

const LIMIT = 40;
const SILENCE_MS = 2_000;
const STREAK_QUIET_MS = 1_500;

export const tinyManifest: Manifest = {
  id: 'tiny',
  name: 'Tiny',
  emits: ['message', 'gift', 'removal', 'ended'],
  can: ['reply', 'remove', 'ban'],
  order: 'kept',
  resume: 'cursor',
  time: { source: 'platform', resolutionMs: 1 },
  limits: { textLength: LIMIT, silenceMs: SILENCE_MS, replyEveryMs: 0 },
  reads: { by: 'push' },
  hook: { account: 'room' },
  oauth: { provider: 'twitch', scopes: [{ name: 'chat', for: 'reading' }] },
  settings: {
    type: 'object',
    additionalProperties: false,
    required: ['accessToken'],
    properties: {
      accessToken: { type: 'string', title: 'Token', secret: true },
      room: { type: 'string', title: 'Room' },
      secret: { type: 'string', title: 'Secret of its requests', secret: true },
    },
  },
  speech: { links: 'yes', qrCodes: 'yes', otherPlatforms: 'yes', pricesElsewhere: 'yes', games: 'yes' },
  works: { read: 'today', reply: 'today', link: 'today', moderate: 'today' },
};

interface Frame {
  at: number;
  kind: string;
  id: string;
  atMs: number;
  old?: true;
  text: string;
  name: string;
  count: number;
  coins: number;
  targetId: string;
  streak?: number[];
}

export function tinyConnector(plant?: Plant): Connector {
  const hook: Hook = { receive: (request, secrets) => receiveTinyHook(request, secrets, plant) };
  const examine = async (ctx: ConnectorContext) => levelsOf(tinyAt(ctx.endpoints.TINY_URL), ctx, plant);
  return { manifest: tinyManifest, connect: async (ctx) => connect(ctx, plant), hook, examine };
}

function levelsOf(platform: TinyPlatform, ctx: ConnectorContext, plant: Plant | undefined): Level[] {
  const reads = platform.knows(ctx.settings.accessToken);
  const told = plant === 'a missing level is not explained' ? '' : 'Connect the account again.';
  const level = (id: Level['id']): Level =>
    reads ? { id, state: 'proven', sentence: null } : { id, state: 'missing', missing: 'token', sentence: told };
  return [
    ...(['reads-own', 'reads-strangers', 'hooks-arrive', 'replies-publicly'] as const).map(level),
    { id: 'replies-privately', state: 'never', sentence: 'There is no such thing there.' },
  ];
}

function connect(ctx: ConnectorContext, plant: Plant | undefined): Awaited<ReturnType<Connector['connect']>> {
  let token = ctx.settings.accessToken ?? '';
  const platform = tinyAt(ctx.endpoints.TINY_URL);
  const closed = new AbortController();
  const signal = plant === 'an abort is ignored' ? closed.signal : AbortSignal.any([ctx.signal, closed.signal]);
  const frames: (string | Error | null)[] = [];
  const position = plant === 'the cursor is ignored' || ctx.cursor === null ? null : Number(ctx.cursor);
  ctx.log.info(plant === 'a secret stands in the log' ? { token } : {}, 'tiny-opened');
  const enter = (from: number | null) =>
    guarded(plant, token, () =>
      platform.open(token, from, {
        push: (frame) => void frames.push(frame),
        drop: () => void frames.push(new ConnectorError('network', 'The line broke.')),
        stale: () => void frames.push(STALE),
      }),
    );
  let leave = enter(position);
  const renew = async (from: number | null) => {
    leave();
    if (plant === 'an expired token ends the line') throw new ConnectorError('unauthorized', 'It is stale.');
    token = await ctx.token(token);
    leave = enter(from);
  };
  const act = (kind: 'reply' | 'remove' | 'ban', more: { text?: string; toMessageId?: string }) =>
    guarded(plant, token, () => ({ id: plant === 'an action goes nowhere' ? 'x' : platform.act(token, kind, more) }));
  let closes = 0;
  return {
    liveId: 'tiny',
    address: 'https://tiny.example',
    deliveries: () => deliveries(ctx, platform, { frames, signal, leave: () => leave(), renew, plant }),
    take: ({ body }) => {
      const event = toEvent(body as Frame, plant, 0);
      const id = plant === 'a request names another happening' ? `request ${event?.id}` : event?.id;
      return event ? [{ event: { ...event, id: id ?? '' }, cursor: null, via: 'live' }] : [];
    },
    act: {
      reply: async ({ text }) => act('reply', { text: cut(text, plant) }),
      remove: async ({ messageId }) => act('remove', { toMessageId: messageId }),
      ban: async () => act('ban', {}),
    },
    close: async () => {
      closed.abort();
      closes += 1;
      if (closes > 1 && plant === 'a second close throws') throw new Error('already closed');
    },
  };
}

/** Stands in line where the token ended. */
const STALE = new Error('stale');

interface Reading {
  frames: (string | Error | null)[];
  signal: AbortSignal;
  leave: () => void;
  /** A token that ended: a new one, and on from there. */
  renew(from: number | null): Promise<void>;
  plant: Plant | undefined;
}

async function* deliveries(ctx: ConnectorContext, platform: TinyPlatform, reading: Reading): AsyncGenerator<Delivery> {
  const { frames, signal, leave, renew, plant } = reading;
  let at: number | null = null;
  const streaks = new Map<string, { frame: Frame; lastMs: number }>();
  let heardMs = ctx.now();
  let odd = 0;
  try {
    while (!signal.aborted) {
      if (platform.beats()) heardMs = ctx.now();
      if (ctx.now() - heardMs > SILENCE_MS - 500 && plant !== 'a stall goes unnoticed') {
        throw new ConnectorError('stalled', 'Nothing was heard.');
      }
      if (plant === 'order is broken' && frames.length > 1) frames.reverse();
      for (const raw of frames.splice(0)) {
        if (raw === STALE) {
          await renew(at ?? -1);
          continue;
        }
        if (raw instanceof Error) {
          if (plant === 'a dropped line ends quietly') return;
          throw raw;
        }
        const frame = parsed(ctx, raw, plant);
        if (!frame) continue;
        at = frame.at;
        if (frame.kind === 'gift' && plant !== 'every step of a streak counts') {
          streaks.set(frame.id, { frame, lastMs: ctx.now() });
          continue;
        }
        const event = toEvent(frame, plant, (odd += 1));
        if (!event) continue;
        yield { event, cursor: String(frame.at) };
        if (event.kind === 'ended') return;
      }
      for (const [id, { frame, lastMs }] of streaks) {
        if (ctx.now() - lastMs < STREAK_QUIET_MS) continue;
        streaks.delete(id);
        const event = plant === 'a lost streak end loses the gift' && frame.streak ? null : toEvent(frame, plant, 0);
        if (event) yield { event, cursor: String(frame.at) };
      }
      await ctx.sleep(10);
    }
  } finally {
    leave();
  }
}

const KNOWN = ['message', 'gift', 'removal', 'ban', 'ended'];

function parsed(ctx: ConnectorContext, raw: string | null, plant: Plant | undefined): Frame | null {
  const skip = () => {
    if (plant === 'an unknown payload ends the line') throw new ConnectorError('protocol', 'Not understood.');
    if (plant !== 'an unknown payload is not counted') ctx.skipped('frame');
    return null;
  };
  try {
    const frame = JSON.parse(raw ?? '') as Frame;
    return KNOWN.includes(frame.kind) ? frame : skip();
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    return skip();
  }
}

function toEvent(frame: Frame, plant: Plant | undefined, seen: number): PlatformEvent | null {
  const numbered = plant === 'ids are numbers' ? String(Number(frame.id)) : frame.id;
  const id = plant === 'ids change on redelivery' ? `${numbered}-${seen}` : numbered;
  const { atMs } = frame;
  const history = frame.old && plant !== 'history is unmarked' ? { history: true } : {};
  const author = { id: 'a', handle: 'nok', name: 'Nok' };
  switch (frame.kind) {
    case 'message':
      if (plant === 'odd text is dropped' && !frame.text.isWellFormed()) return null;
      return { kind: 'message', id, atMs, author, text: frame.text, ...history };
    case 'gift': {
      const stepId = plant === 'every step of a streak counts' ? `${id}-${frame.count}` : id;
      const value = { coins: frame.coins * frame.count };
      const gift = { type: 'gift' as const, name: frame.name, count: frame.count, value };
      return { kind: 'gift', id: stepId, atMs, author, gift };
    }
    case 'removal': {
      const targetIds = plant === 'a removal names nothing' ? [] : [frame.targetId];
      return { kind: 'removal', id, atMs, target: 'message', targetIds };
    }
    case 'ended':
      return plant === 'the end is not told' ? null : { kind: 'ended', id, atMs, reason: 'over' };
    default:
      return null;
  }
}

function cut(text: string, plant: Plant | undefined): string {
  const points = [...text];
  if (points.length <= LIMIT || plant === 'text is not cut') return text;
  const link = plant === 'the link is cut' ? '' : (/\S+$/.exec(text)?.[0] ?? '');
  return `${points.slice(0, LIMIT - link.length - 1).join('')} ${link}`;
}

function guarded<T>(plant: Plant | undefined, token: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const { status, retryAfterMs } = error as TinyRefusal;
    const secret = plant === 'a secret stands in the error' ? ` ${token}` : '';
    if (status === 401) {
      const final = plant !== 'a 401 is worth another try';
      throw new ConnectorError('unauthorized', `The token is refused.${secret}`, { final });
    }
    if (status === 429) {
      const delay = plant === 'the delay of a 429 is lost' || retryAfterMs === undefined ? {} : { retryAfterMs };
      throw new ConnectorError('rate-limited', 'Too fast.', delay);
    }
    throw new ConnectorError('network', 'No line.');
  }
}
