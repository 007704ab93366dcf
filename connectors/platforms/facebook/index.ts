import { defineConnector, type ConnectorContext, type Delivery, type PlatformEvent } from '../contract.ts';
import { ConnectorError } from '../contract.ts';
import { GraphRefusal } from '../meta/errors.ts';
import { receiveMetaHook } from '../meta/hook.ts';
import { linked, rest } from '../meta/rest.ts';
import { actionsOf } from './actions.ts';
import { createApi, type Api } from './api.ts';
import { createReader } from './comments.ts';
import { cursorOf, placeFrom, type Place } from './cursor.ts';
import { endedEvent } from './events.ts';
import { examine } from './examine.ts';
import { findLive, type Found } from './find.ts';
import { createLook } from './look.ts';
import { manifest, POLL_MS } from './manifest.ts';
import { Names, takePart } from './taken.ts';
import { Window } from './window.ts';

const LOOK_EVERY_MS = 5_000;
/** Passing faults that Meta itself calls so: not worth a broken line. */
const FAULTS_IN_A_ROW = 2;
const AFTER_FAULT_MS = 1_000;

export const facebook = defineConnector(
  manifest,
  async (outer) => {
    const closed = new AbortController();
    const ctx: ConnectorContext = { ...outer, signal: AbortSignal.any([outer.signal, closed.signal]) };
    const api = createApi(ctx);
    const pageId = await api.pageId();
    const found = await findLive(ctx, api, pageId);
    const names = new Names(pageId, [found.liveId, found.videoId, await postIdOf(api, found)]);
    const openedSecond = Math.floor(api.graph.platformNow() / 1000);
    const resumed = placeFrom(ctx.cursor, found.liveId);
    const place: Place = resumed ?? { window: new Window(openedSecond), reactions: null };
    const reader = createReader(ctx, api, {
      ...{ liveId: found.liveId, pageId, window: place.window, openedSecond: resumed ? null : openedSecond },
      learn: (commentId) => names.learnFromComment(commentId),
    });
    if (!resumed) await reader.history();
    await subscribed(ctx, api, pageId);
    const line = createLine(ctx, api, found, place, reader);
    return {
      liveId: found.liveId,
      address: found.address,
      ...(found.title ? { title: found.title } : {}),
      async *deliveries() {
        try {
          yield* line.deliveries();
        } finally {
          closed.abort();
        }
      },
      take(part) {
        const taken = takePart({ pageId, names, cursor: line.cursor, lookNow: line.lookNow }, part);
        if (taken.length > 0) line.hooksArrive();
        return taken;
      },
      act: actionsOf(api, pageId, found.liveId),
      async close() {
        closed.abort();
      },
    };
  },
  { hook: { receive: receiveMetaHook }, examine },
);

/** Which post the hooks will name. Only a help: the list's comments tell it too. */
async function postIdOf(api: Api, { videoId }: Found): Promise<string | null> {
  if (videoId === null) return null;
  const video = await orNull(api.postOf(videoId));
  return video?.post_id ?? null;
}

/** Where hooks can be proven, the Page is asked for them; that it refuses is a level, no fault of the show. */
async function subscribed(ctx: ConnectorContext, api: Api, pageId: string): Promise<void> {
  if (!ctx.settings['appSecret'] || !ctx.settings['verifyToken']) return;
  const known = await orNull(api.subscriptions(pageId));
  if (!known || known.data?.some(({ subscribed_fields: fields }) => fields?.includes('feed'))) return;
  if ((await orNull(api.subscribe(pageId))) === null) ctx.log.info({}, 'page-hooks-refused');
}

/** A help that is refused is done without; a line that is broken or a token that is dead is not. */
async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  return asked.catch((error: unknown) => {
    if (error instanceof ConnectorError && ['forbidden', 'refused', 'not-found', 'protocol'].includes(error.code))
      return null;
    throw error;
  });
}

/** Comments and looks in turn, each in its own rhythm, slower as Meta's allowance runs low. */
function createLine(
  ctx: ConnectorContext,
  api: Api,
  { liveId }: Found,
  place: Place,
  reader: ReturnType<typeof createReader>,
) {
  const look = createLook(ctx, api, liveId, place);
  let cursor = cursorOf(liveId, place);
  let wake = new AbortController();
  let nextLookMs = 0;
  /** Said only where there are two ways: before the review there are no hooks, and the list is all there is. */
  let via: Pick<Delivery, 'via'> = {};
  let faults = 0;

  const slowed = (ms: number) => ms * api.graph.slowedBy('pages');

  /** The last event of a poll carries the new place: before it the poll must be read again. */
  async function* comments(): AsyncGenerator<Delivery> {
    let held: PlatformEvent | null = null;
    try {
      for await (const event of reader.poll()) {
        if (held) yield { event: held, cursor, ...via };
        held = event;
      }
    } catch (error) {
      // It is known by now, and where a passing fault hits a later page no poll would tell it again.
      if (held) yield { event: held, cursor, ...via };
      throw error;
    }
    if (ctx.signal.aborted) return;
    cursor = cursorOf(liveId, place);
    if (held) yield { event: held, cursor, ...via };
  }

  async function* round(): AsyncGenerator<Delivery, boolean> {
    yield* comments();
    if (ctx.signal.aborted || ctx.now() < nextLookMs) return false;
    nextLookMs = ctx.now() + slowed(LOOK_EVERY_MS);
    const { events, over } = await look();
    if (ctx.signal.aborted) return false;
    cursor = cursorOf(liveId, place);
    for (const event of events) yield { event, cursor };
    if (over === null) return false;
    // Last words that were written while it ended.
    yield* comments();
    yield { event: endedEvent(liveId, over), cursor };
    return true;
  }

  return {
    cursor: () => cursor,
    hooksArrive: () => void (via = { via: 'list' }),
    lookNow() {
      nextLookMs = 0;
      wake.abort();
    },
    async *deliveries(): AsyncGenerator<Delivery> {
      while (!ctx.signal.aborted) {
        const startedMs = ctx.now();
        try {
          if (yield* round()) return;
          faults = 0;
        } catch (error) {
          if (ctx.signal.aborted) return;
          faults += 1;
          if (!isPassing(error) || faults > FAULTS_IN_A_ROW) throw error;
          await rest(ctx, AFTER_FAULT_MS, ctx.signal);
          continue;
        }
        if (wake.signal.aborted) wake = new AbortController();
        const leftMs = startedMs + slowed(POLL_MS) - ctx.now();
        const until = linked(ctx.signal, wake.signal);
        await rest(ctx, Math.max(leftMs, POLL_MS / 10), until.signal);
        until.unlink();
      }
    },
  };
}

/** Answered, and said to pass: a line that breaks is none of these. */
const isPassing = (error: unknown): boolean => error instanceof GraphRefusal && error.code === 'network';
