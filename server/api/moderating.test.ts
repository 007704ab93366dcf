import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApi, type TestApi } from './api.fixture.ts';

let api: TestApi;
let cookie: string;
const query = (sql: string, values: unknown[] = []) => api.database.pools.rest.query(sql, values);
const post = (body: object, path = '/api/shows/s/moderation') => api.call('POST', path, { cookie, body });
const rows = async () =>
  (await query(`SELECT body FROM record.event WHERE show_id = 's' AND kind = 'staff' ORDER BY seq`)).rows.map(
    (row) => row.body as Record<string, unknown>,
  );

beforeAll(async () => {
  api = await testApi();
  cookie = await api.cookieOf('moderator');
  const w = api.workspaceId;
  await query(
    `INSERT INTO show (id, workspace_id, slug, title, kind, state, seed) VALUES ('s', '${w}', 's', 'S', 'live', 'on_air', 'seed')`,
  );
  await query(`INSERT INTO show_counter (show_id, workspace_id, last_seq) VALUES ('s', '${w}', 3)`);
  await query(
    `INSERT INTO connection (id, workspace_id, platform, name, broadcast, checkout) VALUES ('tt', '${w}', 'tiktok', 'Tik', '@t', 'platform'), ('yt', '${w}', 'youtube', 'Our channel', '@y', 'own')`,
  );
  await query(
    `INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform, state) VALUES ('b-tt', '${w}', 's', 'tt', 'tiktok', 'live'), ('b-yt', '${w}', 's', 'yt', 'youtube', 'live')`,
  );
  await query(
    `INSERT INTO author (id, workspace_id, platform, author_key, handle, name) VALUES ('a', '${w}', 'youtube', 'key', 'rude', 'R'), ('nobody', '${w}', 'youtube', NULL, '', ''), ('t', '${w}', 'tiktok', 'tk', 'tok', 'T')`,
  );
  await query(
    `INSERT INTO record.event (show_id, seq, day, workspace_id, broadcast_id, connection_id, platform, kind, platform_id, author_id, spoken_at, spoken_by, received_at)
     SELECT 's', u.seq, (now() AT TIME ZONE 'UTC')::date, '${w}', u.b, u.c, u.p, 'message', 'm' || u.seq, u.a, now(), 'platform', now()
     FROM (VALUES (1, 'b-yt', 'yt', 'youtube', 'a'), (2, 'b-tt', 'tt', 'tiktok', 't'), (3, 'b-yt', 'yt', 'youtube', 'nobody')) AS u(seq, b, c, p, a)`,
  );
});
afterAll(() => api.close());

