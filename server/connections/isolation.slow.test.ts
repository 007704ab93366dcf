import { expect, test } from 'vitest';
import { isolation } from '../../bench/isolation.ts';
import { createLog } from '../log.ts';
import { testDatabase } from '../test/harness.ts';

test('a connector that hangs, floods or throws delays no other platform, and memory stays bounded', async () => {
  const { url, pools } = await testDatabase();
  const place = { url, pools, log: createLog({ level: 'error' }), close: () => Promise.resolve() };
  const results = await isolation(place, {
    secondsEach: 10,
    rounds: 3,
    rate: 40,
    seed: '5',
    ills: ['none', 'hangs', 'floods', 'throws'],
  });
  const [well, ...ills] = results;
  if (well === undefined) throw new Error('nothing was measured');
  for (const one of ills) {
    const moreMs = Math.max(one.seen.p99 - well.seen.p99, one.decided.p99 - well.decided.p99);
    process.stderr.write(`${JSON.stringify({ ...one, moreMs })}\n`);
    expect(one.messages, one.ill).toBeGreaterThan(well.messages * 0.9);
    // On a machine that is busy with other things the difference between two quiet runs is as large as their delay.
    expect(moreMs, one.ill).toBeLessThan(Math.max(100, well.decided.p99));
    expect(one.rssMb, one.ill).toBeLessThan(well.rssMb + 300);
  }
  expect(results.find((one) => one.ill === 'floods')?.illStored).toBeGreaterThan(1_000);
}, 180_000);
