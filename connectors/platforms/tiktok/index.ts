/** TikTok LIVE: reads a live video by its handle; replies through a paid sign server. */
import { ConnectorError, defineConnector } from '../contract.ts';
import { replyWith } from './actions.ts';
import { addressesFrom, handleFrom } from './addresses.ts';
import { manifest } from './manifest.ts';
import { createFeed } from './session.ts';
import { createSignServer } from './sign.ts';
import { OWN_PACE, PUBLIC_PACE, signLimitOf } from './sign-limit.ts';
import { openLine } from './transport.ts';

export const tiktok = defineConnector(manifest, async (ctx) => {
  const handle = handleFrom(ctx.broadcast);
  if (handle === null)
    throw new ConnectorError(
      'not-found',
      'This is not a TikTok handle. Type it as @name, or paste the address of the live video.',
      { final: true },
    );
  const addresses = addressesFrom(ctx.endpoints);
  const apiKey = ctx.settings['signApiKey'] || ctx.endpoints['TIKTOK_SIGN_API_KEY'] || null;
  const limit = signLimitOf(addresses.sign, addresses.publicSign ? PUBLIC_PACE : OWN_PACE);
  const sign = createSignServer({ ctx, addresses, limit, apiKey });
  const feed = createFeed(ctx, manifest.limits.silenceMs);
  try {
    const line = await openLine({ handle, addresses, sign, signal: ctx.signal, listener: feed.listener });
    feed.attach(line);
    return {
      liveId: line.roomId,
      address: `https://www.tiktok.com/@${handle}/live`,
      ...(line.title !== null && { title: line.title }),
      deliveries: () => feed.deliveries(),
      act: { reply: replyWith(sign, line.roomId, apiKey, ctx.settings) },
      close: async () => feed.close(),
    };
  } catch (error) {
    feed.close();
    throw error;
  }
});
