import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { signatureOf } from '../../connectors/platforms/webhook/signature.ts';
import { HOME } from '../config.ts';
import { createCredentials } from '../connections/credentials.ts';
import { testDatabase } from '../test/harness.ts';
import { OPEN_SECRET, putOnAir, STREAM } from './hooks.fixture.ts';
import type { KillOrder, Step } from './kill-worker.fixture.ts';

const STEPS: readonly Step[] = [
  'before the parts are committed',
  'after the commit, before the answer',
  'after the answer, before they are taken',
  'while what they told is written',
  'after it was written, before they are marked',
  'after they were marked',
];
const ROUNDS = 4;
const LINES = 5;
const SECRET = 'a secret of the hub that is long enough 0123456789';

let worker: ChildProcess | null = null;
afterAll(() => void worker?.kill('SIGKILL'));

async function start(order: KillOrder): Promise<string> {
  const child = spawn(
    process.execPath,
    [join(HOME, 'server', 'hooks', 'kill-worker.fixture.ts'), JSON.stringify(order)],
    {
      ...{ cwd: HOME, stdio: ['ignore', 'pipe', 'inherit'] },
    },
  );
  worker = child;
  const first = once(child.stdout!, 'data').then(([chunk]) => String(chunk).trim());
  const gone = once(child, 'exit').then(() => '');
  return Promise.race([first, gone]);
}

it('through a kill at every step nothing that was answered 2xx is lost, and nothing takes effect twice', async () => {
  const database = await testDatabase();
  const query = async (sql: string, values: unknown[] = []): Promise<any[]> =>
    (await database.pools.rest.query(sql, values)).rows;
  await query(`INSERT INTO workspace (id, name) VALUES ('w', 'Brand')`);
  const { sealed, keyId } = createCredentials(SECRET).seal(
    { workspaceId: 'w', connectionId: 'c' },
    { signingSecret: OPEN_SECRET },
  );
  await query(
    `INSERT INTO connection (id, workspace_id, platform, name, broadcast, sealed, key_id) VALUES ('c', 'w', 'webhook', 'Bridge', $1, $2, $3)`,
    [STREAM, sealed, keyId],
  );
  const showId = await putOnAir(query, 'w', 'c', 'webhook');
  const answered = new Set<string>();
  let unanswered: string[] = [];
  let sent = 0;

  /** Posts until the process is dead; what got no answer is posted again to the next one, as a sender does. */
  async function post(address: string, ids: string[]): Promise<boolean> {
    const body = Buffer.from(
      ids.map((id) => JSON.stringify({ id, author: { id: 'u', name: 'Nok' }, text: id })).join('\n'),
    );
    const headers = { 'hawker-signature': signatureOf(body, OPEN_SECRET, Date.now()) };
    const answer = await fetch(`${address}/webhooks/open/c`, { method: 'POST', headers, body }).catch(() => null);
    if (answer === null) return false;
    expect(answer.status).toBe(202);
    for (const id of ids) answered.add(id);
    await answer.arrayBuffer().catch(() => null);
    return true;
  }
  const next = () => Array.from({ length: LINES }, () => `m${sent++}`);

  const died: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const step of STEPS) {
      await query('UPDATE broadcast SET holder = NULL, held_until = NULL');
      const address = await start({ databaseUrl: database.url, secret: SECRET, step, after: round });
      const child = worker!;
      const exited = once(child, 'exit');
      for (const deadline = Date.now() + 20_000; address !== '' && child.signalCode === null;) {
        if (Date.now() > deadline) throw new Error(`it did not die ${step}`);
        const ids = unanswered.length > 0 ? unanswered : next();
        unanswered = (await post(address, ids)) ? [] : ids;
        await wait(20);
      }
      if (child.signalCode === null) await exited;
      if (child.signalCode === 'SIGKILL') died.push(step);
    }
  }
  await query('UPDATE broadcast SET holder = NULL, held_until = NULL');
  const address = await start({ databaseUrl: database.url, secret: SECRET, step: null, after: 0 });
  if (unanswered.length > 0) await post(address, unanswered);
  await post(address, next());
  const waiting = async () => Number((await query('SELECT count(*) FROM hook_part WHERE taken_at IS NULL'))[0].count);
  for (const deadline = Date.now() + 20_000; (await waiting()) > 0; await wait(50))
    expect(Date.now()).toBeLessThan(deadline);
  worker!.kill('SIGKILL');

  const rows = await query(`SELECT platform_id FROM record.event WHERE show_id = $1 AND kind = 'message'`, [showId]);
  const written = rows.map((row) => row.platform_id as string);
  expect(died).toHaveLength(ROUNDS * STEPS.length);
  expect(answered.size).toBeGreaterThan(ROUNDS * STEPS.length);
  expect([...answered].filter((id) => !written.includes(id))).toEqual([]);
  expect(written.length - new Set(written).size).toBe(0);
}, 300_000);
