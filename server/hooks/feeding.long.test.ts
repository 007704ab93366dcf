import { afterEach, beforeEach, expect, it } from 'vitest';
import { hookHub, OPEN_SECRET, putOnAir, STREAM, type HookHub } from './hooks.fixture.ts';

let hub: HookHub;
beforeEach(async () => {
  hub = await hookHub();
});
afterEach(() => hub.close());

const open = (onAir = true) => hub.connection({ platform: 'webhook', secrets: { signingSecret: OPEN_SECRET }, onAir });
const said = (id: string, text = id) => ({ id, streamId: STREAM, author: { id: 'u1', name: 'Nok' }, text });
const waiting = async (connectionId: string) =>
  (
    await hub.query('SELECT body FROM hook_part WHERE connection_id = $1 AND taken_at IS NULL ORDER BY id', [
      connectionId,
    ])
  ).map(({ body }) => body.id);
const untilTaken = async (connectionId: string) => {
  for (
    const deadline = Date.now() + 5_000;
    (await waiting(connectionId)).length > 0;
    await new Promise((r) => setTimeout(r, 20))
  )
    if (Date.now() > deadline) throw new Error('parts still wait');
};

it('what is posted is in the record at once, in its order, under the time it came', async () => {
  const { connectionId, showId } = await open();
  await hub.supervisor.start();
  await hub.post(connectionId, [said('warm')]);
  await hub.recorded(showId!, 1);
  const beganMs = Date.now();
  const lines = Array.from({ length: 450 }, (_, index) => said(`m${index}`));
  await hub.post(connectionId, lines);
  const rows = await hub.recorded(showId!, 451);
  expect(Date.now() - beganMs, 'rung, not looked for').toBeLessThan(1_500);
  expect(rows.slice(1).map((row) => row.text)).toEqual(lines.map((line) => line.text));
  expect(rows[0]).toMatchObject({ kind: 'message', platform: 'webhook', author_key: 'u1', spoken_by: 'receipt' });
  await untilTaken(connectionId);
  const [part] = await hub.query('SELECT received_at FROM hook_part WHERE connection_id = $1 ORDER BY id LIMIT 1', [
    connectionId,
  ]);
  expect(rows[0].received_at).toEqual(part.received_at);
});

it('what another process kept is found without a ring', async () => {
  const { connectionId, showId } = await open();
  await hub.supervisor.start();
  await hub.post(connectionId, [said('first')]);
  await hub.recorded(showId!, 1);
  const { body } = (await hub.query('SELECT body FROM hook_part WHERE connection_id = $1', [connectionId]))[0];
  await hub.query(
    `INSERT INTO hook_part (workspace_id, connection_id, account, part_id, body, received_at) VALUES ($1, $2, '', 'other', $3, now())`,
    [hub.api.workspaceId, connectionId, { ...body, id: 'from another process' }],
  );
  const rows = await hub.recorded(showId!, 2);
  expect(rows[1].platform_id).toBe('from another process');
});

it('what came before the show is history, and its end is not this show’s', async () => {
  const { connectionId } = await open(false);
  await hub.post(connectionId, [said('yesterday'), { id: 'over', kind: 'ended' }]);
  await hub.query(`UPDATE hook_part SET received_at = now() - interval '1 hour' WHERE connection_id = $1`, [
    connectionId,
  ]);
  const showId = await putOnAir(hub.query, hub.api.workspaceId, connectionId, 'webhook');
  await hub.supervisor.start();
  await hub.post(connectionId, [said('today')]);
  const rows = await hub.recorded(showId, 2);
  expect(rows.map((row) => [row.platform_id, row.history])).toEqual([
    ['yesterday', true],
    ['today', false],
  ]);
  await untilTaken(connectionId);
});

it('waits while no show is on air, and for whoever holds the broadcast when it is no longer us', async () => {
  const { connectionId, showId } = await open();
  await hub.supervisor.start();
  await hub.post(connectionId, [said('mine')]);
  await hub.recorded(showId!, 1);
  await untilTaken(connectionId);
  await hub.query('UPDATE broadcast SET fence = fence + 10 WHERE show_id = $1', [showId]);
  await hub.post(connectionId, [said('not mine')]);
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(await waiting(connectionId)).toEqual(['not mine']);
});

it('the source says that it has ended: it is in the record, the broadcast is over, and the part is not told again', async () => {
  const { connectionId, showId } = await open();
  await hub.supervisor.start();
  await hub.post(connectionId, [said('bye'), { id: 'end', kind: 'ended', reason: 'The shop closed' }]);
  const rows = await hub.recorded(showId!, 2);
  expect(rows.map((row) => row.kind)).toEqual(['message', 'ended']);
  await untilTaken(connectionId);
  for (
    const deadline = Date.now() + 5_000;
    (await hub.query('SELECT 1 FROM broadcast WHERE show_id = $1 AND ended_at IS NOT NULL', [showId])).length === 0;
  )
    expect(Date.now(), 'the broadcast is over').toBeLessThan(deadline);
});

it('a part that cannot be understood is left behind, and what follows is told', async () => {
  const { connectionId, showId } = await open();
  await hub.query(
    `INSERT INTO hook_part (workspace_id, connection_id, account, part_id, body, received_at) VALUES ($1, $2, '', 'odd', '[1]', now())`,
    [hub.api.workspaceId, connectionId],
  );
  await hub.supervisor.start();
  await hub.post(connectionId, [said('after')]);
  expect((await hub.recorded(showId!, 1)).map((row) => row.platform_id)).toEqual(['after']);
  await untilTaken(connectionId);
});
