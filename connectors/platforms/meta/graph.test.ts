import { expect, test } from 'vitest';
import { ConnectorError, type ConnectorContext } from '../contract.ts';
import { contextFor } from '../testkit/line.ts';
import { GraphRefusal } from './errors.ts';
import { baseOf, createGraph } from './graph.ts';

const ADDRESS = { setting: 'FACEBOOK_GRAPH_URL', real: 'https://graph.facebook.com' };
const TOKEN = 'EAABcanaryTokenOfThisPage0123456789';

interface Heard {
  url: URL;
  init: RequestInit;
}
type Answer = (heard: Heard, count: number) => Response | Promise<Response>;

/** A client whose far end is a function. */
function client(answer: Answer, more: Partial<ConnectorContext> = {}) {
  const heard: Heard[] = [];
  const { ctx, logged } = contextFor(
    { settings: { accessToken: TOKEN }, endpoints: {}, broadcast: '' },
    { speed: 100 },
  );
  const ask: typeof fetch = async (input, init = {}) => {
    const one = { url: new URL(input instanceof Request ? input.url : input), init };
    heard.push(one);
    return answer(one, heard.length);
  };
  return { graph: createGraph({ ...ctx, fetch: ask, ...more }, ADDRESS), heard, logged };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });
const refused = (code: number, subcode?: number) =>
  json({ error: { message: `no: ${TOKEN}`, type: 'OAuthException', code, error_subcode: subcode } }, 400);
const failure = async (asked: Promise<unknown>): Promise<ConnectorError> => {
  const error: unknown = await asked.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError;
};

test.for([
  [{}, 'https://graph.facebook.com/v26.0'],
  [{ META_API_VERSION: 'v24.0' }, 'https://graph.facebook.com/v24.0'],
  [{ FACEBOOK_GRAPH_URL: 'http://127.0.0.1:9/' }, 'http://127.0.0.1:9/v26.0'],
  [{ FACEBOOK_GRAPH_URL: 'http://127.0.0.1:9/fake/graph' }, 'http://127.0.0.1:9/fake/graph/v26.0'],
  [{ FACEBOOK_GRAPH_URL: 'http://127.0.0.1:9/v19.0/', META_API_VERSION: 'v24.0' }, 'http://127.0.0.1:9/v19.0'],
] as const)('%j is called at %s', ([endpoints, base]) => {
  expect(baseOf({ endpoints }, ADDRESS)).toBe(base);
});

test('the token goes by both documented ways', async () => {
  const { graph, heard } = client(() => json({ id: '1' }));
  await graph.get('me', { fields: 'id', since: null });
  expect(heard[0]?.url.href).toBe(`https://graph.facebook.com/v26.0/me?fields=id&access_token=${TOKEN}`);
  expect(new Headers(heard[0]?.init.headers).get('authorization')).toBe(`Bearer ${TOKEN}`);
});

test('a page’s own `next` is asked at our base address, never elsewhere', async () => {
  const { graph, heard } = client(() => json({ data: [] }));
  await graph.get('https://evil.example/v25.0/12/comments?after=abc');
  expect(heard[0]?.url.origin).toBe('https://graph.facebook.com');
  expect(heard[0]?.url.pathname).toBe('/v26.0/12/comments');
  expect(heard[0]?.url.searchParams.get('after')).toBe('abc');
});

test('a token that ended is renewed once for all who ask at the same time', async () => {
  const renewals: (string | undefined)[] = [];
  let current = TOKEN;
  const token = async (old?: string) => {
    if (old !== undefined) {
      renewals.push(old);
      current = 'EAABnew';
    }
    return current;
  };
  const { graph, heard } = client(
    ({ url }) => (url.searchParams.get('access_token') === TOKEN ? refused(190, 463) : json({ ok: true })),
    { token },
  );
  const answers = await Promise.all([graph.get('a'), graph.get('b'), graph.post('c', {}), graph.get('d')]);
  expect(answers).toEqual(Array.from({ length: 4 }, () => ({ ok: true })));
  expect(renewals).toEqual([TOKEN]);
  expect(heard).toHaveLength(8);
});

