import { expect, test } from 'vitest';
import type { Delivery } from '../../connectors/platforms/contract.ts';
import { systemClock } from '../clock.ts';
import { loadConnections } from '../feed/store-entities.ts';
import { createIntake } from '../intake/intake.ts';
import { createLog } from '../log.ts';
import { testDatabase } from '../test/harness.ts';
import { buildShow } from '../test/show-builder.ts';
import { countCoverage } from './store.ts';

const message = (id: string, via?: 'live' | 'list'): Delivery => ({
  event: { kind: 'message', id, atMs: Date.now(), author: { id: 'u', handle: 'ann', name: 'Ann' }, text: id },
  cursor: id,
  ...(via === undefined ? {} : { via }),
});

test('a connection heard in two ways says how much was seen live, what was recovered and which claims that restored', async () => {
  const { pools } = await testDatabase();
  const show = await buildShow(pools.rest, { platforms: ['facebook', 'tiktok'] });
  const [facebook, tiktok] = show.sources;
  if (facebook === undefined || tiktok === undefined) throw new Error('the show has two sources');
  const log = createLog({ level: 'silent' });
  const feed = { told: () => undefined };
  const intake = createIntake({ pools, lanes: { ring: () => undefined }, feed, clock: systemClock, log });
  const [one, other] = [intake.open(facebook), intake.open(tiktok)];
  for (let i = 0; i < 35; i++) await one.deliver(message(`m${i}`, 'live'));
  for (let i = 0; i < 36; i++) await one.deliver(message(`m${i}`, 'list'));
  await other.deliver(message('t1'));
  await Promise.all([one.close(), other.close()]);
  for (const [n, said] of ['m3', 'm35'].entries())
    await pools.rest.query(
      `INSERT INTO claim (id, workspace_id, show_id, seq, n, connection_id, broadcast_id, reply_to, product_id, quantity, price_minor, currency, state, made_by, spoken_at)
       VALUES ($1, $2, $3, $4, 0, $5, $6, $1, 'p', 1, 100, 'EUR', 'reserved', 'rule', now())`,
      [said, show.workspaceId, show.showId, n, facebook.connectionId, facebook.broadcastId],
    );
  expect(await countCoverage(pools.rest, show.workspaceId, show.showId)).toEqual([
    { platform: 'facebook', name: 'facebook', heardLive: 35, recovered: 1, restored: 1 },
  ]);
  const followed = { workspaceId: show.workspaceId, showId: show.showId, isRehearsal: false, createdAtMs: 0 };
  expect(await loadConnections(pools.rest, followed, null)).toMatchObject([
    { platform: 'facebook', heardLive: 35, recovered: 1, restored: 1 },
    { platform: 'tiktok', heardLive: 0, recovered: 0, restored: 0 },
  ]);
  await intake.close();
});
