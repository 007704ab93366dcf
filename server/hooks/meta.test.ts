import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signatureOf } from '../../connectors/platforms/meta/signature.ts';
import { signRequest } from '../../connectors/platforms/meta/signed-request.ts';
import { hookHub, type HookHub } from './hooks.fixture.ts';

const FIRST = { appSecret: 'first app secret', verifyToken: 'first-verify', accessToken: 'token' };
const SECOND = { appSecret: 'second app secret', verifyToken: 'second-verify', accessToken: 'token' };

let hub: HookHub;
let first: string;
let second: string;
beforeAll(async () => {
  hub = await hookHub();
  ({ connectionId: first } = await hub.connection({
    platform: 'facebook',
    settings: { pageId: '1' },
    secrets: FIRST,
    onAir: false,
  }));
  ({ connectionId: second } = await hub.connection({
    ...{ platform: 'facebook', settings: { pageId: '2' }, secrets: SECOND, onAir: false },
    workspaceId: await hub.api.newWorkspace(),
  }));
});
afterAll(() => hub.close());

const comment = (id: string) => ({
  field: 'feed',
  value: {
    item: 'comment',
    verb: 'add',
    comment_id: id,
    post_id: '1_5',
    created_time: 1_790_000_000,
    message: 'A1',
    from: { id: '7', name: 'Nok' },
  },
});
const update = (page: string, ...ids: string[]) => ({
  object: 'page',
  entry: [{ id: page, time: 1_790_000_000, changes: ids.map(comment) }],
});

async function post(body: unknown, secret: string) {
  const payload = Buffer.from(JSON.stringify(body));
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(payload, secret) };
  return hub.api.app.inject({ method: 'POST', url: '/webhooks/meta', payload, headers });
}
const keptFor = async (connectionId: string) =>
  (await hub.query('SELECT body FROM hook_part WHERE connection_id = $1 ORDER BY id', [connectionId])).map(
    (row) => row.body.value.comment_id,
  );

describe('the handshake', () => {
  const ask = (query: Record<string, string>) => hub.api.app.inject({ method: 'GET', url: '/webhooks/meta', query });
  it.each([FIRST, SECOND])(
    'is answered with the bare challenge for each connection’s own verify token',
    async ({ verifyToken }) => {
      const answer = await ask({
        'hub.mode': 'subscribe',
        'hub.challenge': '1158201444',
        'hub.verify_token': verifyToken,
      });
      expect([answer.statusCode, answer.body, answer.headers['content-type']]).toEqual([
        200,
        '1158201444',
        'text/plain; charset=utf-8',
      ]);
    },
  );
  it.each(['nobody’s', '', FIRST.verifyToken.slice(0, -1)])('with the verify token %j is refused', async (token) => {
    expect((await ask({ 'hub.mode': 'subscribe', 'hub.challenge': '1', 'hub.verify_token': token })).statusCode).toBe(
      403,
    );
  });
});

describe('an update', () => {
  it('goes to the connections of its account whose app signed it', async () => {
    expect((await post(update('1', 'a', 'b'), FIRST.appSecret)).statusCode).toBe(200);
    expect((await post(update('2', 'c'), SECOND.appSecret)).statusCode).toBe(200);
    expect([await keptFor(first), await keptFor(second)]).toEqual([['a', 'b'], ['c']]);
  });

  it('about a Page of somebody else’s app is kept nowhere, though its own app signed it', async () => {
    expect((await post(update('2', 'stolen'), FIRST.appSecret)).statusCode).toBe(200);
    expect(await keptFor(second)).not.toContain('stolen');
  });

  it('about an account nobody has is answered 200 and counted', async () => {
    const before = hub.api.deps.hooks.counts().unknown;
    expect((await post(update('999', 'x'), FIRST.appSecret)).statusCode).toBe(200);
    expect((await post(update('999', 'y'), FIRST.appSecret)).statusCode).toBe(200);
    expect(hub.api.deps.hooks.counts().unknown).toBe(before + 2);
  });

  it('that comes again is kept once', async () => {
    for (let times = 0; times < 3; times++)
      expect((await post(update('1', 'again'), FIRST.appSecret)).statusCode).toBe(200);
    expect((await keptFor(first)).filter((id) => id === 'again')).toEqual(['again']);
  });

  it('of a thousand comments is one request and one answer', async () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `burst-${index}`);
    expect((await post(update('1', ...ids), FIRST.appSecret)).statusCode).toBe(200);
    expect((await keptFor(first)).filter((id) => id.startsWith('burst-'))).toEqual(ids);
  });

  it('in a burst of 300 requests at once is not held back', async () => {
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, index) => post(update('1', `wave-${index}`), FIRST.appSecret)),
    );
    expect(new Set(answers.map((one) => one.statusCode))).toEqual(new Set([200]));
  });

  it('is let in by the new secret as soon as it is entered, and by the old one meanwhile', async () => {
    const secrets = { ...FIRST, appSecret: 'old app secret', appSecretNext: 'new app secret' };
    await hub.connection({ platform: 'facebook', settings: { pageId: '3' }, secrets, onAir: false });
    expect((await post(update('3', 'by-old'), secrets.appSecret)).statusCode).toBe(200);
    expect((await post(update('3', 'by-new'), secrets.appSecretNext)).statusCode).toBe(200);
  });
});

