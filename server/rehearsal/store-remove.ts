import type pg from 'pg';
import { transaction, type Tx } from '../db/transaction.ts';

type Db = Pick<pg.Pool, 'query'>;

/** A table that may hold rows of a show. `$1` is the workspace, `$2` the show, `$3` the ids of its connections. */
interface Held {
  table: string;
  where: string;
}

const BY_SHOW = 'workspace_id = $1 AND show_id = $2';
const BY_REHEARSAL = 'workspace_id = $1 AND rehearsal_show_id = $2';
/** 'decide:<show>', 'settle:<variant>:<show>', 'send:<connection>' */
const laneOf = (column: string): string =>
  `workspace_id = $1 AND (show_id = $2 OR right(${column}, length($2) + 1) = ':' || $2 OR ${column} = ANY (SELECT 'send:' || unnest($3::text[])))`;

/** Many rows, emptied piece by piece before all others: nothing else points at them. */
const RECORD: readonly Held[] = ['record.reading', 'record.event_text', 'record.event'].map((table) => ({
  table,
  where: BY_SHOW,
}));
/** Found by their broadcasts, by which the table is ordered: an index by show would cost every append. */
const KEYS: Held = {
  table: 'record.event_key',
  where: `${BY_SHOW} AND broadcast_id IN (SELECT b.id FROM broadcast b WHERE b.workspace_id = $1 AND b.show_id = $2)`,
};
/** What a lane or line wrote when the broadcasts had gone; read through once. */
const LATE_KEYS: Held = { table: KEYS.table, where: BY_SHOW };

/** The rest, in the order in which rows must go: lanes first (lock order), what is pointed at last. */
const REST: readonly Held[] = [
  { table: 'lane', where: laneOf('id') },
  { table: 'lane_attempt', where: laneOf('lane_id') },
  {
    table: 'claim_text',
    where: 'workspace_id = $1 AND claim_id IN (SELECT id FROM claim WHERE workspace_id = $1 AND show_id = $2)',
  },
  { table: 'claim_mark', where: BY_SHOW },
  { table: 'claim_move', where: BY_SHOW },
  { table: 'doubt', where: BY_SHOW },
  { table: 'notice', where: BY_SHOW },
  { table: 'claim_order', where: BY_SHOW },
  { table: 'cancel', where: BY_SHOW },
  { table: 'movement', where: `workspace_id = $1 AND (show_id = $2 OR right(stock_id, length($2) + 1) = ':' || $2)` },
  { table: 'claim', where: BY_SHOW },
  { table: 'stock', where: BY_REHEARSAL },
  { table: 'budget', where: BY_REHEARSAL },
  { table: 'outbox', where: BY_SHOW },
  { table: 'question', where: BY_SHOW },
  { table: 'moderation', where: BY_SHOW },
  { table: 'banned', where: BY_REHEARSAL },
  { table: 'gap', where: BY_SHOW },
  { table: 'connection_health', where: 'workspace_id = $1 AND (show_id = $2 OR connection_id = ANY ($3))' },
  { table: 'broadcast', where: BY_SHOW },
  { table: 'connection', where: BY_REHEARSAL },
  { table: 'author', where: BY_REHEARSAL },
  { table: 'feed_change', where: BY_SHOW },
  { table: 'feed_counter', where: BY_SHOW },
  { table: 'show_counter', where: BY_SHOW },
  { table: 'device', where: BY_SHOW },
  { table: 'audit', where: BY_SHOW },
  { table: 'show', where: `workspace_id = $1 AND id = $2 AND kind = 'rehearsal'` },
];

const PIECE = 5_000;

/**
 * Deletes every row of a rehearsal. Where it is interrupted the show is still there and can be removed again. Returns
 * false when there is no such rehearsal; a live show is never removed.
 */
export async function removeRows(pool: pg.Pool, workspaceId: string, showId: string): Promise<boolean> {
  const { rows } = await pool.query<{ connections: string[] }>(
    `SELECT ARRAY(SELECT c.id FROM connection c WHERE c.workspace_id = $1 AND c.rehearsal_show_id = $2) AS connections
       FROM show WHERE workspace_id = $1 AND id = $2 AND kind = 'rehearsal'`,
    [workspaceId, showId],
  );
  const show = rows[0];
  if (show === undefined) return false;
  const values = [workspaceId, showId, show.connections];
  await emptyRecord(pool, workspaceId, showId, KEYS);
  await transaction(pool, async (tx) => {
    await tx.query(`SET LOCAL lock_timeout = '5s'`);
    for (const held of REST) await drop(tx, held, values);
  });
  // A lane that was at work while its show went may have written once more.
  await emptyRecord(pool, workspaceId, showId, LATE_KEYS);
  for (const held of REST) await drop(pool, held, values);
  return true;
}

async function emptyRecord(pool: Db, workspaceId: string, showId: string, keys: Held): Promise<void> {
  for (const { table, where } of [...RECORD, keys]) {
    for (let deleted = PIECE; deleted === PIECE;) {
      // ctid is unique only inside one partition, so the partition goes with it.
      const done = await pool.query(
        `DELETE FROM ${table} WHERE (tableoid, ctid) IN (SELECT tableoid, ctid FROM ${table} WHERE ${where} LIMIT ${PIECE})`,
        [workspaceId, showId],
      );
      deleted = done.rowCount ?? 0;
    }
  }
}

/** PostgreSQL refuses parameters that a statement does not use. */
const drop = (db: Tx | Db, { table, where }: Held, values: readonly unknown[]) =>
  db.query(`DELETE FROM ${table} WHERE ${where}`, values.slice(0, where.includes('$3') ? 3 : 2));

/** Of all workspaces, as everything below: the doctor looks for what no show owns any more. */
const HAS_SHOW = (column: string): string =>
  `${column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM show s WHERE s.id = t.${column})`;
/** Of all workspaces. */
const ORPHANS: readonly Held[] = [
  ...[...RECORD, LATE_KEYS, ...REST]
    .filter(({ where }) => where.includes('show_id'))
    .map(({ table, where }) => ({
      table,
      where: HAS_SHOW(where === BY_REHEARSAL ? 'rehearsal_show_id' : 'show_id'),
    }))
    .filter(({ table }) => table !== 'claim_text' && table !== 'show'),
  { table: 'claim_text', where: 'NOT EXISTS (SELECT 1 FROM claim c WHERE c.id = t.claim_id)' },
  { table: 'stock', where: `pool <> 'main' AND NOT EXISTS (SELECT 1 FROM show s WHERE s.id = t.pool)` },
  { table: 'lane', where: `id LIKE 'send:%' AND NOT EXISTS (SELECT 1 FROM connection c WHERE 'send:' || c.id = t.id)` },
  { table: 'lane', where: `id ~ '^settle:' AND NOT EXISTS (SELECT 1 FROM stock k WHERE 'settle:' || k.id = t.id)` },
];

/** Rows of shows that are no more, over all workspaces (doctor's question); none is as it should be. */
export async function leftBehind(db: Db): Promise<{ table: string; rows: number }[]> {
  const found = new Map<string, number>();
  for (const { table, where } of ORPHANS) {
    const { rows } = await db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM ${table} t WHERE t.workspace_id IS NOT NULL AND ${where}`,
    );
    const n = rows[0]?.n ?? 0;
    if (n > 0) found.set(table, (found.get(table) ?? 0) + n);
  }
  return [...found].map(([table, rows]) => ({ table, rows }));
}
