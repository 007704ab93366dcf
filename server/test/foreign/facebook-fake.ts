/**
 * A stranger's Graph API with one Page on air, written from the public documentation alone: one of the two documented
 * ways for the token, pages of a size of its own, and only what is told to be there. It knows nothing of the connector.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const PAGE = '102030405060708';
export const LIVE = '988776655443322';
export const VIDEO = '112233445566778';

export interface Said {
  id: string;
  created_time: string;
  message: string;
  from?: { id: string; name: string };
  parent?: { id: string };
}

export interface Refusal {
  http: number;
  error?: Record<string, unknown>;
  /** Instead of JSON. */
  html?: string;
  headers?: Record<string, string>;
}

export interface FacebookOptions {
  tokens?: string[];
  /** The one way of showing the token that this server reads. */
  tokenIn?: 'parameter' | 'header';
  pageSize?: number;
  /** The list pays no heed to these. */
  ignores?: ('since' | 'order')[];
  /** Fields of a live video that this version does not know: refused, as Meta refuses them. */
  unknownFields?: string[];
  /** Paths that are not there. */
  without?: RegExp;
  /** What a comment's list is called with when it names neither `paging.next` nor a further page. */
  pagingWithoutNext?: boolean;
  refuse?: (call: string, nth: number) => Refusal | null;
  prefix?: string;
  /** Comments that were there before anybody looked. */
  history?: Said[];
}

export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
}

