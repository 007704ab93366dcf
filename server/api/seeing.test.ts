import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApi, type TestApi } from './api.fixture.ts';

let api: TestApi;
let host: string;
let moderator: string;
const query = async (sql: string, values: unknown[] = []) => (await api.database.pools.rest.query(sql, values)).rows;
const staffRows = async (show: string, action: string) =>
  (
    await query(
      `SELECT body FROM record.event WHERE show_id = $1 AND kind = 'staff' AND body->>'action' = $2 ORDER BY seq`,
      [show, action],
    )
  ).map((row) => row.body as Record<string, unknown>);

beforeAll(async () => {
  api = await testApi();
  host = await api.cookieOf('host');
  moderator = await api.cookieOf('moderator');
  const w = api.workspaceId;
  await query(
    `INSERT INTO show (id, workspace_id, slug, title, kind, state, seed) VALUES ('s', '${w}', 's', 'S', 'live', 'on_air', 'seed'), ('draft', '${w}', 'd', 'D', 'live', 'draft', 'seed')`,
  );
  await query(
    `INSERT INTO show_counter (show_id, workspace_id, last_seq) VALUES ('s', '${w}', 2), ('draft', '${w}', 0)`,
  );
  await query(
    `INSERT INTO connection (id, workspace_id, platform, name, broadcast, video_delay_ms, video_delay_by)
     VALUES ('yt', '${w}', 'youtube', 'Y', '@y', NULL, 'platform'), ('ig', '${w}', 'instagram', 'I', 'shop', 12000, 'set'), ('spare', '${w}', 'tiktok', 'T', '@t', NULL, 'platform')`,
  );
  await query(
    `INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform, state) VALUES ('b-yt', '${w}', 's', 'yt', 'youtube', 'live')`,
  );
  await query(
    `INSERT INTO record.event (show_id, seq, day, workspace_id, broadcast_id, connection_id, platform, kind, platform_id, author_id, spoken_at, spoken_by, received_at)
     SELECT 's', seq, (now() AT TIME ZONE 'UTC')::date, '${w}', 'b-yt', 'yt', 'youtube', 'message', 'm' || seq, 'a', now(), 'platform', now() FROM generate_series(1, 2) seq`,
  );
  await query(
    `INSERT INTO record.reading (show_id, seq, day, workspace_id, intent, confidence, needs_look, lines, explanation, lexicon, choices)
     SELECT 's', seq, (now() AT TIME ZONE 'UTC')::date, '${w}', 'claim', 0.4, true, '[]', 'why', 'x', '[[{"code": "A1", "variant": {}, "quantity": 1}], [{"code": "B2", "variant": {}, "quantity": 1}]]' FROM generate_series(1, 2) seq`,
  );
  await query(
    `INSERT INTO doubt (show_id, seq, workspace_id, waiting_since) SELECT 's', seq, '${w}', now() FROM generate_series(1, 2) seq`,
  );
});
afterAll(() => api.close());

