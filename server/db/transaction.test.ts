import { beforeAll, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { inLockOrder, locking, LockOrderBroken } from './lock-order.ts';
import { CommitUnknown, isTransient, transaction, type Tx } from './transaction.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await db.pools.rest.query('CREATE TABLE box (id int PRIMARY KEY, n int NOT NULL)');
  await db.pools.rest.query('INSERT INTO box VALUES (1, 0), (2, 0)');
});

const count = async (id: number) =>
  (await db.pools.rest.query<{ n: number }>('SELECT n FROM box WHERE id = $1', [id])).rows[0]!.n;

test('what a transaction did is there after it, and nothing of it after a fault', async () => {
  const before = await count(1);
  await transaction(db.pools.hot, (tx) => tx.query('UPDATE box SET n = n + 1 WHERE id = 1'));
  expect(await count(1)).toBe(before + 1);
  const failing = transaction(db.pools.hot, async (tx) => {
    await tx.query('UPDATE box SET n = n + 1 WHERE id = 1');
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await count(1)).toBe(before + 1);
});

test('two transactions that lock in opposite orders both take place in the end', async () => {
  const [one, two] = [await count(1), await count(2)];
  const both = (first: number, second: number) =>
    transaction(db.pools.hot, async (tx) => {
      await tx.query('UPDATE box SET n = n + 1 WHERE id = $1', [first]);
      await tx.query('SELECT pg_sleep(0.05)');
      await tx.query('UPDATE box SET n = n + 1 WHERE id = $1', [second]);
    });
  await Promise.all([both(1, 2), both(2, 1)]);
  expect([await count(1), await count(2)]).toEqual([one + 2, two + 2]);
});

/** Ends the transaction's own connection from outside, on its first run only. */
async function cutLine(tx: Tx, run: number): Promise<void> {
  const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  if (run === 1) await db.pools.rest.query('SELECT pg_terminate_backend($1, 5000)', [rows[0]!.pid]);
}

test('a connection killed in mid-transaction is replaced and the work done once', async () => {
  const before = await count(1);
  let runs = 0;
  await transaction(db.pools.hot, async (tx) => {
    runs++;
    await tx.query('UPDATE box SET n = n + 1 WHERE id = 1');
    await cutLine(tx, runs);
    await tx.query('SELECT 1');
  });
  expect(runs).toBe(2);
  expect(await count(1)).toBe(before + 1);
});

test('a connection killed during COMMIT is told as such, and tried again only where that does no harm', async () => {
  // A deferred trigger holds the COMMIT open long enough to be cut in the middle.
  await db.pools.rest.query(`CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF current_setting('test.linger', true) = 'yes' THEN PERFORM pg_sleep(8); END IF; RETURN NULL; END $$`);
  await db.pools.rest.query(`CREATE CONSTRAINT TRIGGER linger AFTER UPDATE ON box DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.id = 2) EXECUTE FUNCTION linger()`);
  let runs = 0;
  const cutInTheEnd = async (tx: Tx) => {
    runs++;
    await tx.query('UPDATE box SET n = n + 1 WHERE id = 2');
    if (runs > 1) return;
    await tx.query(`SET LOCAL test.linger = 'yes'`);
    const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    void untilLingering(rows[0]!.pid).then((pid) => db.pools.rest.query('SELECT pg_terminate_backend($1)', [pid]));
  };
  const before = await count(2);
  await expect(transaction(db.pools.hot, cutInTheEnd)).rejects.toThrow(CommitUnknown);
  expect([runs, await count(2)]).toEqual([1, before]);
  runs = 0;
  await transaction(db.pools.hot, cutInTheEnd, { repeatable: true });
  expect([runs, await count(2)]).toEqual([2, before + 1]);
});

async function untilLingering(pid: number): Promise<number> {
  for (;;) {
    const { rows } = await db.pools.rest.query(
      `SELECT FROM pg_stat_activity WHERE pid = $1 AND query = 'COMMIT' AND wait_event = 'PgSleep'`,
      [pid],
    );
    if (rows.length > 0) return pid;
  }
}

test('a fault that would come again is not tried again', async () => {
  let runs = 0;
  const twice = transaction(db.pools.hot, (tx) => {
    runs++;
    return tx.query('INSERT INTO box VALUES (1, 1)');
  });
  await expect(twice).rejects.toMatchObject({ code: '23505' });
  expect(runs).toBe(1);
});

test('a swallowed error inside a transaction is not taken for success', async () => {
  const swallowed = transaction(db.pools.hot, async (tx) => {
    await tx.query('INSERT INTO box VALUES (1, 1)').catch(() => undefined);
  });
  await expect(swallowed).rejects.toThrow('swallowed');
});

test('every pool waits for locks and idle transactions for a limited time', async () => {
  const { rows } = await db.pools.hot.query(
    `SELECT current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS statement, current_setting('idle_in_transaction_session_timeout') AS idle`,
  );
  expect(rows[0]).toEqual({ lock: '2s', statement: '10s', idle: '2s' });
});

test('locks taken against the order are refused, and ids are put in one order', async () => {
  const wrong = transaction(db.pools.hot, async (tx) => {
    locking(tx, 'lane');
    locking(tx, 'claim');
    locking(tx, 'stock');
  });
  await expect(wrong).rejects.toThrow(LockOrderBroken);
  await transaction(db.pools.hot, async (tx) => locking(tx, 'lane')); // nothing is remembered of the last one
  expect(inLockOrder(['b', 'a', 'b', 'A'])).toEqual(['A', 'a', 'b']);
});

test('which faults may be tried again', () => {
  const of = (code: string) => Object.assign(new Error('x'), { code });
  for (const code of ['40001', '40P01', '55P03', '57P01', '57P03', '08006', 'ECONNRESET'])
    expect(isTransient(of(code)), code).toBe(true);
  for (const code of ['23505', '57014', '22P02', 'ENOENT']) expect(isTransient(of(code)), code).toBe(false);
});
