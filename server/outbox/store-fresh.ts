import type { Tx } from '../db/transaction.ts';
import type { Due } from './store-send.ts';
import { ASKERS_MARK, authorSaid, STOCK_MARK } from './templates.ts';

/** What is only known when a reply goes: how many are left, and who has asked by then. */
interface Fresh {
  left: number;
  askers: string[];
}

/** Names that one answer is addressed to at most. */
const MOST_ASKERS = 12;

/** The rows with what they say of now; most say nothing of it and cost nothing. */
export async function withFresh(tx: Tx, workspaceId: string, due: readonly Due[]): Promise<Due[]> {
  const rows = due.filter((row) => row.target.stockOf !== undefined || row.target.toAll === true);
  if (rows.length === 0) return [...due];
  const fresh = await readFresh(
    tx,
    workspaceId,
    rows.map((row) => row.id),
  );
  return due.map((row) => {
    const facts = fresh.get(row.id);
    return facts === undefined ? row : worded(row, facts);
  });
}

function worded(row: Due, { left, askers }: Fresh): Due {
  const names = [...new Set([row.target.toHandle ?? '', ...askers])]
    .filter((name) => name !== '')
    .slice(0, MOST_ASKERS);
  const all = names.map(authorSaid).join(' ');
  const filled = (text: string): string =>
    text.replaceAll(STOCK_MARK, String(left)).replaceAll(ASKERS_MARK, all).trim();
  const { soldOut, otherwise } = row.target;
  if (row.target.stockOf !== undefined && left === 0 && soldOut !== undefined)
    return { ...row, isFresh: true, text: filled(soldOut), target: without(row.target) };
  return {
    ...row,
    isFresh: true,
    text: filled(row.text),
    target: otherwise === undefined ? row.target : { ...row.target, otherwise: filled(otherwise) },
  };
}

/** Of the words for "none left" there is one only: no other takes their place. */
function without(target: Due['target']): Due['target'] {
  const { otherwise: _other, wording: _which, ...rest } = target;
  return rest;
}

async function readFresh(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Map<string, Fresh>> {
  const { rows } = await tx.query<Fresh & { id: string }>(
    `SELECT o.id, COALESCE((SELECT sum(GREATEST(0, s.on_hand - s.reserved - s.sold - s.buffer - s.shortfall)) FROM stock s
         WHERE s.workspace_id = $1 AND s.product_id = o.target->>'stockOf' AND s.pool = CASE WHEN w.kind = 'rehearsal' THEN w.id ELSE 'main' END), 0)::int AS left,
       ARRAY(SELECT a.handle FROM question q JOIN record.event e ON e.show_id = q.show_id AND e.seq = q.seq
         JOIN author a ON a.id = e.author_id AND a.workspace_id = $1
         WHERE q.workspace_id = $1 AND q.show_id = o.show_id AND q.outbox_id = o.id AND e.connection_id = o.connection_id
           AND e.day >= (o.created_at AT TIME ZONE 'UTC')::date - 1 ORDER BY q.seq LIMIT ${MOST_ASKERS}) AS askers
     FROM outbox o JOIN show w ON w.id = o.show_id WHERE o.workspace_id = $1 AND o.id = ANY($2)`,
    [workspaceId, ids],
  );
  return new Map(rows.map(({ id, ...fresh }) => [id, fresh]));
}
