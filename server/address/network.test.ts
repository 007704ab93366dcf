import pino from 'pino';
import { beforeAll, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { createNetwork, ownAddresses } from './network.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.pools.rest.query(`INSERT INTO workspace (id, name) VALUES ('ws_1', 'One'), ('ws_2', 'Two')`);
});

function machine(addresses: string[], taken: number[] = []) {
  const open = new Set<string>();
  let free = 50_000;
  const network = createNetwork({
    pool: database.pools.rest,
    port: 4000,
    addresses: () => addresses,
    open: async ({ host, port }) => {
      if (taken.includes(port)) throw new Error('EADDRINUSE');
      const at = `${host}:${port === 0 ? free++ : port}`;
      open.add(at);
      return { host, port: Number(at.split(':')[1]), close: async () => void open.delete(at) };
    },
    who: async () => null,
    log: pino({ level: 'silent' }),
  });
  return { network, open };
}

test('two workspaces share the listener, and the last one that turns it off closes it', async () => {
  const { network, open } = machine(['192.168.1.5', '10.0.0.2']);
  expect(await network.state('ws_1')).toEqual({ on: false, keep: false, addresses: [] });
  const on = await network.turn('ws_1', { on: true, keep: false });
  expect(on.addresses).toEqual(['http://192.168.1.5:4000', 'http://10.0.0.2:4000']);
  expect(await network.state('ws_2')).toMatchObject({ on: false, addresses: [] });
  await Promise.all([
    network.turn('ws_2', { on: true, keep: false }),
    network.turn('ws_1', { on: false, keep: false }),
  ]);
  expect(open.size).toBe(2);
  expect(network.open()).toEqual(['ws_2']);
  await network.turn('ws_2', { on: false, keep: false });
  expect(open.size).toBe(0);
});

test('a machine that changes its network is followed, and a port that is taken is not waited for', async () => {
  const addresses = ['192.168.1.5'];
  const { network, open } = machine(addresses, [4000]);
  expect((await network.turn('ws_1', { on: true, keep: false })).addresses).toEqual(['http://192.168.1.5:50000']);
  addresses[0] = '172.20.0.3';
  expect((await network.state('ws_1')).addresses).toEqual(['http://172.20.0.3:50001']);
  expect([...open]).toEqual(['172.20.0.3:50001']);
  await network.close();
});

test('after a start it is off, unless it was to be kept on', async () => {
  const first = machine(['192.168.1.5']);
  await first.network.turn('ws_1', { on: true, keep: true });
  await first.network.turn('ws_2', { on: true, keep: false });
  await first.network.close();
  expect(first.open.size).toBe(0);
  const second = machine(['192.168.1.5']);
  await second.network.resume();
  expect(second.network.open()).toEqual(['ws_1']);
  expect(second.open.size).toBe(1);
  await second.network.close();
});

test('no address that the internet routes to is listened at', () => {
  for (const address of ownAddresses()) expect(address).toMatch(/^(10|172|192|100|169|198|203|24\d|25\d)\./);
});