describe('moderation through the API', () => {
  it('an order about a message or its author is a row of the show’s log, and of the audit', async () => {
    const removed = await post({ kind: 'remove', seq: 1 });
    expect(removed.status).toBe(202);
    const banned = await post({ kind: 'timeout', seq: 1, reason: ' insults ' });
    expect(banned.status).toBe(202);
    expect(await rows()).toMatchObject([
      { action: 'moderate', kind: 'remove', ofSeq: 1, authorId: 'a', moderationId: removed.json.id },
      { action: 'moderate', kind: 'timeout', forSeconds: 300, reason: 'insults' },
    ]);
    expect((await query(`SELECT detail FROM audit WHERE action = 'chat:moderate' ORDER BY id`)).rows).toMatchObject([
      { detail: { kind: 'remove', ofSeq: 1, platform: 'youtube' } },
      { detail: { kind: 'timeout' } },
    ]);
  });

  it('what a platform has no way to do is refused with that sentence, and a ban holds with us all the same', async () => {
    expect((await post({ kind: 'remove', seq: 2 })).json).toMatchObject({
      code: 'refused',
      message: 'TikTok LIVE offers no way to delete a message.',
    });
    expect((await post({ kind: 'hide', seq: 1 })).json.message).toBe('YouTube offers no way to hide a message.');
    expect((await post({ kind: 'ban', seq: 2 })).status).toBe(202);
  });

  it('nobody can be banned whose name the platform withholds, and nothing that is not there', async () => {
    expect((await post({ kind: 'ban', seq: 3 })).json).toMatchObject({
      code: 'refused',
      message: 'YouTube withholds who wrote this.',
    });
    await query(`UPDATE author SET badges = '{owner}' WHERE id = 't'`);
    expect((await post({ kind: 'ban', seq: 2 })).json.message).toBe('This is your own account.');
    expect((await post({ kind: 'ban', seq: 99 })).status).toBe(404);
    expect((await post({ kind: 'ban', authorId: 'someone' })).status).toBe(404);
    expect((await post({ kind: 'hide' })).status).toBe(400);
  });

  it('lists each order with what every platform made of it, pending until it is known', async () => {
    const { rows: made } =
      await query(`INSERT INTO moderation (id, workspace_id, show_id, kind, seq, author_id, reason, made_by)
      VALUES ('mo', '${api.workspaceId}', 's', 'ban', 1, 'a', 'insults', 'anna') RETURNING id`);
    expect(made).toHaveLength(1);
    await query(
      `INSERT INTO outbox (id, workspace_id, show_id, connection_id, broadcast_id, kind, about, seq, author_id, text, made_by, state, sentence, sent_at) VALUES
        ('mo.b-yt', '${api.workspaceId}', 's', 'yt', 'b-yt', 'ban', 'moderation:mo', 1, 'a', '', 'anna', 'queued', NULL, NULL),
        ('mo.b-tt', '${api.workspaceId}', 's', 'tt', 'b-tt', 'ban', 'moderation:mo', 1, 'a', '', 'anna', 'unreachable', 'TikTok LIVE offers no way to ban or time out anybody', '2026-11-23 01:02:03.456789Z')`,
    );
    const list = await api.call('GET', '/api/shows/s/moderation', { cookie });
    expect(list.json).toMatchObject([
      {
        id: 'mo',
        kind: 'ban',
        handle: 'rude',
        reason: 'insults',
        outcomes: [
          {
            platform: 'tiktok',
            state: 'unreachable',
            sentence: 'TikTok LIVE offers no way to ban or time out anybody',
          },
          { platform: 'youtube', connection: 'Our channel', state: 'pending', way: 'ban' },
        ],
      },
    ]);
    await query(`UPDATE show SET state = 'ended' WHERE id = 's'`);
    expect((await api.call('GET', '/api/shows/s/moderation', { cookie })).json).toHaveLength(1);
    expect((await post({ kind: 'remove', seq: 1 })).json.code).toBe('refused');
    await query(`UPDATE show SET state = 'on_air' WHERE id = 's'`);
  });

  it('who is banned is listed and lifted, and a show on air hears of it', async () => {
    await query(
      `INSERT INTO banned (workspace_id, author_id, platform, author_key, handle, reason, made_by, show_id) VALUES ('${api.workspaceId}', 'a', 'youtube', 'key', 'rude', 'insults', 'anna', 's')`,
    );
    expect((await api.call('GET', '/api/banned', { cookie })).json).toMatchObject([
      { authorId: 'a', handle: 'rude', reason: 'insults', untilMs: null },
    ]);
    expect((await api.call('DELETE', '/api/banned/a', { cookie })).status).toBe(200);
    expect((await rows()).at(-1)).toMatchObject({ action: 'moderate', kind: 'unban', authorId: 'a' });
    expect((await api.call('DELETE', '/api/banned/a', { cookie })).status).toBe(404);
  });

  it('an answer with what the platform forbids is refused before it goes, with the reason', async () => {
    const answer = (seq: number, text: string) => post({ seq, text }, '/api/shows/s/answers');
    expect((await answer(2, 'all sizes at shop.example.com')).json).toMatchObject({
      code: 'refused',
      field: 'text',
      message: 'TikTok LIVE takes no addresses while its own shop sells: leave it out.',
    });
    expect((await answer(1, 'all sizes at shop.example.com')).status).toBe(202);
    expect((await answer(2, 'All sizes are there!')).status).toBe(202);
  });
});

describe('the question of who sells', () => {
  it('is asked where a platform has a shop of its own, and refused elsewhere; the language is one there are wordings in', async () => {
    const owner = await api.cookieOf('owner');
    const add = (body: object) => api.call('POST', '/api/connections', { cookie: owner, body });
    const made = await add({ platform: 'tiktok', name: 'T', broadcast: '@t', checkout: 'platform' });
    expect(made).toMatchObject({ status: 201, json: { checkout: 'platform' } });
    const path = `/api/connections/${made.json.id}`;
    expect((await api.call('PATCH', path, { cookie: owner, body: { checkout: 'own' } })).json.checkout).toBe('own');
    const speaks = (language: string) => api.call('PATCH', path, { cookie: owner, body: { language } });
    expect([made.json.language, (await speaks('zh-Hant')).json.language, (await speaks('')).json.language]).toEqual([
      '',
      'zh-Hant',
      '',
    ]);
    expect((await speaks('tlh')).json).toMatchObject({ code: 'bad-field', field: 'language' });
    expect((await add({ platform: 'youtube', name: 'Y', broadcast: '@y', checkout: 'platform' })).json).toMatchObject({
      code: 'bad-field',
      field: 'checkout',
    });
    const { json } = await api.call('GET', '/api/platforms', { cookie: owner });
    expect(json.filter((one: { shop?: string }) => one.shop).map((one: { id: string }) => one.id)).toEqual(['tiktok']);
  });
});
