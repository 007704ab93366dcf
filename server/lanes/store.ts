import type pg from 'pg';
import { locking } from '../db/lock-order.ts';
import type { Tx } from '../db/transaction.ts';
import type { Lane, LaneRef, Step } from './lane.ts';

interface LaneRow {
  show_id: string | null;
  cursor: string;
  state: unknown;
}

/** Locks the lane's row, making it when it is not there. null: its show is gone. */
export async function lockLane(tx: Tx, ref: LaneRef): Promise<Lane | null> {
  locking(tx, 'lane');
  const found = (await selectForUpdate(tx, ref)) ?? (await makeLane(tx, ref));
  if (found === undefined) return null;
  return {
    id: ref.id,
    workspaceId: ref.workspaceId,
    showId: found.show_id,
    cursor: Number(found.cursor),
    state: found.state,
  };
}

// Never SKIP LOCKED: a drain that passes by a busy lane loses the ring it was called by.
async function selectForUpdate(tx: Tx, ref: LaneRef): Promise<LaneRow | undefined> {
  const { rows } = await tx.query<LaneRow>(
    'SELECT show_id, cursor, state FROM lane WHERE id = $1 AND workspace_id = $2 FOR UPDATE',
    [ref.id, ref.workspaceId],
  );
  return rows[0];
}

async function makeLane(tx: Tx, ref: LaneRef): Promise<LaneRow | undefined> {
  // The show may have been removed since the ring: then there is nothing to drain and no row to make.
  await tx.query(
    `INSERT INTO lane (id, workspace_id, show_id) SELECT $1, $2, $3::text
     WHERE $3::text IS NULL OR EXISTS (SELECT 1 FROM show WHERE id = $3 AND workspace_id = $2) ON CONFLICT (id) DO NOTHING`,
    [ref.id, ref.workspaceId, ref.showId ?? null],
  );
  return selectForUpdate(tx, ref);
}

/** How far the search for what kills the process has come; see `drain.ts`. */
export interface Suspicion {
  /** The batch being tried when the mark was written; 0 when it ended well. */
  open: number;
  width: number;
  suspects: number;
  /** The process that wrote it: what failed in a process that still lives has not killed it. */
  by: string;
  /** The process that wrote it still has its line to the database. */
  alive: boolean;
}

const CLEAR: Suspicion = { open: 0, width: 0, suspects: 0, by: '', alive: false };
const noted = (mark: Suspicion): string | null =>
  mark.open > 0 || mark.suspects > 0 ? `${mark.by}/${mark.width}/${mark.suspects}` : null;

/** Read in a statement of its own after the lane's row is locked, so that the last holder's end is seen. */
export async function readSuspicion(tx: Tx, ref: LaneRef): Promise<Suspicion> {
  const { rows } = await tx.query<{ attempts: number; error: string | null; alive: boolean }>(
    // Between its rollback and its clearing of the mark a process that lives looks like one that died; its line tells.
    `SELECT attempts, error, CASE WHEN attempts > 0 THEN EXISTS (SELECT FROM pg_stat_activity a
       WHERE a.pid::text = split_part(error, '/', 4) AND a.datname = current_database() AND a.backend_start < at) ELSE false END AS alive
     FROM lane_attempt WHERE lane_id = $1 AND subject = '*' AND workspace_id = $2`,
    [ref.id, ref.workspaceId],
  );
  const row = rows[0];
  if (row === undefined) return CLEAR;
  const [by = '', width = '0', suspects = '0'] = (row.error ?? '').split('/');
  return { open: row.attempts, width: Number(width), suspects: Number(suspects), by, alive: row.alive };
}

/**
 * Marks a batch as being tried (or, with `open` 0, as ended), on a connection of its own so that the mark outlives a killed process. It need not
 * outlive a killed machine, hence no wait for the disk.
 */
export async function markOpen(pool: pg.Pool, ref: LaneRef, mark: Suspicion): Promise<void> {
  await pool.query(
    `WITH fast AS (SELECT set_config('synchronous_commit', 'off', true))
     INSERT INTO lane_attempt (lane_id, subject, workspace_id, show_id, attempts, error)
     SELECT $1, '*', $2, $3, $4::integer, $5::text || '/' || pg_backend_pid() FROM fast
     ON CONFLICT (lane_id, subject) DO UPDATE SET attempts = EXCLUDED.attempts, error = EXCLUDED.error, at = clock_timestamp()`,
    [ref.id, ref.workspaceId, ref.showId ?? null, mark.open, noted(mark)],
  );
}

/** Moves the lane and closes the mark: one statement, in the transaction of the effects. */
export async function saveLane(tx: Tx, ref: LaneRef, step: Step, mark: Suspicion): Promise<void> {
  await tx.query(
    `WITH closed AS (UPDATE lane_attempt SET attempts = 0, error = $7 WHERE lane_id = $1 AND subject = '*' AND workspace_id = $2)
     UPDATE lane SET cursor = COALESCE($3::bigint, cursor), state = CASE WHEN $4::boolean THEN $5::jsonb ELSE state END,
       wake_at = LEAST(wake_at, $6::timestamptz), updated_at = clock_timestamp()
     WHERE id = $1 AND workspace_id = $2`,
    [
      ref.id,
      ref.workspaceId,
      step.cursor ?? null,
      step.state !== undefined,
      step.state === undefined ? null : JSON.stringify(step.state),
      step.wakeAt ?? null,
      noted(mark),
    ],
  );
}

/** Keeps what could not be done, for a person to look at. */
export async function park(tx: Tx, lane: Lane, subject: string, tries: number, error: string): Promise<void> {
  await tx.query(
    `INSERT INTO lane_attempt (lane_id, subject, workspace_id, show_id, attempts, failed, error) VALUES ($1, $2, $3, $4, $5, true, $6)
     ON CONFLICT (lane_id, subject) DO UPDATE SET attempts = EXCLUDED.attempts, failed = true, error = EXCLUDED.error, at = clock_timestamp()`,
    [lane.id, subject, lane.workspaceId, lane.showId, tries, error.slice(0, 2_000)],
  );
}

/** The lane is drained at `at` at the latest. Locks the lane's row: first in a transaction's lock order. */
export async function setWake(tx: Tx, ref: LaneRef, at: Date): Promise<void> {
  locking(tx, 'lane');
  await tx.query(
    `INSERT INTO lane (id, workspace_id, show_id, wake_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (id) DO UPDATE SET wake_at = LEAST(lane.wake_at, EXCLUDED.wake_at)`,
    [ref.id, ref.workspaceId, ref.showId ?? null, at],
  );
}

/**
 * Takes the lanes of these kinds whose time has come. Unlike a drain this may pass by a locked row: its `wake_at`
 * stays and is found again 250 ms later; and what is due is in the data, where the sweeper looks. Runs over all
 * workspaces: it is the hub's own clockwork.
 */
export async function takeDue(pool: pg.Pool, kinds: readonly string[], limit: number): Promise<LaneRef[]> {
  const { rows } = await pool.query<{ id: string; workspace_id: string; show_id: string | null }>(
    `UPDATE lane SET wake_at = NULL WHERE id IN (
       SELECT id FROM lane WHERE wake_at <= clock_timestamp() AND split_part(id, ':', 1) = ANY($1)
       ORDER BY wake_at LIMIT $2 FOR UPDATE SKIP LOCKED)
     RETURNING id, workspace_id, show_id`,
    [kinds, limit],
  );
  return rows.map((row) => ({ id: row.id, workspaceId: row.workspace_id, showId: row.show_id }));
}
