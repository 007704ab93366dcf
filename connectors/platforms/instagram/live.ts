/** The comments of a live, asked for every three seconds, until it is over. */
import { ConnectorError, type ConnectorContext, type Delivery } from '../contract.ts';
import { GraphRefusal } from '../meta/errors.ts';
import { textOf } from '../meta/hook.ts';
import { rest } from '../meta/rest.ts';
import type { Found } from './account.ts';
import type { Api } from './api.ts';
import { endedEvent } from './events.ts';
import type { CommentList } from './list.ts';
import { POLL_EVERY_MS } from './manifest.ts';

/** What hooks and actions know of it besides. */
export interface LiveState {
  over: boolean;
  /** A hook has come: the list is no longer the only way to hear of a comment. */
  hooked: boolean;
}

/** Whether it is still on air is asked at every second look at the comments. */
const LOOKS_BETWEEN = 2;
/** After a look that found half a page: a busy chat is looked at sooner than the manifest promises. */
const BUSY = 25;
const BUSY_EVERY_MS = 1_500;
const ASK_AGAIN_MS = 1_000;
const FAULTS_IN_A_ROW = 3;

interface Live {
  ctx: ConnectorContext;
  api: Api;
  found: Found;
  list: Pick<CommentList, 'next' | 'cursor'>;
  state: LiveState;
}

export async function* liveDeliveries(live: Live, opening: Delivery[]): AsyncGenerator<Delivery> {
  const { ctx, api, found, list, state } = live;
  yield* opening;
  let looks = 0;
  let faults = 0;
  let everyMs = POLL_EVERY_MS;
  let lookedMs = ctx.now();
  while (!ctx.signal.aborted) {
    await rest(ctx, lookedMs + everyMs * api.slowedBy() - ctx.now(), ctx.signal);
    if (ctx.signal.aborted) return;
    lookedMs = ctx.now();
    looks += 1;
    const got = await looked(live);
    if (Array.isArray(got)) yield* state.hooked ? got.map((one): Delivery => ({ ...one, via: 'list' })) : got;
    everyMs = Array.isArray(got) && got.length >= BUSY ? BUSY_EVERY_MS : POLL_EVERY_MS;
    faults = Array.isArray(got) ? 0 : faults + 1;
    if (faults >= FAULTS_IN_A_ROW && !Array.isArray(got)) throw worthAnotherTry(got);
    const gone = got instanceof GraphRefusal && got.cure === 'gone';
    if ((gone || looks % LOOKS_BETWEEN === 0) && (await isOver(live))) {
      state.over = true;
      yield { event: endedEvent(found.liveId), cursor: list.cursor };
      return;
    }
  }
}

/** On air by one answer and not there by another: neither may be the last word. */
const worthAnotherTry = (fault: ConnectorError): ConnectorError =>
  fault.final
    ? new ConnectorError('protocol', 'Instagram does not show the comments of a live that is on air.')
    : fault;

/** What is new, or a fault that may pass by itself; any other fault breaks the line, and is seen as a gap. */
async function looked({ ctx, list }: Live): Promise<Delivery[] | ConnectorError> {
  try {
    return await list.next();
  } catch (error) {
    if (ctx.signal.aborted) return [];
    if (!(error instanceof ConnectorError)) throw error;
    if (error.code === 'protocol') {
      ctx.skipped('page');
      return error;
    }
    const passes = error instanceof GraphRefusal && (error.code === 'network' || error.cure === 'gone');
    if (!passes) throw error;
    return error;
  }
}

/** Asked twice: one answer without it may be a hiccup, and an end cannot be taken back. Another live leaves no doubt. */
async function isOver(live: Live): Promise<boolean> {
  const { ctx, api, found } = live;
  for (const waitMs of [0, ASK_AGAIN_MS]) {
    await rest(ctx, waitMs, ctx.signal);
    const ids = await idsOnAir(api, found);
    if (ctx.signal.aborted || ids === null || ids.includes(found.liveId)) return false;
    if (ids.length > 0) return true;
  }
  return true;
}

/** Null when Meta has a passing fault: nothing is known then. */
async function idsOnAir(api: Api, { own }: Found): Promise<string[] | null> {
  try {
    return (await api.liveMedia(own.igId)).flatMap(({ id }) => textOf(id) ?? []);
  } catch (error) {
    const passes =
      error instanceof ConnectorError &&
      (error.code === 'protocol' || (error instanceof GraphRefusal && error.code === 'network'));
    if (passes) return null;
    throw error;
  }
}
