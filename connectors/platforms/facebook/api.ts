/** Every call we make of the Graph API for a Page. No meaning. */
import type { ConnectorContext } from '../contract.ts';
import { GraphRefusal } from '../meta/errors.ts';
import { createGraph, type Graph } from '../meta/graph.ts';
import type { Sent } from './messages.ts';
import type { Comment, LiveVideo, Paged, Person } from './payloads.ts';

const LIVE_FIELDS =
  'id,status,title,description,permalink_url,video{id},live_views,creation_time,broadcast_start_time,ingest_streams{is_master,stream_health},reactions.limit(0).summary(total_count)';
/** Where the long list is refused: a field went with a version, or is not for this account. */
const PLAIN_LIVE_FIELDS = 'id,status,title,permalink_url,video{id},live_views';
const COMMENT_FIELDS = 'id,created_time,message,from{id,name},parent{id},attachment';
export const PAGE_LENGTH = 100;
const HOOK_FIELDS = 'feed,live_videos,messages,messaging_postbacks';

export type Api = ReturnType<typeof createApi>;

export interface CommentsAsked {
  order: 'chronological' | 'reverse_chronological';
  /** Unix seconds. */
  since?: number;
  after?: string;
}

export function createApi(ctx: ConnectorContext) {
  const graph: Graph = createGraph(ctx, { setting: 'FACEBOOK_GRAPH_URL', real: 'https://graph.facebook.com' });
  let liveFields = LIVE_FIELDS;
  let pageId = ctx.settings['pageId']?.trim() || null;

  /** With all fields, from then on with fewer where Meta refuses one of them. */
  async function withFields<T>(ask: (fields: string) => Promise<T>): Promise<T> {
    try {
      return await ask(liveFields);
    } catch (error) {
      const refused = error instanceof GraphRefusal && error.cure === 'request';
      if (!refused || liveFields === PLAIN_LIVE_FIELDS) throw error;
      liveFields = PLAIN_LIVE_FIELDS;
      return ask(liveFields);
    }
  }
  const writing = (signal?: AbortSignal) => (signal ? { signal } : {});
  const messaging = (signal?: AbortSignal) => ({ allowance: 'messenger', ...writing(signal) });

  return {
    graph,
    /** The Page's id; with a Page's token `me` is the Page. */
    async pageId(): Promise<string> {
      pageId ??= String((await graph.get<Person>('me', { fields: 'id,name' })).id ?? '');
      return pageId;
    },
    async liveVideos(page: string): Promise<LiveVideo[]> {
      const answer = await withFields((fields) =>
        graph.get<Paged<LiveVideo>>(`${page}/live_videos`, { broadcast_status: '["LIVE"]', fields, limit: 25 }),
      );
      return answer.data ?? [];
    },
    liveVideo: (id: string) => withFields((fields) => graph.get<LiveVideo>(id, { fields })),
    postOf: (videoId: string) => graph.get<{ post_id?: string | null }>(videoId, { fields: 'post_id' }),
    comments: (liveId: string, asked: CommentsAsked) =>
      graph.get<Paged<Comment>>(`${liveId}/comments`, {
        fields: COMMENT_FIELDS,
        filter: 'stream',
        // Without it Facebook leaves out what it thinks of low quality: "A1 +2" is.
        live_filter: 'no_filter',
        limit: PAGE_LENGTH,
        ...asked,
      }),
    comment: (id: string) => graph.get<Comment>(id, { fields: 'id' }),
    subscriptions: (page: string) =>
      graph.get<Paged<{ id?: string; subscribed_fields?: string[] }>>(`${page}/subscribed_apps`),
    subscribe: (page: string) =>
      graph.post<unknown>(`${page}/subscribed_apps`, {}, { params: { subscribed_fields: HOOK_FIELDS } }),
    permissions: () => graph.get<Paged<{ permission?: string; status?: string }>>('me/permissions'),
    debugToken: (inputToken: string) =>
      graph.get<{ data?: { is_valid?: boolean; scopes?: string[]; expires_at?: number } }>('debug_token', {
        input_token: inputToken,
      }),

    reply: (parentId: string, message: string, signal: AbortSignal) =>
      graph.post<{ id?: string | null }>(`${parentId}/comments`, { message }, writing(signal)),
    sendTo: (page: string, recipient: { comment_id: string } | { id: string }, message: Sent, signal: AbortSignal) =>
      graph.post<{ message_id?: string | null; recipient_id?: string | null }>(
        `${page}/messages`,
        'id' in recipient ? { recipient, messaging_type: 'RESPONSE', message } : { recipient, message },
        messaging(signal),
      ),
    hide: (id: string, hidden: boolean, signal: AbortSignal) =>
      graph.post<unknown>(id, { is_hidden: hidden }, writing(signal)),
    remove: (id: string, signal: AbortSignal) => graph.delete<unknown>(id, {}, writing(signal)),
    block: (page: string, user: string, signal: AbortSignal) =>
      graph.post<unknown>(`${page}/blocked`, { user }, writing(signal)),
    unblock: (page: string, user: string, signal: AbortSignal) =>
      graph.delete<unknown>(`${page}/blocked`, { user }, writing(signal)),
  };
}