describe('the video delay of a connection', () => {
  it('is the platform’s usual one until it is set, also by the console while on air, and each change is a row of the log', async () => {
    const owner = await api.cookieOf('owner');
    const shown = async () =>
      (await api.call('GET', '/api/connections', { cookie: owner })).json.find((one: { id: string }) => one.id === 'yt')
        .videoDelay;
    expect(await shown()).toEqual({ ms: 8_000, by: 'platform' });
    const url = '/api/shows/s/connections/yt/video-delay';
    expect((await api.call('PUT', url, { cookie: host, body: { ms: 7_500, by: 'measured' } })).status).toBe(200);
    expect(await shown()).toEqual({ ms: 7_500, by: 'measured' });
    expect(
      (await api.call('PATCH', '/api/connections/yt', { cookie: owner, body: { videoDelayMs: null } })).status,
    ).toBe(200);
    expect(await shown()).toEqual({ ms: 8_000, by: 'platform' });
    expect(await staffRows('s', 'video-delay')).toMatchObject([
      { connectionId: 'yt', ms: 7_500, how: 'measured', backMs: 1, aheadMs: 1 },
      { connectionId: 'yt', ms: 8_000, how: 'platform' },
    ]);
    expect(api.rung).toContain('decide:s');
  });

  it('is told to the log when a connection joins a show, with how well its moments are known', async () => {
    await query(`UPDATE show SET kind = 'live', state = 'on_air' WHERE id = 'draft'`);
    const joined = await api.call('POST', '/api/shows/draft/start', {
      cookie: host,
      body: { connectionIds: ['ig', 'spare'] },
    });
    expect(joined.status).toBe(200);
    const rows = await staffRows('draft', 'video-delay');
    expect(rows.find((row) => row['connectionId'] === 'ig')).toMatchObject({ ms: 12_000, how: 'set', aheadMs: 0 });
    expect(rows.find((row) => row['connectionId'] === 'ig')?.['backMs']).toBeGreaterThan(0);
    expect(rows.find((row) => row['connectionId'] === 'spare')).toMatchObject({ ms: 5_000, how: 'platform' });
  });

  it('of a connection that is not in this show is not found, and out of bounds is refused', async () => {
    const put = (id: string, ms: number) =>
      api.call('PUT', `/api/shows/s/connections/${id}/video-delay`, { cookie: host, body: { ms, by: 'set' } });
    expect([(await put('ig', 1_000)).status, (await put('yt', 120_001)).status, (await put('yt', -1)).status]).toEqual([
      404, 400, 400,
    ]);
  });

  it('is measured on request, and says from what', async () => {
    expect((await api.call('GET', '/api/shows/s/video-delays', { cookie: host })).json).toEqual([
      { connectionId: 'yt', ms: null, reactions: 0, switches: 0 },
    ]);
  });
});

describe('a message that needs a look', () => {
  const choose = (seq: number, choice: 0 | 1 | 'none', cookie = moderator) =>
    api.call('POST', `/api/shows/s/doubts/${String(seq)}`, { cookie, body: { choice } });

  it('is decided once, also by two people at once; the second hears who was first', async () => {
    const answers = await Promise.all([choose(1, 1), choose(1, 0, host)]);
    expect(answers.map((one) => one.status)).toEqual([200, 200]);
    const second = answers.find((one) => one.json.ok === false);
    expect(answers.filter((one) => one.json.ok === true)).toHaveLength(1);
    expect(second?.json.already).toMatchObject({ state: 'resolved', by: expect.any(String) });
    expect(await staffRows('s', 'resolve-reading')).toMatchObject([{ ofSeq: 1, lines: [{ quantity: 1 }] }]);
  });

  it('that was decided can be taken back, and then be decided again', async () => {
    expect((await api.call('POST', '/api/shows/s/doubts/1/undo', { cookie: moderator })).status).toBe(200);
    const [undone] = await staffRows('s', 'unresolve');
    const [{ seq }] = (await query(
      `SELECT seq FROM record.event WHERE show_id = 's' AND body->>'action' = 'resolve-reading'`,
    )) as [{ seq: string }];
    expect(undone).toMatchObject({ ofSeq: 1, claimIds: [`s.${seq}.0`] });
    expect((await choose(1, 'none')).json).toEqual({ ok: true, already: null });
    expect(await query(`SELECT state, closed_by IS NOT NULL AS by FROM doubt WHERE seq = 1`)).toEqual([
      { state: 'dismissed', by: true },
    ]);
  });

  it('offers no third reading, and there is none about a message nobody doubts', async () => {
    await query(`UPDATE record.reading SET choices = '[]' WHERE seq = 2`);
    expect((await choose(2, 1)).status).toBe(400);
    expect((await choose(99, 0)).status).toBe(404);
    expect((await choose(2, 0, await api.cookieOf('merchant'))).status).toBe(403);
  });

  it('is decided too when somebody claims for its author by hand', async () => {
    const owner = await api.cookieOf('owner');
    await api.call('POST', '/api/products', { cookie: owner, body: { code: 'Z9', title: 'Z', price: '1', stock: 1 } });
    const [variant] = (await query(
      `SELECT v.id FROM variant v JOIN product p ON p.id = v.product_id WHERE p.code = 'Z9'`,
    )) as { id: string }[];
    const made = await api.call('POST', '/api/shows/s/claims', {
      cookie: moderator,
      body: { seq: 2, variantId: variant!.id, quantity: 1 },
    });
    expect(made.status).toBe(202);
    expect(await query(`SELECT state FROM doubt WHERE seq = 2`)).toEqual([{ state: 'resolved' }]);
  });
});
