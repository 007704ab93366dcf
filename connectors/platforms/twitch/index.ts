import { ConnectorError, defineConnector, type ConnectorContext } from '../contract.ts';
import { actionsOf } from './actions.ts';
import { createApi, type Account, type Api } from './api.ts';
import { examine } from './levels.ts';
import { manifest } from './manifest.ts';
import { openFeed } from './session.ts';

export const twitch = defineConnector(
  manifest,
  async (outer) => {
    const closed = new AbortController();
    const ctx: ConnectorContext = { ...outer, signal: AbortSignal.any([outer.signal, closed.signal]) };
    const api = createApi(ctx);
    const own = await api.account();
    const { id, login } = await findChannel(api, own, ctx.broadcast);
    const stream = await api.stream(id);
    if (!stream?.id) throw new ConnectorError('not-live', `${login} is not live on Twitch now.`);
    const { id: liveId, title, viewer_count: viewers = null } = stream;
    const feed = await openFeed(ctx, api, own, { id, liveId, viewers });
    return {
      liveId,
      address: `https://www.twitch.tv/${login}`,
      ...(title ? { title } : {}),
      async *deliveries() {
        try {
          yield* feed.deliveries();
        } finally {
          closed.abort();
        }
      },
      act: actionsOf(api, own.id, id),
      async close() {
        feed.close();
        closed.abort();
      },
    };
  },
  { examine },
);

/** A channel by its name or address; without one, the account's own. */
async function findChannel(api: Api, own: Account, typed: string): Promise<{ id: string; login: string }> {
  const login = typed
    .trim()
    .replace(/^(https?:\/\/)?((www|m)\.)?twitch\.tv\//i, '')
    .replace(/^@/, '')
    .replace(/[/?#].*$/, '')
    .toLowerCase();
  if (login === '' || login === own.login.toLowerCase()) return own;
  const user = await api.user(login);
  if (!user?.id) throw new ConnectorError('not-found', `Twitch knows no channel "${login}".`, { final: true });
  return { id: user.id, login };
}