describe('a person who asks Meta to be forgotten', () => {
  const ask = (signedRequest: string) =>
    hub.api.app.inject({
      ...{ method: 'POST', url: '/webhooks/meta/data-deletion' },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `signed_request=${encodeURIComponent(signedRequest)}`,
    });
  const look = (url: string, accept: string) =>
    hub.api.app.inject({ method: 'GET', url: new URL(url).pathname, headers: { accept } });

  it('is: names and words are emptied, what was counted stays, and the code says so', async () => {
    const { workspaceId } = hub.api;
    await hub.query(
      `INSERT INTO show (id, workspace_id, slug, title, kind, state, seed) VALUES ('past', $1, 'past', 'Past', 'live', 'ended', '1')`,
      [workspaceId],
    );
    const day = 'current_date';
    await hub.query(
      `INSERT INTO author (id, workspace_id, platform, author_key, handle, name, avatar_url) VALUES
         ('them', $1, 'facebook', '4711', 'nok', 'Nok Noi', 'https://pic.example/1'), ('other', $1, 'facebook', '4712', 'lek', 'Lek', NULL)`,
      [workspaceId],
    );
    for (const [seq, author] of [
      [1, 'them'],
      [2, 'other'],
    ] as const) {
      await hub.query(
        `INSERT INTO record.event (show_id, seq, day, workspace_id, platform, kind, author_id, spoken_at, spoken_by, received_at)
         VALUES ('past', $2, ${day}, $1, 'facebook', 'message', $3, now(), 'platform', now())`,
        [workspaceId, seq, author],
      );
      await hub.query(
        `INSERT INTO record.event_text (show_id, seq, day, workspace_id, text) VALUES ('past', $2, ${day}, $1, 'A1 for me')`,
        [workspaceId, seq],
      );
      await hub.query(
        `INSERT INTO claim (id, workspace_id, show_id, seq, n, author_id, product_id, quantity, price_minor, currency, state, made_by, spoken_at)
         VALUES ('past.' || $2::text, $1, 'past', $2::bigint, 0, $3, 'p', 1, 100, 'EUR', 'reserved', 'rule', now())`,
        [workspaceId, seq, author],
      );
      await hub.query(
        `INSERT INTO claim_text (claim_id, workspace_id, text) VALUES ('past.' || $2::text, $1, 'A1 for me')`,
        [workspaceId, seq],
      );
    }
    const answer = await ask(signRequest({ user_id: '4711', issued_at: 1_790_000_000 }, FIRST.appSecret));
    expect(answer.statusCode).toBe(200);
    const { url, confirmation_code: code } = answer.json();
    expect(url).toBe(`${hub.api.deps.publicUrl}/data-deletion/${code}`);
    for (
      const deadline = Date.now() + 10_000;
      (await look(url, 'application/json')).json().state !== 'done';
      await new Promise((r) => setTimeout(r, 20))
    )
      expect(Date.now()).toBeLessThan(deadline);
    expect(await hub.query('SELECT id, author_key, handle, name, avatar_url FROM author ORDER BY id DESC')).toEqual([
      { id: 'them', author_key: null, handle: '', name: '', avatar_url: null },
      { id: 'other', author_key: '4712', handle: 'lek', name: 'Lek', avatar_url: null },
    ]);
    expect((await hub.query('SELECT text FROM record.event_text ORDER BY seq')).map((row) => row.text)).toEqual([
      null,
      'A1 for me',
    ]);
    expect((await hub.query('SELECT claim_id FROM claim_text')).map((row) => row.claim_id)).toEqual(['past.2']);
    expect(await hub.query(`SELECT id FROM claim WHERE show_id = 'past' AND state = 'reserved'`)).toHaveLength(2);
    expect(await hub.query(`SELECT author_key FROM data_deletion WHERE code = $1`, [code])).toEqual([
      { author_key: '' },
    ]);
    const page = await look(url, 'text/html');
    expect([page.statusCode, page.body.includes('were removed on')]).toEqual([200, true]);
  });

  it('is not believed without the app’s signature, and a code that was never given leads nowhere', async () => {
    expect((await ask(signRequest({ user_id: '4712' }, 'not the secret'))).statusCode).toBe(400);
    expect((await look('http://x/data-deletion/0000', 'application/json')).statusCode).toBe(404);
    expect((await look('http://x/data-deletion/0000', 'text/html')).statusCode).toBe(404);
  });
});

it('who takes the app away: the connections they signed in have a refused token, and no others', async () => {
  await hub.query(`UPDATE connection SET account = '{"id": "31", "name": "Owner"}', token_state = 'ok'`);
  await hub.query(`UPDATE connection SET account = '{"id": "32", "name": "Other"}' WHERE id = $1`, [first]);
  const third = await hub.connection({ platform: 'facebook', settings: { pageId: '4' }, secrets: FIRST, onAir: false });
  await hub.query(`UPDATE connection SET account = '{"id": "31", "name": "Owner"}', token_state = 'ok' WHERE id = $1`, [
    third.connectionId,
  ]);
  const answer = await hub.api.app.inject({
    ...{ method: 'POST', url: '/webhooks/meta/deauthorize' },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: `signed_request=${signRequest({ user_id: '31' }, FIRST.appSecret)}`,
  });
  expect([answer.statusCode, answer.json()]).toEqual([200, { connections: 1 }]);
  const states = await hub.query('SELECT id, token_state FROM connection');
  expect(states.filter((row) => row.token_state === 'refused').map((row) => row.id)).toEqual([third.connectionId]);
  expect(states.find((row) => row.id === second)!.token_state).toBe('ok');
});
