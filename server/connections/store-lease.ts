import type { Tx } from '../db/transaction.ts';

/** The first of the two numbers of the lock, so that it cannot meet another use of advisory locks. */
const HOLDERS = 0x48574b43;

/** How long a lease holds without being renewed, by the database's clock. */
export const LEASE_MS = 5_000;

/**
 * The sign that a holder lives: a session-level advisory lock on a database line kept for it. When the process dies the
 * database lets go by itself, and nobody has to wait for the lease to run out. False: the name is taken.
 */
export async function showLife(db: Tx, holder: string): Promise<boolean> {
  const { rows } = await db.query<{ shown: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS shown', [
    HOLDERS,
    holder,
  ]);
  return rows[0]?.shown === true;
}

/**
 * Takes a broadcast that nobody holds: never held, given back, run out, or held by a process whose line to the database
 * is gone. Answers the new fence, one more than any before; null while another holds it.
 */
export async function takeLease(
  db: Tx,
  workspaceId: string,
  broadcastId: string,
  holder: string,
): Promise<number | null> {
  const { rows } = await db.query<{ fence: string }>(
    `UPDATE broadcast b SET holder = $3, held_until = clock_timestamp() + make_interval(secs => $4::float8 / 1000), fence = fence + 1
      WHERE workspace_id = $1 AND id = $2
        AND (holder IS NULL OR held_until IS NULL OR held_until < clock_timestamp() OR NOT EXISTS (
          SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
             AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
             AND l.classid = $5::oid AND l.objid = (hashtext(b.holder)::bigint & 4294967295)::oid))
      RETURNING fence`,
    [workspaceId, broadcastId, holder, LEASE_MS, HOLDERS],
  );
  return rows[0] === undefined ? null : Number(rows[0].fence);
}

/** False: another holder has come, with a higher fence. A lease that ran out and that nobody took is simply renewed. */
export async function renewLease(
  db: Tx,
  of: { workspaceId: string; broadcastId: string; fence: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE broadcast SET held_until = clock_timestamp() + make_interval(secs => $4::float8 / 1000)
      WHERE workspace_id = $1 AND id = $2 AND fence = $3`,
    [of.workspaceId, of.broadcastId, of.fence, LEASE_MS],
  );
  return rowCount === 1;
}

/** Given back at once, so that another process need not wait. The fence stays: what we still write is refused later. */
export async function giveLease(
  db: Tx,
  of: { workspaceId: string; broadcastId: string; fence: number },
): Promise<void> {
  await db.query(
    'UPDATE broadcast SET holder = NULL, held_until = NULL WHERE workspace_id = $1 AND id = $2 AND fence = $3',
    [of.workspaceId, of.broadcastId, of.fence],
  );
}
