import type pg from 'pg';

export interface HookRow {
  workspaceId: string;
  connectionId: string;
  platform: string;
  broadcast: string;
  settings: Record<string, string>;
  sealed: Buffer | null;
  keyId: string | null;
  /** The account that signed in there, by the platform's id. */
  signedInId: string | null;
}

/** Connections to which requests may be addressed; a rehearsal's while it is on air. */
export async function hookConnections(pool: Pick<pg.Pool, 'query'>, platforms: readonly string[]): Promise<HookRow[]> {
  const { rows } = await pool.query<HookRow>(
    // All workspaces: a request names its account, not the workspace.
    `SELECT c.workspace_id AS "workspaceId", c.id AS "connectionId", c.platform, c.broadcast, c.settings, c.sealed, c.key_id AS "keyId",
            c.account->>'id' AS "signedInId"
       FROM connection c LEFT JOIN show s ON s.id = c.rehearsal_show_id
      WHERE c.platform = ANY($1) AND c.removed_at IS NULL AND (c.rehearsal_show_id IS NULL OR s.state = 'on_air')
      ORDER BY c.created_at, c.id LIMIT 1000`,
    [platforms],
  );
  return rows;
}
