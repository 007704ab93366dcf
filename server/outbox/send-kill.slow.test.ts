import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { startFacebookSimulator } from '../../connectors/platforms/facebook/simulator/index.ts';
import { nodeThatRunsTypeScript } from '../../connectors/platforms/testkit/control-client.ts';
import { seeded } from '../../connectors/platforms/testkit/seeded.ts';
import type { SimConnection } from '../../connectors/platforms/testkit/simulator.ts';
import { madeUp, onePlatform, reply } from './outbox.fixture.ts';
import { TIGHT } from './send-worker.fixture.ts';
import type { NewReply } from './store.ts';

const KILLS = 8;
const BUYERS = 260;
const workers = new Set<ChildProcess>();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all([...workers].map(kill));
  for (const close of closing.splice(0)) await close();
});

async function start(url: string, connection: SimConnection): Promise<ChildProcess> {
  const file = fileURLToPath(new URL('./send-worker.fixture.ts', import.meta.url));
  const child = spawn(nodeThatRunsTypeScript(), [file, url, JSON.stringify(connection)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  workers.add(child);
  await once(child.stdout, 'data');
  return child;
}
async function kill(child: ChildProcess): Promise<void> {
  workers.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** As many rows as comments: privately, in public, of a person; every tenth has only a moment. */
function owedTo(comments: readonly string[]): NewReply[] {
  return comments.map((comment, i) => {
    const token = `r${String(i)}x`;
    const isPrivate = i % 2 === 0;
    const byPerson = i % 11 === 3;
    return reply(token, {
      ...{ seq: i + 1, authorId: null, text: `@${token} reserved`, madeBy: byPerson ? 'anna' : 'rule' },
      shortText: isPrivate || byPerson ? null : `✓ @${token}`,
      kind: isPrivate ? 'private-reply' : 'reply',
      target: { toMessageId: comment, toHandle: token },
      withinSeconds: i % 10 === 7 ? 2 : 120,
    });
  });
}

function mostWithin(times: readonly number[], perMs: number): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + perMs).length));
}
const tokensIn = (text = ''): string[] => [...new Set(text.match(/\br\d+x\b/g) ?? [])];

test('killed again and again in mid-sentence, the send lane forgets nothing, exceeds nothing and says nothing late', async () => {
  const sim = await startFacebookSimulator({ seed: 'kill', access: 'advanced' });
  closing.push(() => sim.close());
  const on = await onePlatform(madeUp({ id: 'facebook' }));
  closing.push(() => on.db.drop());
  const comments = Array.from({ length: BUYERS }, (_, i) => {
    const author = { id: `7000${String(i)}`, handle: `v${String(i)}`, name: `V ${String(i)}` };
    return sim.publish({ kind: 'message', author, text: `mine ${String(i)}` })[0] ?? '';
  });
  const rows = owedTo(comments);
  const random = seeded('kills');
  await on.order(...rows);
  const { rows: deadlines } = await on.db.pools.hot.query<{ id: string; ms: number }>(
    'SELECT id, (extract(epoch FROM deadline) * 1000)::float8 AS ms FROM outbox',
  );
  const deadlineOf = new Map(deadlines.map(({ id, ms }) => [id, ms]));

  let worker = await start(on.db.url, sim.connection);
  for (let kills = 0; kills < KILLS; kills += 1) {
    await wait(300 + random() * 1_200);
    // Now and then another takes over while the first still lives.
    const other = kills % 3 === 1 ? await start(on.db.url, sim.connection) : null;
    if (other !== null) await wait(400);
    await kill(worker);
    worker = other ?? (await start(on.db.url, sim.connection));
  }
  const left = async (): Promise<number> =>
    (await on.db.pools.rest.query(`SELECT count(*)::int AS n FROM outbox WHERE state IN ('queued', 'sending')`)).rows[0]
      .n;
  await expect.poll(left, { timeout: 90_000, interval: 500 }).toBe(0);
  await kill(worker);

  const said = sim.journal().received;
  const times = new Map<string, number>();
  for (const one of said) for (const token of tokensIn(one.text)) times.set(token, (times.get(token) ?? 0) + 1);
  const ended = await on.rows();
  // Nothing is forgotten: every row has ended, what is called sent has arrived, and what never arrived says so.
  expect(ended).toHaveLength(BUYERS);
  expect(ended.filter((row) => row['state'] === 'sent' && !times.has(row['id']))).toEqual([]);
  expect(ended.filter((row) => !['sent', 'unknown', 'expired'].includes(row['state']))).toEqual([]);
  expect(ended.filter((row) => row['state'] === 'expired' && times.has(row['id']))).toEqual([]);
  // One errand was on its way at each kill, and only a person's is ever said again.
  const unknown = ended.filter((row) => row['state'] === 'unknown');
  const doubled = [...times].filter(([, n]) => n > 1).map(([token]) => token);
  const byPerson = new Set(rows.filter((row) => row.madeBy !== 'rule').map((row) => row.id));
  expect(doubled.length).toBeLessThanOrEqual(KILLS);
  expect(doubled.filter((token) => !byPerson.has(token))).toEqual([]);
  expect(new Set(unknown.map((row) => row['sent_text'])).size).toBeLessThanOrEqual(KILLS);
  expect(ended.filter((row) => row['state'] === 'sent').length).toBeGreaterThan(BUYERS * 0.6);
  // Nothing is said after its deadline; a call that was begun in time may arrive a moment later.
  const late = said.filter((one) =>
    tokensIn(one.text).some((token) => one.atMs > (deadlineOf.get(token) ?? 0) + 1_000),
  );
  expect(late).toEqual([]);
  // No limit is exceeded: by what the platform counted, and by what the budget's rows say.
  for (const { acts, most, perMs } of TIGHT.rates ?? []) {
    const at = said.filter((one) => acts.includes(one.kind)).map((one) => one.atMs);
    expect(mostWithin(at, perMs), acts.join()).toBeLessThanOrEqual(most);
  }
  const { rows: used } = await on.db.pools.rest.query<{ scope: string; ms: number; used: number }>(
    `SELECT scope, (extract(epoch FROM window_start) * 1000)::float8 AS ms, used FROM budget WHERE window_start > '-infinity' ORDER BY 1, 2`,
  );
  const calls = said.filter((one) => one.kind === 'reply').length;
  const counted = used.filter(({ scope }) => scope.includes(':reply:')).reduce((sum, bin) => sum + bin.used, 0);
  expect(counted).toBeGreaterThanOrEqual(calls);
  for (const { acts, most, perMs } of TIGHT.rates ?? []) {
    const own = used.filter(({ scope }) => scope.endsWith(`:${[...acts].sort().join('+')}:${String(perMs)}`));
    expect(own.length).toBeGreaterThan(0);
    const each = own.flatMap((bin) => Array.from({ length: bin.used }, () => bin.ms));
    expect(mostWithin(each, perMs), acts.join()).toBeLessThanOrEqual(most);
  }
  process.stdout.write(
    `${JSON.stringify({ kills: KILLS, calls: said.length, unknown: unknown.length, doubled: doubled.length, expired: ended.filter((row) => row['state'] === 'expired').length })}\n`,
  );
}, 180_000);
