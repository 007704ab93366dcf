import type { Tx } from '../db/transaction.ts';
import type { Sealed } from './credentials.ts';

/** A connection as its owner set it up; secrets stay sealed. */
export interface SettingsRow {
  id: string;
  platform: string;
  name: string;
  broadcast: string;
  settings: Record<string, string>;
  sealed: boolean;
  rehearsalShowId: string | null;
  createdAt: Date;
  health: { state: string; code: string | null; sentence: string | null; lastEventAt: Date | null } | null;
}

const ROW = `c.id, c.platform, c.name, c.broadcast, c.settings, c.sealed IS NOT NULL AS sealed, c.rehearsal_show_id AS "rehearsalShowId",
  c.created_at AS "createdAt", h.state, h.code, h.sentence, h.last_event_at AS "lastEventAt"`;
type Raw = Omit<SettingsRow, 'health'> & {
  state: string | null;
  code: string | null;
  sentence: string | null;
  lastEventAt: Date | null;
};

const rowOf = ({ state, code, sentence, lastEventAt, ...row }: Raw): SettingsRow => ({
  ...row,
  health: state === null ? null : { state, code, sentence, lastEventAt },
});

/** The workspace's own; a rehearsal's loopback connections are left out. */
export async function listConnections(db: Tx, workspaceId: string): Promise<SettingsRow[]> {
  const found = await db.query<Raw>(
    `SELECT ${ROW} FROM connection c LEFT JOIN connection_health h ON h.connection_id = c.id
     WHERE c.workspace_id = $1 AND c.removed_at IS NULL AND c.rehearsal_show_id IS NULL ORDER BY c.created_at, c.id LIMIT 200`,
    [workspaceId],
  );
  return found.rows.map(rowOf);
}

/** Those of the asked that the workspace owns and that are no rehearsal's. */
export async function findConnections(db: Tx, workspaceId: string, ids: readonly string[]): Promise<SettingsRow[]> {
  return (await listConnections(db, workspaceId)).filter((row) => ids.includes(row.id));
}

export interface NewConnection {
  id: string;
  platform: string;
  name: string;
  broadcast: string;
  settings: Record<string, string>;
  sealed: Sealed | null;
}

export async function insertConnection(tx: Tx, workspaceId: string, row: NewConnection): Promise<void> {
  await tx.query(
    `INSERT INTO connection (id, workspace_id, platform, name, broadcast, settings, sealed, key_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      row.id,
      workspaceId,
      row.platform,
      row.name,
      row.broadcast,
      JSON.stringify(row.settings),
      row.sealed?.sealed ?? null,
      row.sealed?.keyId ?? null,
    ],
  );
}

/** Takes it out of use and wipes its secrets; its row stays for the shows that name it. False: there is none. */
export async function removeConnection(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  const gone = await tx.query(
    `UPDATE connection SET removed_at = clock_timestamp(), sealed = NULL, key_id = NULL, version = version + 1
     WHERE workspace_id = $1 AND id = $2 AND removed_at IS NULL AND rehearsal_show_id IS NULL`,
    [workspaceId, id],
  );
  return gone.rowCount === 1;
}
