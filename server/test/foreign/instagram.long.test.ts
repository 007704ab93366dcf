import { afterEach, describe, expect, it } from 'vitest';
import { ConnectorError, type HookPart } from '../../../connectors/platforms/contract.ts';
import { instagram } from '../../../connectors/platforms/instagram/index.ts';
import { open, type Open, type Where } from './driver.ts';
import {
  comment,
  hookOf,
  IG_ID,
  PAGE_ID,
  SECRET,
  startInstagram,
  VERIFY,
  type InstagramFake,
  type InstagramOptions,
} from './instagram-fake.ts';

const mai = { id: '526001', username: 'mai.shops' };
const signal = new AbortController().signal;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function fake(options: InstagramOptions = {}): Promise<InstagramFake> {
  const made = await startInstagram(options);
  closing.push(() => made.stop());
  return made;
}
async function watch(from: InstagramFake, more: Partial<Where> = {}): Promise<Open> {
  const made = await open(instagram, { endpoints: from.endpoints, settings: from.settings, broadcast: '', ...more });
  closing.push(() => made.close());
  return made;
}
const failure = async (opening: Promise<unknown>): Promise<ConnectorError> => {
  const error: unknown = await opening.catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError;
};
const privately = (here: Open, messageId: string) =>
  here.session.act['private-reply']?.({ key: 'k', messageId, text: 'Pay here: https://shop.example/c/1' }, signal);

describe("Instagram as a stranger's server plays it", { timeout: 20_000 }, () => {
  it.each([
    { login: 'instagram', tokenBy: 'header' },
    { login: 'instagram', tokenBy: 'query' },
    { login: 'facebook', tokenBy: 'header' },
    { login: 'facebook', tokenBy: 'query' },
  ] as const)('reads and answers privately by $login login, the token by $tokenBy', async (options) => {
    const there = await fake(options);
    const here = await watch(there);
    expect(here.session).toMatchObject({ liveId: there.liveId, address: 'https://www.instagram.com/fridaysale/live/' });
    const said = comment('CF A12', mai);
    there.comments.push(said);
    await here.until('the comment', () => here.texts().includes('CF A12'));
    expect(here.events('message')[0]).toMatchObject({
      ...{ id: said.id, author: { id: mai.id, handle: 'mai.shops' } },
    });
    expect(await privately(here, said.id)).toEqual({ id: 'aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlE' });
    const account = options.login === 'facebook' ? `/v22.0/${PAGE_ID}` : `/v26.0/${IG_ID}`;
    expect(there.sent).toMatchObject([
      {
        path: `${account}/messages`,
        body: { recipient: { comment_id: said.id }, message: { text: 'Pay here: https://shop.example/c/1' } },
      },
    ]);
    expect(await failure(Promise.resolve(privately(here, said.id)))).toMatchObject({ code: 'refused', final: true });
  });

  it('loses nothing of a burst of many pages, and doubles nothing', async () => {
    const there = await fake({ pageSize: 10 });
    there.comments.push({ ...comment('before', mai), timestamp: '2026-01-01T10:00:00+0000' });
    const here = await watch(there);
    const burst = Array.from({ length: 137 }, (_, n) => comment(`A1 ${n}`));
    there.comments.push(...burst);
    await here.until('all of them', () => here.texts().length === 138, 6_000);
    expect(here.events('message').map(({ history, author }) => [history, author])).toEqual([
      [true, expect.objectContaining({ handle: 'mai.shops' })],
      ...burst.map(() => [undefined, null]),
    ]);
    expect(here.texts().slice(1)).toEqual(burst.map(({ text }) => text));
  });

  it.each(['gone', 'empty'] as const)('knows the end where the comments are then %s', async (afterEnd) => {
    const there = await fake({ afterEnd });
    const here = await watch(there);
    const said = comment('A1', mai);
    there.comments.push(said);
    await here.until('the comment', () => here.texts().length === 1);
    there.liveId = null;
    await here.until('the end', () => here.outcome() === 'end', 10_000);
    expect(here.events('ended')).toHaveLength(1);
    expect(await failure(Promise.resolve(privately(here, said.id)))).toMatchObject({ code: 'ended', final: true });
    expect(there.sent).toEqual([]);
  });

  it.each([
    [{ code: 190, error_subcode: 463 }, 401, 'unauthorized', true],
    [{ code: 10 }, 400, 'forbidden', true],
    [{ code: 3 }, 400, 'forbidden', true],
    [{ code: 200 }, 403, 'forbidden', true],
    [{ code: 100, error_subcode: 33 }, 400, 'not-found', true],
    [{ code: 4 }, 400, 'rate-limited', false],
    [{ code: 80002 }, 400, 'rate-limited', false],
    [{ code: 2, is_transient: true }, 500, 'network', false],
  ] as const)('sorts the refusal %j of the search for a live', async (error, status, code, final) => {
    const there = await fake({ refuse: () => ({ status, error: { message: 'no', ...error } }) });
    expect(await failure(watch(there))).toMatchObject({ code, final });
  });

  it('waits as long as the usage header says', async () => {
    const used = {
      type: 'instagram',
      call_count: 100,
      total_time: 1,
      total_cputime: 1,
      estimated_time_to_regain_access: 3,
    };
    const headers = { 'x-business-use-case-usage': JSON.stringify({ [IG_ID]: [used] }) };
    const there = await fake({ refuse: () => ({ status: 400, error: { code: 80002 }, headers }) });
    expect((await failure(watch(there))).retryAfterMs).toBe(180_000);
  });

  it('does not call a passing fault a gap', async () => {
    const there = await fake({
      refuse: (call, nth) =>
        call === 'GET comments' && nth === 1 ? { status: 500, error: { code: 2, message: 'x' } } : null,
    });
    const here = await watch(there);
    there.comments.push(comment('A1', mai));
    await here.until('the comment', () => here.texts().length === 1, 8_000);
    expect(here.outcome()).toBeNull();
  });

  it('says that nobody is on air', async () => {
    const there = await fake();
    there.liveId = null;
    expect(await failure(watch(there))).toMatchObject({ code: 'not-live', final: false });
  });
});

