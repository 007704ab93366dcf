import { afterEach, expect, test } from 'vitest';
import { ConnectorError, type Connector } from '../../connectors/platforms/contract.ts';
import { createLog } from '../log.ts';
import { createHealthGauge } from './health.ts';
import { startLine, type LineDeps } from './line.ts';
import type { BroadcastRow } from './store.ts';

const unheard: unknown[] = [];
const hear = (reason: unknown): void => void unheard.push(reason);
afterEach(() => {
  process.off('unhandledRejection', hear);
  unheard.length = 0;
});

function lineThat(more: Partial<LineDeps>): LineDeps {
  return {
    lastSignMs: null,
    load: () =>
      Promise.resolve({
        manifest: { resume: 'none' },
        connect: () => Promise.reject(new ConnectorError('ended', 'The broadcast has ended.', { final: true })),
      } as unknown as Connector),
    row: () => Promise.resolve({ cursor: null, liveId: null } as BroadcastRow),
    context: () => Promise.resolve({} as never),
    sink: () => ({
      deliver: () => Promise.resolve(),
      drained: () => Promise.resolve(),
      close: () => Promise.resolve(),
    }),
    gauge: createHealthGauge(),
    opened: () => Promise.resolve(null),
    lost: () => Promise.resolve(),
    ended: () => Promise.resolve(),
    now: () => Date.now(),
    random: () => 0,
    sleep: () => new Promise((resolve) => setTimeout(resolve, 5)),
    log: createLog({ level: 'silent' }),
    ...more,
  };
}

test('a database that fails while the end of a broadcast is written neither ends the hub nor loses the end', async () => {
  process.on('unhandledRejection', hear);
  let tries = 0;
  const line = startLine(
    lineThat({
      ended: () => (++tries < 3 ? Promise.reject(new Error('Connection terminated unexpectedly')) : Promise.resolve()),
    }),
  );
  await expect.poll(() => tries, { timeout: 2_000 }).toBe(3);
  await line.stop();
  expect(unheard).toEqual([]);
});
