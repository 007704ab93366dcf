import { afterAll, beforeAll, expect, it } from 'vitest';
import { signatureOf } from '../../connectors/platforms/meta/signature.ts';
import { hookHub, OPEN_SECRET, type HookHub } from './hooks.fixture.ts';

const ROUNDS = 200;
const AT_ONCE = 50;

let hub: HookHub;
beforeAll(async () => {
  hub = await hookHub();
});
afterAll(() => hub.close());

const times = <T>(count: number, of: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => of(index)));

it('fifty identical requests in parallel, two hundred times, have one effect each; and none when they come again later', async () => {
  const { connectionId, showId } = await hub.connection({
    platform: 'webhook',
    secrets: { signingSecret: OPEN_SECRET },
  });
  await hub.supervisor.start();
  const line = (round: number) => ({ id: `m${round}`, author: { id: 'u', name: 'Nok' }, text: `A${round}` });
  for (let round = 0; round < ROUNDS; round++) {
    const answers = await times(AT_ONCE, () => hub.post(connectionId, [line(round)]));
    expect(new Set(answers.map((one) => one.status))).toEqual(new Set([202]));
    expect(answers.reduce((sum, one) => sum + one.json.accepted, 0)).toBe(1);
  }
  const rows = await hub.recorded(showId!, ROUNDS);
  expect(rows.map((row) => row.platform_id)).toEqual(Array.from({ length: ROUNDS }, (_, round) => `m${round}`));
  // An hour later what was taken has been swept, and the record's own keys know it.
  for (
    const taken = async () =>
      Number((await hub.query('SELECT count(*) FROM hook_part WHERE taken_at IS NULL'))[0].count);
    (await taken()) > 0;
  )
    await new Promise((resolve) => setTimeout(resolve, 20));
  await hub.query('DELETE FROM hook_part');
  await hub.post(
    connectionId,
    Array.from({ length: ROUNDS }, (_, round) => line(round)),
  );
  await hub.post(connectionId, [line(ROUNDS)]);
  expect((await hub.recorded(showId!, ROUNDS + 1)).map((row) => row.platform_id).slice(ROUNDS)).toEqual([`m${ROUNDS}`]);
}, 300_000);

it('fifty identical updates of Meta in parallel, two hundred times, are kept once each', async () => {
  const secrets = { appSecret: 'app secret of the test', accessToken: 'token', verifyToken: 'v' };
  const { connectionId } = await hub.connection({
    platform: 'facebook',
    settings: { pageId: '1' },
    secrets,
    onAir: false,
  });
  const update = (round: number) => {
    const value = {
      item: 'comment',
      verb: 'add',
      comment_id: `5_${round}`,
      post_id: '1_5',
      created_time: 1_790_000_000,
      message: 'A1',
    };
    return Buffer.from(
      JSON.stringify({
        object: 'page',
        entry: [{ id: '1', time: 1_790_000_000, changes: [{ field: 'feed', value }] }],
      }),
    );
  };
  for (let round = 0; round < ROUNDS; round++) {
    const payload = update(round);
    const headers = {
      'content-type': 'application/json',
      'x-hub-signature-256': signatureOf(payload, secrets.appSecret),
    };
    const answers = await times(AT_ONCE, () =>
      hub.api.app.inject({ method: 'POST', url: '/webhooks/meta', payload, headers }),
    );
    expect(new Set(answers.map((one) => one.statusCode))).toEqual(new Set([200]));
  }
  expect(await hub.query('SELECT id FROM hook_part WHERE connection_id = $1', [connectionId])).toHaveLength(ROUNDS);
}, 300_000);
