/**
 * A stranger's Instagram: the Graph API of one professional account by either login, and its webhooks, written from the
 * public documentation alone. It knows nothing of how the connector works.
 */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const IG_ID = '17841405822304914';
export const PAGE_ID = '134895793791914';
export const SECRET = 'd1f0c4a3b2e59687a0b1c2d3e4f50617';
export const VERIFY = 'bazinga';

export interface IgComment {
  id: string;
  text: string;
  timestamp: string;
  username?: string;
  from?: { id: string; username: string };
}

export interface InstagramOptions {
  login?: 'instagram' | 'facebook';
  /** How the token is taken; the documentation shows both. */
  tokenBy?: 'header' | 'query';
  /** After the broadcast: the media is gone (as documented), or only its comments are. */
  afterEnd?: 'gone' | 'empty';
  pageSize?: number;
  /** An error to answer instead, for a call like 'GET comments'; null lets it through. */
  refuse?: (call: string, nth: number) => { status: number; error: object; headers?: Record<string, string> } | null;
}

export interface InstagramFake {
  endpoints: Record<string, string>;
  settings: Record<string, string>;
  comments: IgComment[];
  liveId: string | null;
  sent: { path: string; body: Record<string, unknown> }[];
  calls: string[];
  /** Paths without a version would answer nothing on the real host. */
  stop(): Promise<void>;
}

let serial = 17_870_000_000_000_000n;
export const comment = (text: string, from?: { id: string; username: string }): IgComment => ({
  id: String(serial++),
  text,
  timestamp: new Date().toISOString().replace(/\.\d+Z$/, '+0000'),
  ...(from ? { from, username: from.username } : {}),
});

export async function startInstagram(options: InstagramOptions = {}): Promise<InstagramFake> {
  const { login = 'instagram', tokenBy = 'header', afterEnd = 'gone', pageSize = 50 } = options;
  const token = 'IGQWRPa1b2c3d4e5f6g7h8i9j0';
  const answered = new Set<string>();
  const counts = new Map<string, number>();
  const fake: InstagramFake = {
    endpoints: {},
    settings: {
      ...{ login, igId: IG_ID, accessToken: token, appSecret: SECRET, verifyToken: VERIFY },
      ...(login === 'facebook' ? { pageId: PAGE_ID } : {}),
    },
    ...{ comments: [], liveId: '17895695668004550', sent: [], calls: [] },
    stop: () => new Promise((done) => (server.close(() => done()), server.closeAllConnections())),
  };
  const error = (code: number, message: string, subcode?: number) => ({
    error: { message, type: 'OAuthException', code, ...(subcode ? { error_subcode: subcode } : {}), fbtrace_id: 'x' },
  });
  const gone = error(100, 'Unsupported get request. Object does not exist.', 33);
  const json = (response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

  function list(url: URL): object {
    const until = Number(url.searchParams.get('after') ?? fake.comments.length);
    const from = Math.max(0, until - Math.min(pageSize, Number(url.searchParams.get('limit') ?? 25)));
    const data = fake.comments.slice(from, until).reverse();
    const next = new URL(`https://graph.${login}.com${url.pathname}${url.search}`);
    next.searchParams.set('after', String(from));
    return { data, paging: { cursors: { before: String(until), after: String(from) }, ...(from > 0 ? { next } : {}) } };
  }

  function message(body: Record<string, unknown>): [number, object] {
    const recipient = body['recipient'] as { comment_id?: string; id?: string };
    if (fake.liveId === null) return [400, error(10, '(#10) This message is sent outside of allowed window.', 2534022)];
    if (recipient.comment_id && answered.has(recipient.comment_id)) return [400, error(10900, 'Already replied')];
    if (recipient.comment_id) answered.add(recipient.comment_id);
    return [200, { recipient_id: '526', message_id: 'aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlE' }];
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const [version, node, edge = ''] = url.pathname.split('/').filter(Boolean);
    const call = `${request.method} ${edge || node}`;
    const nth = counts.get(call) ?? 0;
    counts.set(call, nth + 1);
    fake.calls.push(call);
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const shown =
      tokenBy === 'header'
        ? request.headers.authorization?.replace(/^Bearer /, '')
        : url.searchParams.get('access_token');
    if (!/^v\d+\.\d+$/.test(version ?? '')) return json(response, 400, error(2500, 'Unknown path components'));
    if (shown !== token) return json(response, 401, error(190, 'Invalid OAuth access token.'));
    const refusal = options.refuse?.(call, nth);
    if (refusal) return json(response, refusal.status, { error: refusal.error }, refusal.headers);
    if (call === 'GET live_media' && node === IG_ID)
      return json(response, 200, { data: fake.liveId === null ? [] : [{ id: fake.liveId, username: 'fridaysale' }] });
    if (call === 'GET comments' && node === fake.liveId) return json(response, 200, list(url));
    if (call === 'GET comments' && afterEnd === 'empty') return json(response, 200, { data: [] });
    if (call === 'POST messages' && node === (login === 'facebook' ? PAGE_ID : IG_ID)) {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      fake.sent.push({ path: url.pathname, body });
      return json(response, ...message(body));
    }
    return json(response, 400, gone);
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fake.endpoints =
    login === 'instagram' ? { INSTAGRAM_GRAPH_URL: address } : { FACEBOOK_GRAPH_URL: `${address}/v22.0` };
  return fake;
}

/** A webhook as it comes: the body's bytes with letters escaped in lower case, and the header that signs them. */
export function hookOf(body: object, secret = SECRET) {
  const text = JSON.stringify(body).replaceAll(
    /[\u007f-\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const bytes = Buffer.from(text, 'latin1');
  const signature = `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`;
  return {
    ...{ method: 'POST' as const, query: {}, body: bytes, receivedMs: 1_700_000_000_000 },
    headers: { 'x-hub-signature-256': signature, 'content-type': 'application/json' } as Record<string, string>,
  };
}
