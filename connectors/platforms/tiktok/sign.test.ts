import { describe, expect, test } from 'vitest';
import { addressesFrom } from './addresses.ts';
import { replyWith } from './actions.ts';
import { createSignServer, retryAfter } from './sign.ts';
import { OWN_PACE, PUBLIC_PACE, createSignLimit } from './sign-limit.ts';

const KEY = 'key-that-must-not-be-seen';
const SESSION = 'session-that-must-not-be-seen';
const settings = { sessionId: SESSION, ttTargetIdc: 'alisg' };
const signal = new AbortController().signal;

/** A sign server behind a `fetch` of our own, with what it was asked. */
function serverThat(answer: (request: Request) => Response | Promise<Response>, limit = createSignLimit(OWN_PACE)) {
  const asked: Request[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    asked.push(request);
    return answer(request);
  };
  const ctx = { fetch: fetch as typeof globalThis.fetch, now: () => 1_000_000, signal };
  return { asked, sign: createSignServer({ ctx, addresses: addressesFrom({}), limit, apiKey: KEY }) };
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  () =>
    new Response(JSON.stringify({ message: KEY }), { status: code, headers });

describe('a sign request', () => {
  test('carries the key in a header only, and never a session', async () => {
    const { asked, sign } = serverThat(
      () => new Response(new Uint8Array([1]), { headers: { 'x-set-tt-cookie': 'ttwid=1' } }),
    );
    await sign.openLine('42', 'agent');
    const [request] = asked;
    expect(request?.url).toMatch(/^https:\/\/api\.eulerstream\.com\/webcast\/rooms\/42\/connect\?client=ttlive-node&/);
    expect(request?.url).not.toContain(KEY);
    expect(request?.headers.get('x-api-key')).toBe(KEY);
    expect(request?.headers.has('x-cookie-header')).toBe(false);
  });

  test.each([
    [401, { code: 'unauthorized', final: true }],
    [403, { code: 'forbidden', final: true }],
    [402, { code: 'forbidden', final: true }],
    [500, { code: 'network', final: false }],
    [418, { code: 'protocol', final: false }],
  ])('status %i is %o, and quotes nothing of the answer', async (code, expected) => {
    const fault: unknown = await serverThat(status(code))
      .sign.openLine('42', 'agent')
      .catch((error: unknown) => error);
    expect(fault).toMatchObject(expected);
    expect(String((fault as Error).message)).not.toContain(KEY);
  });

  test('a 429 gives its delay, and holds back the next request of everybody', async () => {
    const limit = createSignLimit(OWN_PACE);
    const { asked, sign } = serverThat(status(429, { 'retry-after': '7' }), limit);
    await expect(sign.openLine('42', 'agent')).rejects.toMatchObject({
      code: 'rate-limited',
      retryAfterMs: 7_000,
      final: false,
    });
    await expect(sign.openLine('43', 'agent')).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: 7_000 });
    expect(asked).toHaveLength(1);
  });

  test('an answer without cookie cannot open a line', async () => {
    await expect(serverThat(() => new Response('x')).sign.openLine('42', 'agent')).rejects.toMatchObject({
      code: 'protocol',
    });
  });

  test('no answer is a network fault', async () => {
    const { sign } = serverThat(() =>
      Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })),
    );
    await expect(sign.openLine('42', 'agent')).rejects.toMatchObject({ code: 'network' });
  });
});

test.each([
  [{ 'retry-after': '12' }, 12_000],
  [{ 'retry-after': 'Thu, 01 Jan 1970 00:16:50 GMT' }, 10_000],
  [{ 'x-ratelimit-reset': '1030' }, 30_000],
  [{}, 60_000],
])('%o means to wait %i ms', (headers, ms) => {
  expect(retryAfter(new Headers(headers as Record<string, string>), 1_000_000)).toBe(ms);
});

describe('a reply', () => {
  const action = { key: 'k', text: 'It is 390 baht', toHandle: 'nok' };
  const taken = () => Response.json({ code: 200, data: { status_code: 0, data: { msg_id_str: '9007199254740993' } } });

  test('goes out with the session, names whom it is for, and answers with its id', async () => {
    const { asked, sign } = serverThat(taken);
    const done = await replyWith(sign, '42', KEY, settings)(action, signal);
    expect(done).toEqual({ id: '9007199254740993' });
    expect(await asked[0]?.json()).toEqual({ content: '@nok It is 390 baht' });
    expect(asked[0]?.headers.get('x-cookie-header')).toContain(`sessionid=${SESSION}; `);
    expect(asked[0]?.headers.get('x-cookie-header')).toContain('tt-target-idc=alisg');
  });

  test.each([
    ['without a key', null, settings],
    ['without a session', KEY, {}],
  ])('%s is unsupported, in a sentence, and asks nobody', async (_, key, withSettings) => {
    const { asked, sign } = serverThat(taken);
    const reply = replyWith(sign, '42', key, withSettings)(action, signal);
    await expect(reply).rejects.toMatchObject({
      code: 'unsupported',
      final: true,
      message: expect.stringContaining('paid sign-server key') as string,
    });
    expect(asked).toHaveLength(0);
  });

  test.each([
    [401, { code: 'unauthorized', final: true }],
    [403, { code: 'forbidden', final: true }],
    [400, { code: 'refused', final: true }],
    [429, { code: 'rate-limited', final: false }],
    [502, { code: 'unknown-outcome', final: false }],
  ])('status %i is %o', async (code, expected) => {
    await expect(replyWith(serverThat(status(code)).sign, '42', KEY, settings)(action, signal)).rejects.toMatchObject(
      expected,
    );
  });

  test('that TikTok itself refused is refused', async () => {
    const { sign } = serverThat(() => Response.json({ code: 200, data: { status_code: 4004 } }));
    await expect(replyWith(sign, '42', KEY, settings)(action, signal)).rejects.toMatchObject({ code: 'refused' });
  });

  test('whose connection broke off may have been sent; one that never left was not', async () => {
    const broken = (code: string) =>
      serverThat(() => Promise.reject(Object.assign(new TypeError(`secret ${SESSION}`), { cause: { code } }))).sign;
    const fault: unknown = await replyWith(
      broken('ECONNRESET'),
      '42',
      KEY,
      settings,
    )(action, signal).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'unknown-outcome' });
    expect(String((fault as Error).message)).not.toContain(SESSION);
    await expect(replyWith(broken('ECONNREFUSED'), '42', KEY, settings)(action, signal)).rejects.toMatchObject({
      code: 'network',
    });
  });
});

describe('the public sign server is spared', () => {
  test('three requests at once, then one a minute', () => {
    const limit = createSignLimit(PUBLIC_PACE);
    expect([0, 0, 0, 0].map(() => limit.ask(0))).toEqual([0, 0, 0, 60_000]);
    expect(limit.ask(59_000)).toBe(1_000);
    expect(limit.ask(60_000)).toBe(0);
    expect(limit.ask(60_000)).toBe(60_000);
  });

  test('a clock that goes back locks nobody out', () => {
    const limit = createSignLimit(PUBLIC_PACE);
    limit.ask(1_000_000);
    limit.stayAway(1_000_000, 600_000);
    expect(limit.ask(1_000)).toBe(0);
  });
});
