import type { Tx } from '../db/transaction.ts';

/** What the message to pin is worded with. */
export interface Pinning {
  slug: string;
  seed: string;
  kind: 'live' | 'rehearsal';
  language: string;
  /** For the example: what is showing, else the first there is. */
  code: string | null;
  /** `language`: the connection's own; '': the workspace's. */
  broadcasts: { id: string; connectionId: string; language: string }[];
}

export async function readPinning(
  tx: Tx,
  workspaceId: string,
  showId: string,
  connectionIds: readonly string[],
): Promise<Pinning | null> {
  const { rows } = await tx.query<Pinning>(
    `SELECT s.slug, s.seed, s.kind, w.language,
       (SELECT p.code FROM product p WHERE p.workspace_id = $1 AND p.archived_at IS NULL ORDER BY (p.id = s.showing_product_id) DESC NULLS LAST, p.code_key LIMIT 1) AS code,
       COALESCE((SELECT json_agg(json_build_object('id', b.id, 'connectionId', b.connection_id, 'language', c.language) ORDER BY b.connection_id)
         FROM broadcast b JOIN connection c ON c.id = b.connection_id AND c.workspace_id = $1
         WHERE b.workspace_id = $1 AND b.show_id = s.id AND b.connection_id = ANY($3)), '[]') AS broadcasts
     FROM show s JOIN workspace w ON w.id = s.workspace_id WHERE s.workspace_id = $1 AND s.id = $2`,
    [workspaceId, showId, connectionIds],
  );
  return rows[0] ?? null;
}
