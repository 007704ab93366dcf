import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { instagram } from '../../connectors/platforms/instagram/index.ts';
import { startInstagramSimulator } from '../../connectors/platforms/instagram/simulator/index.ts';
import { openLine, texts, until } from '../../connectors/platforms/testkit/line.ts';
import { onePlatform, reply } from './outbox.fixture.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Instagram as it is wired, with two comments heard; their ids. */
async function onAir(access: 'standard' | 'advanced') {
  const sim = await startInstagramSimulator({ seed: 'outbox', access });
  closing.push(() => sim.close());
  const line = await openLine(instagram, sim.connection, { speed: 10 });
  closing.push(() => line.close());
  const on = await onePlatform(instagram.manifest);
  on.state.session = line.session;
  const ids = ['A1', 'A2', 'A3'].map(
    (text) =>
      sim.publish({ kind: 'message', author: { id: '6100000000000001', handle: 'nok', name: 'Nok' }, text })[0] ?? '',
  );
  await until(() => ids.every((_id, i) => texts(line).includes(`A${String(i + 1)}`)), 4_000, 'the comments heard');
  return { sim, line, on, ids };
}
const to = (id: string, messageId: string) => reply(id, { target: { toMessageId: messageId, toHandle: 'nok' } });

it('a reply on Instagram arrives privately while on air; one that is due after the end is expired and never asked for', async () => {
  const { sim, line, on, ids } = await onAir('advanced');
  await on.order(to('first', ids[0] ?? ''));
  await on.drain();
  expect(sim.journal().received).toHaveLength(1);
  await on.order(to('second', ids[1] ?? ''), to('third', ids[2] ?? ''));
  sim.fault({ kind: 'end' });
  await line.ended(4_000);
  await on.ends();
  for (let i = 0; i < 3; i += 1) {
    await on.drain();
    await wait(20);
  }
  expect(sim.journal().received).toHaveLength(1);
  expect(await on.rows()).toMatchObject([
    { id: 'first', state: 'sent' },
    {
      id: 'second',
      state: 'expired',
      attempts: 0,
      sentence: expect.stringContaining('only while the broadcast is on air'),
    },
    { id: 'third', state: 'expired', attempts: 0 },
  ]);
});

it('one that is asked for as the broadcast ends is expired by what Instagram answers', async () => {
  const { sim, on, ids } = await onAir('advanced');
  sim.fault({ kind: 'end' });
  await on.order(to('late', ids[0] ?? ''));
  await on.drain();
  expect(await on.rows()).toMatchObject([{ state: 'expired', attempts: 1 }]);
});

it('before the review it is refused once, and the rest are told so without being asked for', async () => {
  const { sim, on, ids } = await onAir('standard');
  const before = sim.journal().received.length;
  await on.order(to('a', ids[0] ?? ''), to('b', ids[1] ?? ''), to('c', ids[2] ?? ''));
  await on.drain();
  expect(sim.journal().received).toHaveLength(before);
  const rows = await on.rows();
  expect(rows.map((row) => row['state'])).toEqual(['unreachable', 'unreachable', 'unreachable']);
  expect(rows.map((row) => row['attempts'])).toEqual([1, 0, 0]);
});
