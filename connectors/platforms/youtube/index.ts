import { defineConnector, type ConnectorContext } from '../contract.ts';
import { actionsOf } from './actions.ts';
import { createApi, type Api } from './api.ts';
import { audience } from './audience.ts';
import { chatDeliveries } from './chat.ts';
import { findBroadcast, orNone } from './find.ts';
import { manifest } from './manifest.ts';
import { merge } from './merge.ts';
import { createOwn } from './own.ts';
import { credentialsOf } from './credentials.ts';
import { examine } from './levels.ts';
import { chatStream } from './stream.ts';

export const youtube = defineConnector(
  manifest,
  async (outer) => {
    const closed = new AbortController();
    const ctx: ConnectorContext = { ...outer, signal: AbortSignal.any([outer.signal, closed.signal]) };
    const api = createApi(ctx, await credentialsOf(ctx));
    const found = await findBroadcast(ctx, api);
    const own = createOwn(await ownChannel(api));
    const stream = onlyPolls(ctx) ? null : chatStream(ctx, api);
    const { liveChatId, videoId, title } = found;
    return {
      liveId: videoId,
      address: `https://www.youtube.com/watch?v=${videoId}`,
      ...(title ? { title } : {}),
      async *deliveries() {
        try {
          yield* merge(chatDeliveries(ctx, api, { liveChatId, own, stream }), audience(ctx, api, found), ctx.cursor);
        } finally {
          closed.abort();
          stream?.close();
        }
      },
      act: actionsOf(api, liveChatId, own),
      async close() {
        closed.abort();
        stream?.close();
      },
    };
  },
  { examine },
);

async function ownChannel(api: Api): Promise<string | null> {
  if (!api.canAct) return null;
  // Only for the badge of our own words: where it cannot be had, the chat itself will tell what is wrong.
  const [own] = await orNone(api.channels({ mine: true }), ['network', 'stalled']);
  return own?.id ?? null;
}

/** A test server that names no gRPC address has none: do not spend the first seconds on finding that out. */
function onlyPolls({ endpoints }: ConnectorContext): boolean {
  const api = endpoints.YOUTUBE_API_URL;
  return !endpoints.YOUTUBE_GRPC_URL && !!api && new URL(api).hostname !== 'youtube.googleapis.com';
}
