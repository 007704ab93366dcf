import { expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { hasRedis, startRedis } from '../test/redis.ts';
import { createBus } from './bus.ts';

const log = createLog({ level: 'silent' });

test('the word goes round in this process at once, until somebody stops hearing', () => {
  const bus = createBus(null, log);
  const heard: string[] = [];
  const stop = bus.onTold((showId) => heard.push(showId));
  bus.told('one');
  stop();
  bus.told('two');
  expect(heard).toEqual(['one']);
});

test('the word reaches other processes through Redis', async ({ skip }) => {
  if (!hasRedis()) return skip('redis-server is not installed');
  const url = await startRedis();
  const [here, there] = [createBus(url, log), createBus(url, log)];
  const heard = new Set<string>();
  there.onTold((showId) => heard.add(showId));
  // The first words may be said before the other has begun to listen: the look each second is the net for those.
  await expect.poll(() => (here.told('show'), heard.has('show')), { timeout: 5_000, interval: 50 }).toBe(true);
  await Promise.all([here.close(), there.close()]);
});

test('a Redis that is not there delays and fails nobody', async () => {
  const bus = createBus('redis://127.0.0.1:1', log);
  const heard: string[] = [];
  bus.onTold((showId) => heard.push(showId));
  bus.told('show');
  expect(heard).toEqual(['show']);
  await bus.close();
});