let serial = 0;
const META_TIME = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}+0000`;
export const said = (message: string, more: Partial<Said> & { ageMs?: number } = {}): Said => {
  const { ageMs = 0, ...given } = more;
  serial += 1;
  return {
    id: `${VIDEO}_${String(serial).padStart(9, '0')}`,
    created_time: META_TIME(Date.now() - ageMs),
    message,
    ...given,
  };
};

export type FacebookFake = Awaited<ReturnType<typeof startFacebook>>;

export async function startFacebook(options: FacebookOptions = {}) {
  const tokens = new Set(options.tokens ?? ['EAAGforeignPageToken0123456789']);
  const comments: Said[] = [...(options.history ?? [])];
  const seen: { calls: Call[] } = { calls: [] };
  const state = { status: 'LIVE', views: 55, reactions: 7 };
  const taken = new Set<string>();
  /** There, and for some reason not in the list. */
  const unlisted = new Set<string>();
  const pageSize = options.pageSize ?? 25;

  const live = (fields: string[]): Record<string, unknown> => {
    const all: Record<string, unknown> = {
      ...{ id: LIVE, status: state.status, title: 'Friday sale', description: 'Codes in the picture' },
      ...{ permalink_url: `/${PAGE}/videos/${VIDEO}/`, video: { id: VIDEO }, live_views: state.views },
      ...{ creation_time: META_TIME(Date.now() - 60_000), broadcast_start_time: META_TIME(Date.now() - 60_000) },
      ingest_streams: [
        { is_master: true, stream_health: { video_bitrate: 3_000_000, video_framerate: 29.97, video_height: 1080 } },
      ],
      reactions: { data: [], summary: { total_count: state.reactions } },
    };
    return Object.fromEntries(fields.filter((field) => field in all).map((field) => [field, all[field]]));
  };

  function list({ query }: Call): object {
    const since = options.ignores?.includes('since') ? 0 : Number(query.get('since') ?? 0);
    const shown = comments.filter(
      ({ id, created_time: at }) => !unlisted.has(id) && Date.parse(`${at.slice(0, 19)}Z`) / 1000 >= since,
    );
    // What is short is of low quality, where nobody asks for everything.
    const kept = query.get('live_filter') === 'no_filter' ? shown : shown.filter(({ message }) => message.length > 9);
    if (query.get('order') === 'reverse_chronological' && !options.ignores?.includes('order')) kept.reverse();
    const after = query.get('after');
    const from = after === null ? 0 : kept.findIndex(({ id }) => `after-${id}` === after) + 1;
    const data = kept.slice(from, from + Math.min(pageSize, Number(query.get('limit') ?? pageSize)));
    if (data.length === 0) return { data: [] };
    const cursors = { before: `before-${data[0]?.id}`, after: `after-${data.at(-1)?.id}` };
    const more = from + data.length < kept.length && !options.pagingWithoutNext;
    const next = `https://graph.facebook.com/v26.0/${LIVE}/comments?after=${cursors.after}&access_token=x`;
    return { data, paging: { cursors, ...(more ? { next } : {}) } };
  }

  function privately({ body }: Call): object | Refusal {
    const commentId = (body['recipient'] as { comment_id?: string } | undefined)?.comment_id ?? '';
    if (taken.has(commentId)) return refusal(10900, 'Activity already replied to');
    taken.add(commentId);
    return { recipient_id: '777', message_id: `m_${taken.size}` };
  }

  function answer(call: Call): object | Refusal {
    const { method, path, query } = call;
    const fields = (query.get('fields') ?? 'id').split(/,(?![^{]*})/).map((field) => field.replace(/[.{(].*/, ''));
    const unknown = fields.find((field) => options.unknownFields?.includes(field));
    if (unknown) return refusal(100, `(#100) Tried accessing nonexisting field (${unknown})`);
    if (options.without?.test(path)) return refusal(100, 'Unsupported get request.', 33);
    if (path === 'me') return { id: PAGE, name: 'The Shop' };
    if (path === `${PAGE}/live_videos`) {
      if (query.get('broadcast_status') !== '["LIVE"]') return refusal(100, '(#100) Invalid parameter');
      return { data: state.status === 'LIVE' ? [live(fields)] : [] };
    }
    if (path === LIVE) return live(fields);
    if (path === VIDEO && method === 'GET') return { id: VIDEO, post_id: `${PAGE}_${VIDEO}` };
    if (path === `${LIVE}/comments` && method === 'GET') return list(call);
    if (path === `${PAGE}/messages`) return privately(call);
    if (path === `${PAGE}/blocked`) return { success: true };
    const [id = '', edge] = path.split('/');
    const found = comments.find((one) => one.id === id);
    if (edge === 'comments' && (found || id === LIVE)) return { id: `${VIDEO}_reply` };
    if (!found) return refusal(100, `Object with ID '${id}' does not exist`, 33);
    if (method === 'DELETE') comments.splice(comments.indexOf(found), 1);
    return method === 'GET' ? { id } : { success: true };
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://x');
    const path = url.pathname.slice((options.prefix ?? '').length).replace(/^\/v\d+\.\d+\//, '');
    const call: Call = { method: request.method ?? '', path, query: url.searchParams, body: await bodyOf(request) };
    const name = `${call.method} ${path}`;
    seen.calls.push(call);
    const nth = seen.calls.filter((one) => `${one.method} ${one.path}` === name).length - 1;
    const shown =
      options.tokenIn === 'header'
        ? request.headers.authorization?.replace('Bearer ', '')
        : url.searchParams.get('access_token');
    if (!url.pathname.startsWith(options.prefix ?? '')) return send(response, { http: 404, html: 'no such thing' });
    if (!tokens.has(shown ?? '')) return send(response, refusal(190, 'Error validating access token', 463));
    return send(response, options.refuse?.(name, nth) ?? answer(call));
  }

  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoints: { FACEBOOK_GRAPH_URL: `${url}${options.prefix ?? ''}` } as Record<string, string>,
    settings: { pageId: PAGE, accessToken: [...tokens][0] ?? '' } as Record<string, string>,
    ...{ comments, unlisted, seen, state, tokens },
    push: (...more: Said[]) => void comments.push(...more),
    count: (name: string) => seen.calls.filter(({ method, path }) => `${method} ${path}` === name).length,
    stop: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

export const refusal = (code: number, message: string, subcode?: number): Refusal => ({
  http: 400,
  error: { message, type: 'OAuthException', code, fbtrace_id: 'AbC', ...(subcode ? { error_subcode: subcode } : {}) },
});

function send(response: ServerResponse, answer: object | Refusal): void {
  if (!('http' in answer)) return void response.writeHead(200, JSON_TYPE).end(JSON.stringify(answer));
  const { http, error, html, headers = {} } = answer;
  if (html !== undefined) return void response.writeHead(http, { 'content-type': 'text/html', ...headers }).end(html);
  response.writeHead(http, { ...JSON_TYPE, ...headers }).end(JSON.stringify({ error }));
}

const JSON_TYPE = { 'content-type': 'application/json' };

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  if (text === '') return {};
  return request.headers['content-type']?.includes('json')
    ? (JSON.parse(text) as Record<string, unknown>)
    : Object.fromEntries(new URLSearchParams(text));
}