test('a token that nothing renews is unauthorized and final, and stands in no sentence', async () => {
  const { graph, logged } = client(() => refused(190, 460));
  const error = await failure(graph.get('me'));
  expect(error).toMatchObject({ code: 'unauthorized', final: true });
  expect(`${error.message}${error.stack}${JSON.stringify(error)}${JSON.stringify(logged)}`).not.toContain(TOKEN);
});

test('what is used is minded: slower, then a wait before Meta blocks us, then another try', async () => {
  const used = [80, 96, 10];
  const { graph, heard } = client((_, count) =>
    json({}, 200, { 'x-app-usage': JSON.stringify({ call_count: used[count - 1] }) }),
  );
  await graph.get('a');
  expect(graph.slowedBy('pages')).toBeGreaterThan(1);
  await graph.get('b');
  expect(await failure(graph.get('c'))).toMatchObject({ code: 'rate-limited', final: false, retryAfterMs: 60_000 });
  expect(heard).toHaveLength(2);
  await graph.get('d');
  expect(graph.slowedBy('pages')).toBe(1);
});

test('a block is obeyed for as long as the header says', async () => {
  const business = { '1': [{ type: 'pages', call_count: 100, estimated_time_to_regain_access: 7 }] };
  const { graph } = client(() =>
    json({ error: { code: 32, message: 'limit' } }, 400, { 'x-business-use-case-usage': JSON.stringify(business) }),
  );
  expect(await failure(graph.get('a'))).toMatchObject({ code: 'rate-limited', retryAfterMs: 420_000 });
});

test.for([
  [
    '429 with a delay',
    () => new Response('slow down', { status: 429, headers: { 'retry-after': '9' } }),
    'rate-limited',
    9_000,
  ],
  ['a gateway’s page', () => new Response('<html>Bad gateway</html>', { status: 502 }), 'network', undefined],
  ['HTML with 200', () => new Response('<html>Hello</html>'), 'protocol', undefined],
  ['half an answer', () => new Response('{"data":[{"id"'), 'protocol', undefined],
] as const)('%s is worth another try', async ([, answer, code, retryAfterMs]) => {
  const { graph } = client(answer);
  const error = await failure(graph.get('a'));
  expect(error).toMatchObject({ code, final: false, retryAfterMs });
});

test('a change of which nobody knows whether it happened says so', async () => {
  const broken = client(() =>
    Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } })),
  );
  expect(await failure(broken.graph.post('1/comments', { message: 'x' }))).toMatchObject({ code: 'unknown-outcome' });
  expect(await failure(broken.graph.get('1/comments'))).toMatchObject({ code: 'network' });
  const page = client(() => new Response('<html>', { status: 503 }));
  expect(await failure(page.graph.post('1/comments', { message: 'x' }))).toMatchObject({ code: 'unknown-outcome' });
  const closed = client(() =>
    Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })),
  );
  expect(await failure(closed.graph.post('1/comments', { message: 'x' }))).toMatchObject({ code: 'network' });
  const said = client(() => json({ error: { code: 2, message: 'later' } }, 500));
  expect(await failure(said.graph.post('1/comments', { message: 'x' }))).toMatchObject({ code: 'network' });
});

test('an answer that never comes is stalled, after ten seconds of the context’s clock', async () => {
  const { graph } = client(
    ({ init }) => new Promise((_, fail) => init.signal?.addEventListener('abort', () => fail(new Error('aborted')))),
  );
  expect(await failure(graph.get('a'))).toMatchObject({ code: 'stalled', final: false });
});

test('ids that are numbers past 2^53 keep their digits', async () => {
  const { graph } = client(() => new Response('{"id":9007199254740993}'));
  expect(await graph.get('me')).toEqual({ id: '9007199254740993' });
});

test('a refusal carries its code and what cures it', async () => {
  const { graph } = client(() => refused(10900));
  const error = await failure(graph.post('1/messages', {}));
  expect(error).toBeInstanceOf(GraphRefusal);
  expect(error).toMatchObject({ cure: 'done', graphCode: 10900, final: true });
});
