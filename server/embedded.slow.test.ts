import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findEmbedded, startEmbedded } from './embedded.ts';

let place: string;
beforeEach(() => void (place = mkdtempSync(join(tmpdir(), 'hawker-embedded-'))));
afterEach(async () => {
  await (await findEmbedded(place))?.stop();
  rmSync(place, { recursive: true, force: true });
});

async function query<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

/** A process that starts the server, writes a row a time and says each that was acknowledged, until it is killed. */
function writer(): { killed(afterRows: number): Promise<number> } {
  const code = `
    import { startEmbedded } from ${JSON.stringify(new URL('embedded.ts', import.meta.url).href)};
    import pg from ${JSON.stringify(import.meta.resolve('pg'))};
    const server = await startEmbedded({ dataDir: ${JSON.stringify(place)} });
    const client = new pg.Client({ connectionString: server.url }); await client.connect();
    await client.query('CREATE TABLE IF NOT EXISTS row (n bigserial)');
    for (;;) { await client.query('INSERT INTO row DEFAULT VALUES'); process.stdout.write('.'); }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  return {
    async killed(afterRows) {
      let acknowledged = 0;
      for await (const chunk of child.stdout) {
        acknowledged += (chunk as Buffer).length;
        if (acknowledged >= afterRows) child.kill('SIGKILL');
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      return acknowledged;
    },
  };
}

test('it is made once, started again, and stopped for good', { timeout: 60_000 }, async () => {
  const made = await startEmbedded({ dataDir: place });
  expect(made.how).toBe('made');
  expect(statSync(join(place, 'postgres')).mode & 0o777).toBe(0o700);
  expect(statSync(join(place, 'postgres.json')).mode & 0o777).toBe(0o600);
  await query(made.url, 'CREATE TABLE kept (n int)');
  await made.stop();
  await made.stop();
  expect(await findEmbedded(place)).toBeNull();
  const again = await startEmbedded({ dataDir: place });
  expect(again.how).toBe('started');
  expect(await query(again.url, 'SELECT * FROM kept')).toEqual([]);
  const durable = await query<{ setting: string }>(
    again.url,
    `SELECT setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')`,
  );
  expect(durable.map((row) => row.setting)).toEqual(['on', 'on', 'on']);
});

test(
  'the server of a killed hub is found running and taken over, with every acknowledged row',
  { timeout: 60_000 },
  async () => {
    const acknowledged = await writer().killed(500);
    const server = await startEmbedded({ dataDir: place });
    expect(server.how).toBe('reused');
    const [row] = await query<{ n: string }>(server.url, 'SELECT count(*) AS n FROM row');
    expect(Number(row!.n)).toBeGreaterThanOrEqual(acknowledged);
  },
);

test('a server killed in mid-write is recovered with every acknowledged row', { timeout: 90_000 }, async () => {
  let acknowledged = 0;
  for (let round = 0; round < 3; round++) {
    acknowledged += await writer().killed(300);
    process.kill((await findEmbedded(place))!.pid, 'SIGKILL');
    const server = await startEmbedded({ dataDir: place });
    expect(server.how).toBe('recovered');
    const [row] = await query<{ n: string }>(server.url, 'SELECT count(*) AS n FROM row');
    expect(Number(row!.n)).toBeGreaterThanOrEqual(acknowledged);
    await server.stop();
  }
});

test('a wrong password opens nothing', { timeout: 60_000 }, async () => {
  const server = await startEmbedded({ dataDir: place });
  const wrong = new URL(server.url);
  wrong.password = 'guessed';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
});
