import type pg from 'pg';

export interface Along {
  seq: number;
  claims: string[];
  replies: string[];
  stock: string[];
}

/** How far back a message is looked for: who played a viewer wants to see what they just wrote. */
const LOOK_BACK = 20_000;

/** Everything that came of one message, by ids; null while it has not arrived. */
export async function idsAlong(
  pool: Pick<pg.Pool, 'query'>,
  workspaceId: string,
  showId: string,
  platformId: string,
): Promise<Along | null> {
  const { rows } = await pool.query<Omit<Along, 'seq'> & { seq: string }>(
    `WITH said AS (
       SELECT e.seq FROM record.event e
        WHERE e.workspace_id = $1 AND e.show_id = $2 AND e.platform_id = $3 AND e.kind = 'message'
          AND e.seq > (SELECT last_seq FROM show_counter WHERE workspace_id = $1 AND show_id = $2) - ${LOOK_BACK} ORDER BY e.seq LIMIT 1),
     claimed AS (SELECT c.id, c.stock_id FROM claim c JOIN said ON said.seq = c.seq WHERE c.workspace_id = $1 AND c.show_id = $2)
     SELECT said.seq, ARRAY(SELECT id FROM claimed) AS claims,
            ARRAY(SELECT stock_id FROM claimed WHERE stock_id IS NOT NULL) AS stock,
            ARRAY(SELECT o.id FROM outbox o WHERE o.workspace_id = $1 AND o.show_id = $2
                    AND (o.seq = said.seq OR o.claim_id IN (SELECT id FROM claimed))) AS replies
       FROM said`,
    [workspaceId, showId, platformId],
  );
  const row = rows[0];
  return row === undefined ? null : { ...row, seq: Number(row.seq) };
}