describe("a stranger's webhooks", () => {
  const value = (id: string, liveId: string) => ({
    ...{ id, from: mai, text: 'ขอ A12 😀', media: { id: liveId, media_product_type: 'LIVE' } },
  });
  const received = (body: object, secrets = [SECRET]) => instagram.hook?.receive(hookOf(body), secrets, VERIFY);
  const partsOf = (body: object): HookPart[] => {
    const answer = received(body);
    return answer?.ok && 'parts' in answer ? answer.parts : [];
  };

  it('are one happening with what the list shows, in either shape', async () => {
    const there = await fake();
    const here = await watch(there);
    const said = { ...comment('ขอ A12 😀', mai), id: '17870000000099999' };
    const change = { field: 'live_comments', value: value(said.id, there.liveId ?? '') };
    const shapes = [
      { object: 'instagram', entry: [{ id: IG_ID, time: 1_700_000_000, changes: [change] }] },
      { object: 'instagram', entry: [{ id: IG_ID, time: 1_700_000_000_123, ...change }] },
    ];
    const taken = shapes.flatMap(partsOf).flatMap((part) => here.session.take?.(part) ?? []);
    expect(taken).toHaveLength(2);
    expect(taken[0]).toMatchObject({
      via: 'live',
      receivedMs: 1_700_000_000_000,
      event: { id: said.id, text: 'ขอ A12 😀' },
    });
    expect(taken[0]?.event).toEqual(taken[1]?.event);
    there.comments.push(said);
    await here.until('the same in the list', () => here.got.length === 1);
    expect(here.got[0]).toMatchObject({ via: 'list', event: taken[0]?.event });
  });

  it('are refused when anybody else signed them, and taken by either secret during a rotation', () => {
    const body = {
      object: 'instagram',
      entry: [{ id: IG_ID, time: 1, field: 'live_comments', value: value('1', '2') }],
    };
    expect(received(body, ['another'])).toMatchObject({ ok: false });
    expect(received(body, ['the new one', SECRET])).toMatchObject({ ok: true });
    expect(received(body, [])).toMatchObject({ ok: false });
  });
});
