import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFacebookSimulator } from '../../connectors/platforms/facebook/simulator/index.ts';
import type { Simulator } from '../../connectors/platforms/testkit/simulator.ts';
import { loadNewestMessages } from '../feed/store-messages.ts';
import { hookHub, type HookHub } from './hooks.fixture.ts';

let hub: HookHub;
let sim: Simulator;
let showId: string;
let connectionId: string;
beforeAll(async () => {
  hub = await hookHub();
  const address = await hub.api.app.listen({ host: '127.0.0.1', port: 0 });
  sim = await startFacebookSimulator({ seed: 'hooks', access: 'advanced', hookUrl: `${address}/webhooks/meta` });
  hub.account.token = sim.connection.settings['accessToken'] ?? '';
  Object.assign(hub.addresses, sim.connection.endpoints);
  const { pageId = '', ...secrets } = sim.connection.settings;
  const made = await hub.connection({
    platform: 'facebook',
    settings: { pageId },
    secrets,
    broadcast: sim.connection.broadcast,
  });
  connectionId = made.connectionId;
  showId = made.showId!;
  await hub.supervisor.start();
});
afterAll(async () => {
  await hub.close();
  await sim.close();
});

const author = { id: '7001', handle: 'nok', name: 'Nok' };
const said = async (text: string, within = 8_000) => {
  for (const deadline = Date.now() + within; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const rows = await hub.recorded(showId, 0);
    const found = rows.filter((row) => row.text === text);
    if (found.length > 0) return found;
    if (Date.now() > deadline) throw new Error(`"${text}" is not in the record: ${rows.map((row) => row.text).join()}`);
  }
};

it('a comment that comes by Meta’s webhook and by the list is one row, and the webhook was first', async () => {
  sim.publish({ kind: 'message', author, text: 'the first' });
  await said('the first');
  // From here on the webhook is known to be proven and subscribed.
  const [id] = sim.publish({ kind: 'message', author, text: 'ขอ A1 😀' });
  await said('ขอ A1 😀');
  const parts = await hub.query('SELECT body, received_at FROM hook_part WHERE connection_id = $1', [connectionId]);
  expect(parts.map((row) => row.body.value.comment_id)).toContain(id);
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  expect(await said('ขอ A1 😀')).toHaveLength(1);
  const [broadcast] = await hub.query('SELECT heard_live::int FROM broadcast WHERE show_id = $1', [showId]);
  expect(broadcast.heard_live).toBeGreaterThan(0);
});

it('a private message is in the log, from whose time we may write back, and in nobody’s chat', async () => {
  sim.publish({ kind: 'direct', author, text: 'is it still there? A1' });
  const [row] = await said('is it still there? A1');
  expect(row).toMatchObject({ kind: 'direct', author_key: '7001' });
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const shown = await loadNewestMessages(
    hub.api.database.pools.rest,
    { workspaceId: hub.api.workspaceId, showId, isRehearsal: false, createdAtMs: 0 },
    1_000_000,
    100,
    { from: day(Date.now() - 86_400_000), to: day(Date.now() + 86_400_000) },
  );
  expect(shown.map((message) => message.text)).toContain('the first');
  expect(shown.some((message) => message.kind === 'direct')).toBe(false);
});
