import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { hookHub, putOnAir, type HookHub } from './hooks.fixture.ts';
import { KEPT_WITHOUT_SHOW_MS, MOST_WITHOUT_SHOW, sweepParts } from './sweep.ts';

let hub: HookHub;
beforeAll(async () => {
  hub = await hookHub();
});
afterAll(() => hub.close());

const sweep = () => sweepParts({ pools: hub.api.database.pools, now: Date.now, log: createLog({ level: 'silent' }) });
const put = (connectionId: string, count: number, ageMs: number, taken = false) =>
  hub.query(
    `INSERT INTO hook_part (workspace_id, connection_id, account, part_id, body, received_at, taken_at)
     SELECT $1, $2, '', $3::text || n, '{}', now() - make_interval(secs => $4::float8 / 1000), CASE WHEN $5 THEN now() - make_interval(secs => $4::float8 / 1000) END
     FROM generate_series(1, $6::int) n`,
    [hub.api.workspaceId, connectionId, `${ageMs}:${taken}:`, ageMs, taken, count],
  );
const kept = async (connectionId: string) =>
  Number((await hub.query('SELECT count(*) FROM hook_part WHERE connection_id = $1', [connectionId]))[0].count);

it('what was taken goes after an hour, what no show took after two days, and both are counted', async () => {
  const { connectionId } = await hub.connection({ platform: 'webhook', secrets: {}, onAir: false });
  await put(connectionId, 3, 2 * 3_600_000, true);
  await put(connectionId, 4, 60_000, true);
  await put(connectionId, 5, KEPT_WITHOUT_SHOW_MS + 60_000);
  await put(connectionId, 6, KEPT_WITHOUT_SHOW_MS - 60_000);
  expect(await sweep()).toEqual({ tooOld: 5, tooMany: 0 });
  expect(await kept(connectionId)).toBe(4 + 6);
});

it('without a show the newest are kept up to a bound; of a show on air nothing is dropped', async () => {
  const idle = await hub.connection({ platform: 'webhook', secrets: {}, onAir: false });
  await put(idle.connectionId, MOST_WITHOUT_SHOW + 7, 1_000);
  expect(await sweep()).toEqual({ tooOld: 0, tooMany: 7 });
  expect(await kept(idle.connectionId)).toBe(MOST_WITHOUT_SHOW);
  await put(idle.connectionId, 9, 500);
  await putOnAir(hub.query, hub.api.workspaceId, idle.connectionId, 'webhook');
  expect(await sweep()).toEqual({ tooOld: 0, tooMany: 0 });
});
