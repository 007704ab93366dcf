import type { Tx } from '../db/transaction.ts';
import type { Workspace } from './store.ts';

export interface DeviceRow {
  id: string;
  showId: string;
  showTitle: string;
  name: string;
  createdAt: Date;
  /** Until when the link may be used. */
  linkUntil: Date;
  /** null: nobody used the link yet. */
  enteredAt: Date | null;
  until: Date | null;
  revokedAt: Date | null;
}

export interface NewDevice {
  id: string;
  showId: string;
  name: string;
  linkHash: string;
  linkSeconds: number;
  madeBy: string | null;
}

export async function addDevice(tx: Tx, workspaceId: string, device: NewDevice): Promise<void> {
  await tx.query(
    `INSERT INTO device (id, workspace_id, show_id, name, link_hash, link_until, made_by)
     VALUES ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6), $7)`,
    [device.id, workspaceId, device.showId, device.name, device.linkHash, device.linkSeconds, device.madeBy],
  );
}

/** Those that are in or may still come in, the newest first. */
export async function listDevices(db: Tx, workspaceId: string): Promise<DeviceRow[]> {
  const found = await db.query<DeviceRow>(
    `SELECT d.id, d.show_id AS "showId", s.title AS "showTitle", d.name, d.created_at AS "createdAt",
       d.link_until AS "linkUntil", d.entered_at AS "enteredAt", d.until, d.revoked_at AS "revokedAt"
     FROM device d JOIN show s ON s.id = d.show_id AND s.workspace_id = d.workspace_id
     WHERE d.workspace_id = $1 AND d.revoked_at IS NULL AND coalesce(d.until, d.link_until) > clock_timestamp()
     ORDER BY d.created_at DESC LIMIT 100`,
    [workspaceId],
  );
  return found.rows;
}

export interface Entered {
  id: string;
  workspaceId: string;
  showId: string;
  until: Date;
}

/**
 * The link is used: one statement, so that of any number who open it at once one enters. A link belongs to whoever
 * holds it, so it is looked for in all workspaces.
 */
export async function enterDevice(
  tx: Tx,
  linkHash: string,
  seat: { keyHash: string; seconds: number; workspaceIds: readonly string[] },
): Promise<Entered | null> {
  const entered = await tx.query<Entered>(
    `UPDATE device SET link_hash = NULL, key_hash = $2, entered_at = clock_timestamp(),
       until = clock_timestamp() + make_interval(secs => $3)
     WHERE link_hash = $1 AND link_until > clock_timestamp() AND revoked_at IS NULL AND workspace_id = ANY($4)
     RETURNING id, workspace_id AS "workspaceId", show_id AS "showId", until`,
    [linkHash, seat.keyHash, seat.seconds, seat.workspaceIds],
  );
  return entered.rows[0] ?? null;
}

export interface Seat extends Entered {
  name: string;
  workspace: Workspace;
}

/** Whose cookie this is; a key is random and its own, so it is looked for in all workspaces. */
export async function seatOf(db: Tx, keyHash: string): Promise<Seat | null> {
  const found = await db.query<Entered & { name: string; brand: string; currency: string; language: string }>(
    `SELECT d.id, d.workspace_id AS "workspaceId", d.show_id AS "showId", d.until, d.name,
       w.name AS brand, w.currency, w.language
     FROM device d JOIN workspace w ON w.id = d.workspace_id
     WHERE d.key_hash = $1 AND d.revoked_at IS NULL AND d.until > clock_timestamp()`,
    [keyHash],
  );
  const row = found.rows[0];
  if (row === undefined) return null;
  const { brand, currency, language, ...seat } = row;
  return { ...seat, workspace: { id: seat.workspaceId, name: brand, currency, language } };
}

/** False: there is no such device in this workspace, or it was sent away before. */
export async function revokeDevice(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  const revoked = await tx.query(
    `UPDATE device SET revoked_at = clock_timestamp(), link_hash = NULL, key_hash = NULL
     WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL`,
    [workspaceId, id],
  );
  return revoked.rowCount === 1;
}
