/** Instagram Live: a professional account's own broadcast, by Instagram Login or Facebook Login. */
import {
  ConnectorError,
  defineConnector,
  type ConnectorContext,
  type Delivery,
  type HookPart,
  type PlatformEvent,
} from '../contract.ts';
import { GraphRefusal } from '../meta/errors.ts';
import { metaPartOf, receiveMetaHook } from '../meta/hook.ts';
import { findLive, type Found } from './account.ts';
import { actionsOf } from './actions.ts';
import { createApi } from './api.ts';
import { readDirect, readHookComment } from './events.ts';
import { examine } from './examine.ts';
import { Handles } from './handles.ts';
import { createList } from './list.ts';
import { liveDeliveries, type LiveState } from './live.ts';
import { manifest } from './manifest.ts';
import { subscribe } from './subscribe.ts';

export const instagram = defineConnector(
  manifest,
  async (outer) => {
    const closed = new AbortController();
    const ctx: ConnectorContext = { ...outer, signal: AbortSignal.any([outer.signal, closed.signal]) };
    const api = createApi(ctx);
    const beganMs = ctx.now();
    const found = await findLive(ctx, api);
    const list = createList(ctx, api, found);
    const opening = await list.opening(api.platformNow() - (ctx.now() - beganMs)).catch(asNotLive);
    const state: LiveState = { over: false, hooked: false };
    const handles = new Handles();
    void subscribe(ctx, api, found.own.igId);
    return {
      liveId: found.liveId,
      address: found.address,
      async *deliveries() {
        try {
          for await (const delivery of liveDeliveries({ ctx, api, found, list, state }, opening)) {
            handles.learn(delivery.event);
            yield delivery;
          }
        } finally {
          closed.abort();
        }
      },
      take: (part) => taken(part, { found, handles, state, cursor: list.cursor }),
      act: actionsOf(api, found, state),
      async close() {
        closed.abort();
      },
    };
  },
  { hook: { receive: receiveMetaHook }, examine },
);

/** It may end between being found and being read. */
function asNotLive(error: unknown): never {
  if (error instanceof GraphRefusal && error.cure === 'gone')
    throw new ConnectorError(
      'not-live',
      'Instagram shows no comments of this live: it has just ended, or the sign-in lacks the permission for comments.',
      { cause: error },
    );
  throw error;
}

interface Taking {
  found: Found;
  handles: Handles;
  state: LiveState;
  cursor: string;
}

function taken(part: HookPart, { found, handles, state, cursor }: Taking): Delivery[] {
  const change = metaPartOf(part.body);
  if (change?.object !== 'instagram') return [];
  const { liveId, own } = found;
  const comment = readHookComment(change, liveId, own);
  const event: PlatformEvent | null = comment ?? (change.field === 'messaging' ? directOf(change) : null);
  if (event === null) return [];
  handles.learn(event);
  if (comment !== null) state.hooked = true;
  return [{ event, cursor, receivedMs: part.receivedMs, ...(comment === null ? {} : { via: 'live' as const }) }];

  function directOf(direct: typeof change & object): PlatformEvent | null {
    return readDirect(direct, own, (id) => handles.of(id));
  }
}
