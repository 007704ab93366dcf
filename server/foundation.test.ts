import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { layFoundation } from './foundation.ts';
import { testDatabase } from './test/harness.ts';

let place: string;
beforeEach(() => void (place = mkdtempSync(join(tmpdir(), 'hawker-foundation-'))));
afterEach(() => rmSync(place, { recursive: true }));

test('a database that may forget what it acknowledged is refused by name, and the data directory given free', async () => {
  // The tests' own server has given up durability, as somebody's own may have.
  const { url } = await testDatabase();
  const config = readConfig({ HAWKER_DATA_DIR: place, DATABASE_URL: url });
  const laid = layFoundation(config, { say: () => undefined, beforeMigrating: async () => undefined });
  await expect(laid).rejects.toThrow(/fsync and full_page_writes off|full_page_writes and fsync off/);
  expect(existsSync(join(place, 'hub.lock'))).toBe(false);
});

test('a database that cannot be reached is a fault, and the data directory given free', async () => {
  const config = readConfig({ HAWKER_DATA_DIR: place, DATABASE_URL: 'postgresql://x:hush@127.0.0.1:1/x' });
  const laid = layFoundation(config, { say: () => undefined, beforeMigrating: async () => undefined });
  await expect(laid).rejects.toThrow('look at DATABASE_URL');
  expect(existsSync(join(place, 'hub.lock'))).toBe(false);
});
