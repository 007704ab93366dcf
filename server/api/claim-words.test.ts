import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApi, type TestApi } from './api.fixture.ts';

let api: TestApi;
let host: string;
const query = async (sql: string, values: unknown[] = []) => (await api.database.pools.rest.query(sql, values)).rows;
const logged = async (show: string): Promise<unknown[]> =>
  (
    await query(
      `SELECT body->'words' AS words FROM record.event WHERE show_id = $1 AND body->>'action' = 'claim-words' ORDER BY seq`,
      [show],
    )
  ).map((row) => row.words as unknown);
const set = (show: string, body: object) => api.call('PUT', `/api/shows/${show}/claim-words`, { cookie: host, body });
const shows = async (): Promise<Record<string, string[]>> => {
  const { json } = await api.call('GET', '/api/shows', { cookie: host });
  return Object.fromEntries((json as { id: string; claimWords: string[] }[]).map((one) => [one.id, one.claimWords]));
};

beforeAll(async () => {
  api = await testApi();
  host = await api.cookieOf('host');
  const w = api.workspaceId;
  await query(
    `INSERT INTO show (id, workspace_id, slug, title, kind, state, seed) VALUES ('s', '${w}', 's', 'S', 'live', 'on_air', 'seed'),
       ('draft', '${w}', 'd', 'D', 'live', 'draft', 'seed'), ('later', '${w}', 'l', 'L', 'live', 'draft', 'seed'), ('over', '${w}', 'o', 'O', 'live', 'ended', 'seed')`,
  );
  await query(
    `INSERT INTO show_counter (show_id, workspace_id, last_seq) SELECT id, workspace_id, 0 FROM show WHERE workspace_id = '${w}' ON CONFLICT DO NOTHING`,
  );
  await query(
    `INSERT INTO connection (id, workspace_id, platform, name, broadcast) VALUES ('tt', '${w}', 'tiktok', 'T', '@t')`,
  );
  await query(
    `INSERT INTO product (id, workspace_id, code, code_key, title, price_minor, currency, options)
     VALUES ('p1', '${w}', 'A12', 'a12', 'Shirt', 100, 'EUR', '{}'), ('p2', '${w}', 'K77', 'k77', 'Hat', 100, 'EUR', '{}')`,
  );
});
afterAll(() => api.close());

describe('the claim words of a show', () => {
  it('on air each change is a row of its log, in the audit and in what is shown; the same again is no row', async () => {
    const first = await set('s', { words: ['  yalla ', 'me   me'] });
    expect(first.status).toBe(200);
    expect(first.json).toMatchObject({ id: 's', claimWords: ['yalla', 'me me'] });
    await set('s', { words: ['yalla', 'me me'] });
    await set('s', { words: [] });
    expect(await logged('s')).toEqual([['yalla', 'me me'], []]);
    expect((await shows())['s']).toEqual([]);
    const audit = await query(`SELECT detail FROM audit WHERE action = 'show:claim-words' ORDER BY id LIMIT 1`);
    expect(audit[0]).toEqual({ detail: { words: ['yalla', 'me me'], coming: false } });
  });

  it.each([
    [['cancel'], 'cancels'],
    [['a12'], 'A12'],
    [['7'], 'only a number'],
    [['yalla', 'Yalla'], 'same'],
    [Array.from({ length: 21 }, (_, i) => `yalla${String(i)}`), 'at most'],
  ])('%j is refused in a sentence, and nothing changes', async (words, why) => {
    const before = await logged('s');
    const answer = await set('s', { words, coming: true });
    expect(answer.status).toBe(422);
    expect(answer.json.message).toContain(why);
    expect(await logged('s')).toEqual(before);
    expect(await query(`SELECT 1 FROM workspace_setting WHERE key = 'claim-words'`)).toEqual([]);
  });

  it('an ended show keeps what it had', async () => {
    expect((await set('over', { words: ['yalla'] })).json.message).toContain('ended');
  });

  it('those of coming shows are those of every draft without its own; a draft’s log says nothing', async () => {
    await set('draft', { words: ['hopla'], coming: true });
    expect(await shows()).toMatchObject({ draft: ['hopla'], later: ['hopla'], s: [], over: [] });
    await set('draft', { words: ['tralala'] });
    expect(await shows()).toMatchObject({ draft: ['tralala'], later: ['hopla'] });
    expect([...(await logged('draft')), ...(await logged('later'))]).toEqual([]);
  });

  it('a show begins with them in its log, and keeps them whatever coming shows have later', async () => {
    const started = await api.call('POST', '/api/shows/later/start', { cookie: host, body: { connectionIds: ['tt'] } });
    expect(started.status, started.text).toBe(200);
    expect(started.json).toMatchObject({ state: 'on_air', claimWords: ['hopla'] });
    expect(await logged('later')).toEqual([['hopla']]);
    await set('draft', { words: ['other'], coming: true });
    expect((await shows())['later']).toEqual(['hopla']);
  });
});

describe('GET /api/codes', () => {
  it('offers a free code and tells of codes like each other, like an ordinary word and like a show’s claim word', async () => {
    await query(
      `INSERT INTO product (id, workspace_id, code, code_key, title, price_minor, currency, options)
       VALUES ('p3', $1, 'A21', 'a21', 'Skirt', 100, 'EUR', '{}'), ('p4', $1, 'MINE', 'mine', 'Mine', 100, 'EUR', '{}')`,
      [api.workspaceId],
    );
    const look = async () => (await api.call('GET', '/api/codes', { cookie: host })).json;
    const told = (json: { collisions: { codes: string[]; sentence: string }[] }) =>
      json.collisions.map((one) => one.codes.join(' '));
    const before = await look();
    expect(before.free).toMatch(/^[A-Z]\d+$/);
    expect(told(before)).toEqual(['MINE', 'A12 A21']);
    // The words came first; then somebody gave a product one of them as its code.
    await query(`UPDATE product SET code = 'OTHER', code_key = 'other' WHERE id = 'p2'`);
    expect(told(await look())).toEqual(['MINE', 'OTHER', 'A12 A21']);
    const { json } = await api.call('GET', '/api/codes', { cookie: host });
    expect(JSON.stringify(json)).toContain('OTHER is a claim word of the show too');
  });
});
