/** Viewers, the stream's health, reactions and whether it is still on air, looked at every few seconds. */
import { ConnectorError, type ConnectorContext, type PlatformEvent } from '../contract.ts';
import { rest } from '../meta/rest.ts';
import type { Api } from './api.ts';
import { healthOf, viewersOf } from './events.ts';
import { isOver } from './find.ts';
import type { Place } from './cursor.ts';
import type { LiveVideo } from './payloads.ts';

/** A quiet audience is told again after this long: it is a sign of life. */
const TELL_AGAIN_MS = 20_000;
/** Once more before an end is believed: an encoder that fell over may be back. */
const LOOK_AGAIN_MS = 1_000;

export interface Look {
  events: PlatformEvent[];
  /** Why it is over; null while it is on air. */
  over: string | null;
}

export function createLook(ctx: ConnectorContext, api: Api, liveId: string, place: Place): () => Promise<Look> {
  let told = '';
  let toldMs = 0;

  function audience(live: LiveVideo): PlatformEvent[] {
    const viewers = viewersOf(live);
    const streamHealth = healthOf(live);
    const now = JSON.stringify([viewers, streamHealth]);
    if (now === told && ctx.now() - toldMs < TELL_AGAIN_MS) return [];
    told = now;
    toldMs = ctx.now();
    const id = `audience:${Math.round(toldMs)}`;
    return [{ kind: 'audience', id, atMs: null, viewers, ...(streamHealth ? { streamHealth } : {}) }];
  }

  /** The count only ever says how many there are: what it grew by since the last look is what came. */
  function likes(live: LiveVideo): PlatformEvent[] {
    const total = live.reactions?.summary?.total_count;
    if (typeof total !== 'number' || !Number.isSafeInteger(total)) return [];
    const count = place.reactions === null ? 0 : total - place.reactions;
    place.reactions = total;
    return count > 0 ? [{ kind: 'like', id: `reactions:${total}`, atMs: null, count, total }] : [];
  }

  return async () => {
    let live = await liveOrGone(api, liveId);
    if (live === null || isOver(live)) {
      await rest(ctx, LOOK_AGAIN_MS, ctx.signal);
      if (ctx.signal.aborted) return { events: [], over: null };
      live = await liveOrGone(api, liveId);
    }
    if (live === null) return { events: [], over: 'the live video was deleted' };
    return { events: [...audience(live), ...likes(live)], over: isOver(live) ? 'the live video has ended' : null };
  };
}

/** Null when Facebook no longer knows it. */
async function liveOrGone(api: Api, liveId: string): Promise<LiveVideo | null> {
  try {
    return await api.liveVideo(liveId);
  } catch (error) {
    if (error instanceof ConnectorError && error.code === 'not-found') return null;
    throw error;
  }
}
