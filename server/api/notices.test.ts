import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApi, type TestApi } from './api.fixture.ts';

let api: TestApi;
let cookie: string;
const query = (sql: string, values: unknown[] = []) => api.database.pools.rest.query(sql, values);
const judge = (id: string, what: string) => api.call('POST', `/api/shows/s/notices/${id}`, { cookie, body: { what } });

beforeAll(async () => {
  api = await testApi();
  cookie = await api.cookieOf('moderator');
  const w = api.workspaceId;
  await query(
    `INSERT INTO show (id, workspace_id, slug, title, kind, state, seed) VALUES ('s', $1, 's', 'S', 'live', 'on_air', 'seed')`,
    [w],
  );
  await query(`INSERT INTO show_counter (show_id, workspace_id, last_seq) VALUES ('s', $1, 3)`, [w]);
  await query(
    `INSERT INTO notice (id, workspace_id, show_id, seq, kind, sentence, rule_id) VALUES
       ('s.1.held', $1, 's', 1, 'held', 'Rude words', 'rude'), ('s.2.held', $1, 's', 2, 'held', 'Rude words', 'rude'), ('s.3.alert', $1, 's', 3, 'alert', 'Look!', 'look')`,
    [w],
  );
});
afterAll(() => api.close());

describe('what rules put before the team', () => {
  it('is decided about by a row of the show’s log, and of the audit', async () => {
    for (const [id, what] of [
      ['s.1.held', 'allow'],
      ['s.2.held', 'deny'],
      ['s.3.alert', 'done'],
    ] as const)
      expect((await judge(id, what)).status).toBe(202);
    const { rows } = await query(`SELECT body FROM record.event WHERE show_id = 's' AND kind = 'staff' ORDER BY seq`);
    expect(rows).toMatchObject([
      { body: { action: 'allow', ofSeq: 1 } },
      { body: { action: 'deny', ofSeq: 2 } },
      { body: { action: 'close-notice', noticeId: 's.3.alert' } },
    ]);
    const audit = await query(`SELECT action FROM audit WHERE action LIKE 'notice:%' ORDER BY id`);
    expect(audit.rows.map((row) => row.action)).toEqual(['notice:allow', 'notice:deny', 'notice:done']);
  });
  it('is told so where somebody has decided already, and an alert cannot be allowed', async () => {
    expect((await judge('s.3.alert', 'allow')).json).toMatchObject({ code: 'bad-field', field: 'what' });
    expect((await judge('s.1.held', 'done')).status).toBe(400);
    await query(`UPDATE notice SET state = 'done' WHERE id = 's.1.held'`);
    expect((await judge('s.1.held', 'deny')).json).toMatchObject({ code: 'not-found' });
    await query(`UPDATE show SET state = 'ended' WHERE id = 's'`);
    expect((await judge('s.2.held', 'allow')).status).toBe(422);
  });
});
