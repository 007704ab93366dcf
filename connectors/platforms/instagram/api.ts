/** Instagram's calls on the Graph API, by either login. No meaning. */
import { ConnectorError, type ConnectorContext } from '../contract.ts';
import { createGraph, type Graph } from '../meta/graph.ts';
import type { Comment, LiveMedia, Paged, SentMessage } from './payloads.ts';

const HOSTS = {
  instagram: { setting: 'INSTAGRAM_GRAPH_URL', real: 'https://graph.instagram.com' },
  facebook: { setting: 'FACEBOOK_GRAPH_URL', real: 'https://graph.facebook.com' },
} as const;

/** The most a page of comments holds. */
export const PAGE_LIMIT = 50;
const COMMENT_FIELDS = 'id,text,timestamp,from,username,parent_id';
const LIVE_FIELDS = 'id,media_type,media_product_type,owner,username';

export type Login = keyof typeof HOSTS;
export const loginOf = ({ settings }: Pick<ConnectorContext, 'settings'>): Login =>
  settings['login'] === 'facebook' ? 'facebook' : 'instagram';

export type Api = ReturnType<typeof createApi>;

export function createApi(ctx: ConnectorContext) {
  const login = loginOf(ctx);
  const graph: Graph = createGraph(ctx, HOSTS[login]);
  const reading = { allowance: 'instagram' };
  const sender = (igId: string) => (login === 'facebook' ? ctx.settings['pageId'] || igId : igId);
  return {
    login,
    /** How many times slower to read than planned. */
    slowedBy: () => graph.slowedBy('instagram'),
    platformNow: () => graph.platformNow(),
    /** Who the token is of. */
    me: (): Promise<Record<string, unknown>> =>
      login === 'instagram'
        ? graph.get('me', { fields: 'user_id,username,account_type' }, reading)
        : graph.get(ctx.settings['pageId'] || 'me', { fields: 'id,instagram_business_account{id,username}' }, reading),
    liveMedia: async (igId: string): Promise<LiveMedia[]> =>
      listed(await graph.get<Paged<LiveMedia>>(`${igId}/live_media`, { fields: LIVE_FIELDS }, reading)),
    /** Newest first. `next` is what the page before named. */
    comments: (liveId: string, next: { after?: string; address?: string } = {}): Promise<Paged<Comment>> =>
      next.address && !next.after
        ? graph.get(next.address, {}, reading)
        : graph.get(
            `${liveId}/comments`,
            { fields: COMMENT_FIELDS, limit: PAGE_LIMIT, after: next.after ?? null },
            reading,
          ),
    send: (
      igId: string,
      recipient: { comment_id: string } | { id: string },
      text: string,
      signal: AbortSignal,
    ): Promise<SentMessage> =>
      graph.post(`${sender(igId)}/messages`, { recipient, message: { text } }, { allowance: 'messenger', signal }),
    permissions: (): Promise<Paged<{ permission?: string; status?: string }>> =>
      graph.get('me/permissions', {}, reading),
    subscriptions: (igId: string): Promise<Paged<{ subscribed_fields?: string[] }>> =>
      graph.get(`${sender(igId)}/subscribed_apps`, {}, reading),
    subscribe: (igId: string, fields: string): Promise<unknown> =>
      graph.post(`${sender(igId)}/subscribed_apps`, {}, { ...reading, params: { subscribed_fields: fields } }),
  };
}

const listed = <T>({ data }: Paged<T>): T[] => {
  if (Array.isArray(data)) return data;
  throw new ConnectorError('protocol', 'Instagram answered what is no list.');
};
