import { afterEach, describe, expect, it } from 'vitest';
import { ConnectorError } from '../../../connectors/platforms/contract.ts';
import { facebook } from '../../../connectors/platforms/facebook/index.ts';
import { open, pause, type Open, type Where } from './driver.ts';
import { LIVE, PAGE, said, startFacebook, VIDEO, type FacebookFake, type FacebookOptions } from './facebook-fake.ts';

const mai = { from: { id: '24007', name: 'Mai' } };
const { signal } = new AbortController();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function fake(options: FacebookOptions = {}): Promise<FacebookFake> {
  const made = await startFacebook(options);
  closing.push(() => made.stop());
  return made;
}
async function watch(from: FacebookFake, more: Partial<Where> = {}): Promise<Open> {
  const made = await open(facebook, {
    endpoints: from.endpoints,
    settings: from.settings,
    broadcast: PAGE,
    speed: 5,
    ...more,
  });
  closing.push(() => made.close());
  return made;
}
async function failure(from: FacebookFake, more: Partial<Where> = {}): Promise<ConnectorError> {
  const error: unknown = await watch(from, more).then(
    async (here) => {
      await here.until('the fault', () => here.outcome() !== null, 9_000);
      return here.outcome();
    },
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError;
}

describe("Facebook as a stranger's server plays it", () => {
  it.each([
    ['', LIVE],
    [PAGE, LIVE],
    [LIVE, LIVE],
    [VIDEO, LIVE],
    [`https://www.facebook.com/theshop/videos/${VIDEO}/`, LIVE],
    [`https://www.facebook.com/watch/live/?v=${VIDEO}`, LIVE],
  ])('finds the live typed as "%s"', async (broadcast, liveId) => {
    const here = await watch(await fake(), { broadcast });
    expect(here.session).toMatchObject({
      liveId,
      title: 'Friday sale',
      address: `https://www.facebook.com/${PAGE}/videos/${VIDEO}/`,
    });
  });

  it('asks whose token it is where no Page is named', async () => {
    const there = await fake();
    const { accessToken = '' } = there.settings;
    expect((await watch(there, { settings: { accessToken }, broadcast: '' })).session.liveId).toBe(LIVE);
  });

  it.each(['parameter', 'header'] as const)('shows its token where only the %s is read', async (tokenIn) => {
    const there = await fake({ tokenIn });
    const here = await watch(there);
    there.push(said('A1', mai));
    await here.until('the comment', () => here.texts().includes('A1'), 8_000);
  });

  it.each([
    ['below a path', '/fake/graph', (url: string) => url],
    ['with a slash', '', (url: string) => `${url}/`],
    ['with a version', '', (url: string) => `${url}/v21.0`],
  ])('takes the base address %s', async (_, prefix, written) => {
    const there = await fake({ prefix });
    const endpoints = { FACEBOOK_GRAPH_URL: written(there.endpoints['FACEBOOK_GRAPH_URL'] ?? '') };
    expect((await watch(there, { endpoints })).session.liveId).toBe(LIVE);
  });

  it.each([
    ['that keeps to what is asked', {}],
    ['whose pages are of five', { pageSize: 5 }],
    ['that pays no heed to `since`', { ignores: ['since'], pageSize: 50 }],
    ['that knows one order only', { ignores: ['order'] }],
    ['that pays heed to neither', { ignores: ['since', 'order'], pageSize: 10 }],
    ['that names no next page', { pagingWithoutNext: true, pageSize: 100 }],
  ] as [string, FacebookOptions][])('reads a list %s: all of it, once, history apart', async (_, options) => {
    const old = Array.from({ length: 30 }, (_one, n) => said(`old ${n}`, { ...mai, ageMs: 600_000 - n * 1000 }));
    const there = await fake({ ...options, history: old });
    const here = await watch(there);
    const fresh = Array.from({ length: 40 }, (_one, n) => said(`new ${n}`, mai));
    there.push(...fresh.slice(0, 20));
    await pause(800);
    there.push(...fresh.slice(20));
    await here.until('all of it', () => here.texts().includes('new 39'), 9_000);
    const messages = here.events('message');
    expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
    const now = messages.filter(({ history }) => !history).map(({ text }) => text);
    expect(now.toSorted()).toEqual(fresh.map(({ message }) => message).toSorted());
  });

  it('goes on after a cursor as if nothing had been', async () => {
    const there = await fake();
    const here = await watch(there);
    there.push(said('one', mai), said('two', mai));
    await here.until('two', () => here.texts().includes('two'), 8_000);
    await here.close();
    there.push(said('three', mai));
    const again = await watch(there, { cursor: here.got.at(-1)?.cursor ?? null });
    await again.until('three', () => again.texts().length > 0, 8_000);
    expect(again.texts()).toEqual(['three']);
    expect(again.events('message')[0]?.history).toBeUndefined();
  });

  it('reads without a writer’s name, notices edits, and believes a removal only when the comment is gone', async () => {
    const there = await fake();
    const here = await watch(there);
    const [first, second] = [said('A1'), said('B2', mai)];
    there.push(first, second);
    await here.until('both', () => here.texts().length === 2, 8_000);
    expect(here.events('message').map(({ author }) => author?.id ?? null)).toEqual([null, '24007']);
    first.message = 'A1 x3';
    there.comments.splice(there.comments.indexOf(second), 1);
    await here.until('the removal', () => here.events('removal').length === 1, 9_000);
    expect(here.events('removal')[0]).toMatchObject({ target: 'message', targetIds: [second.id] });
    expect(here.events('message').at(-1)).toMatchObject({ id: first.id, text: 'A1 x3', edited: true });
    expect(there.count(`GET ${second.id}`)).toBe(1);
  });

  it('does not take for removed what the list only leaves out', async () => {
    const there = await fake();
    const here = await watch(there);
    const [first, second] = [said('A1', mai), said('B2', mai)];
    there.push(first, second);
    await here.until('both', () => here.texts().length === 2, 8_000);
    there.unlisted.add(second.id);
    await here.until('that it was asked for', () => there.count(`GET ${second.id}`) > 0, 8_000);
    await pause(1_500);
    expect(here.events('removal')).toEqual([]);
    expect(there.count(`GET ${second.id}`)).toBe(1);
  });

  it('does without fields that a version does not know', async () => {
    const there = await fake({ unknownFields: ['ingest_streams'] });
    const here = await watch(there);
    await here.until('viewers', () => here.events('audience').length > 0, 8_000);
    expect(here.events('audience')[0]).toMatchObject({ viewers: 55 });
  });

  it('tells viewers, reactions as they grow, the stream’s health and the end', async () => {
    const there = await fake();
    const here = await watch(there);
    await here.until('viewers', () => here.events('audience').length > 0, 8_000);
    expect(here.events('audience')[0]).toMatchObject({ viewers: 55, streamHealth: { state: 'good' } });
    there.state.reactions = 12;
    await here.until('likes', () => here.events('like').length > 0, 9_000);
    expect(here.events('like')[0]).toMatchObject({ count: 5, total: 12 });
    there.push(said('last words', mai));
    there.state.status = 'VOD';
    await here.until('the end', () => here.outcome() === 'end', 12_000);
    expect(here.got.at(-1)?.event.kind).toBe('ended');
    expect(here.texts()).toContain('last words');
  });

  it('answers below the comment, privately once, hides, deletes, bans and lifts bans', async () => {
    const there = await fake({ history: [said('A1', mai)] });
    const here = await watch(there);
    const messageId = there.comments[0]?.id ?? '';
    const { act } = here.session;
    expect(await act.reply?.({ key: '1', text: 'B2 is yours', toMessageId: messageId }, signal)).toEqual({
      id: `${VIDEO}_reply`,
    });
    await act.reply?.({ key: '2', text: 'to everybody' }, signal);
    expect((await act['private-reply']?.({ key: '3', messageId, text: 'Pay here' }, signal))?.id).toBe('m_1');
    const twice = act['private-reply']?.({ key: '4', messageId, text: 'Pay here' }, signal);
    await expect(twice).rejects.toMatchObject({ code: 'refused', final: true });
    await act.hide?.({ key: '5', messageId, hidden: true }, signal);
    await act.ban?.({ key: '6', authorId: '24007', forSeconds: null }, signal);
    await act.unban?.({ key: '7', authorId: '24007' }, signal);
    await act.remove?.({ key: '8', messageId }, signal);
    const did = there.seen.calls.filter(({ method }) => method !== 'GET');
    expect(did.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', `${messageId}/comments`, { message: 'B2 is yours' }],
      ['POST', `${LIVE}/comments`, { message: 'to everybody' }],
      ['POST', `${PAGE}/messages`, { recipient: { comment_id: messageId }, message: { text: 'Pay here' } }],
      ['POST', `${PAGE}/messages`, { recipient: { comment_id: messageId }, message: { text: 'Pay here' } }],
      ['POST', messageId, { is_hidden: true }],
      ['POST', `${PAGE}/blocked`, { user: '24007' }],
      ['DELETE', `${PAGE}/blocked`, {}],
      ['DELETE', messageId, {}],
    ]);
    expect(did[6]?.query.get('user')).toBe('24007');
  });

  it.each([
    [
      'a permission that is missing',
      { http: 403, error: { code: 10, message: 'no' } },
      { code: 'forbidden', final: true },
    ],
    [
      'a Page limit',
      { http: 400, error: { code: 32, message: 'slow' }, headers: { 'retry-after': '7' } },
      { code: 'rate-limited', retryAfterMs: 7_000 },
    ],
    [
      '429 with a delay',
      { http: 429, html: 'slow', headers: { 'retry-after': '3' } },
      { code: 'rate-limited', final: false, retryAfterMs: 3_000 },
    ],
    [
      'a dead token',
      { http: 401, error: { code: 190, error_subcode: 460, message: 'no' } },
      { code: 'unauthorized', final: true },
    ],
  ])('takes %s for what it is', async (_, refused, meant) => {
    const there = await fake({ refuse: (call) => (call.endsWith('/comments') ? refused : null) });
    expect(await failure(there)).toMatchObject(meant);
  });

  it('sits out a passing fault and a gateway’s page without a gap', async () => {
    const faults = [
      { http: 500, error: { code: 2, message: 'x', is_transient: true } },
      { http: 200, html: '<html>' },
    ];
    const there = await fake({
      refuse: (call, nth) => (call === `GET ${LIVE}/comments` ? (faults[nth - 1] ?? null) : null),
    });
    const here = await watch(there);
    there.push(said('A1', mai));
    await here.until('the comment', () => here.texts().includes('A1'), 9_000);
    expect(here.outcome()).toBeNull();
  });

  it('never shows its token', async () => {
    const there = await fake({
      refuse: () => ({ http: 400, error: { code: 190, message: `bad ${'EAAGforeignPageToken0123456789'}` } }),
    });
    const error = await failure(there);
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain('EAAG');
  });
});
