import type pg from 'pg';

/** The platform said that the consent is gone: the account must be signed in anew. Open lines see the new version. */
export async function refuseTokens(
  db: Pick<pg.Pool, 'query'>,
  connections: readonly { workspaceId: string; connectionId: string }[],
): Promise<void> {
  if (connections.length === 0) return;
  await db.query(
    `UPDATE connection c SET token_state = 'refused', version = c.version + 1
       FROM unnest($1::text[], $2::text[]) AS u(workspace_id, id)
      WHERE c.id = u.id AND c.workspace_id = u.workspace_id AND c.token_state <> 'refused'`,
    [connections.map((one) => one.workspaceId), connections.map((one) => one.connectionId)],
  );
}
