import type { Tx } from '../db/transaction.ts';
import { isRole, type Role } from './permissions.ts';
import type { Scope } from './scope.ts';

export interface Workspace {
  id: string;
  name: string;
  currency: string;
  language: string;
}

export interface Membership {
  memberId: string;
  role: Role;
  workspace: Workspace;
}

const WORKSPACE = 'w.id, w.name, w.currency, w.language';

export async function createWorkspace(tx: Tx, workspace: Workspace): Promise<void> {
  await tx.query('INSERT INTO workspace (id, name, currency, language) VALUES ($1, $2, $3, $4)', [
    workspace.id,
    workspace.name,
    workspace.currency,
    workspace.language,
  ]);
}

/** The install's first workspace: the one rehearsals and the printed link are for. */
export async function firstWorkspace(db: Tx): Promise<Workspace | null> {
  const found = await db.query<Workspace>(`SELECT ${WORKSPACE} FROM workspace w ORDER BY w.created_at, w.id LIMIT 1`);
  return found.rows[0] ?? null;
}

export async function workspaceOf(db: Tx, workspaceId: string): Promise<Workspace | null> {
  const found = await db.query<Workspace>(`SELECT ${WORKSPACE} FROM workspace w WHERE w.id = $1`, [workspaceId]);
  return found.rows[0] ?? null;
}

export interface WorkspaceEdit {
  name?: string | undefined;
  currency?: string | undefined;
  language?: string | undefined;
}

export async function changeWorkspace(tx: Tx, scope: Scope, edit: WorkspaceEdit): Promise<void> {
  await tx.query(
    'UPDATE workspace SET name = coalesce($2, name), currency = coalesce($3, currency), language = coalesce($4, language) WHERE id = $1',
    [scope.workspaceId, edit.name ?? null, edit.currency ?? null, edit.language ?? null],
  );
}

/** Every workspace a person belongs to, the oldest membership first. */
export async function membershipsOf(db: Tx, userId: string): Promise<Membership[]> {
  const found = await db.query<Workspace & { memberId: string; role: string }>(
    `SELECT m.id AS "memberId", m.role, ${WORKSPACE} FROM auth.member m JOIN workspace w ON w.id = m."organizationId"
     WHERE m."userId" = $1 ORDER BY m."createdAt", m.id`,
    [userId],
  );
  return found.rows.flatMap(({ memberId, role, ...workspace }) =>
    isRole(role) ? [{ memberId, role, workspace }] : [],
  );
}

/** Who stands behind the member ids in a show's log and in the audit: people, and tablets that were let in. */
export async function memberNames(db: Tx, workspaceId: string): Promise<{ id: string; name: string }[]> {
  const found = await db.query<{ id: string; name: string }>(
    `SELECT m.id, u.name FROM auth.member m JOIN auth."user" u ON u.id = m."userId"
     WHERE m."organizationId" = $1
     UNION ALL SELECT d.id, d.name FROM device d WHERE d.workspace_id = $1 AND d.entered_at IS NOT NULL
     ORDER BY 1 LIMIT 1000`,
    [workspaceId],
  );
  return found.rows;
}

export interface Owner {
  userId: string;
  email: string;
  hasPassword: boolean;
}

/** The first owner of a workspace, and whether they have another way in than the printed link. */
export async function ownerOf(db: Tx, workspaceId: string): Promise<Owner | null> {
  const found = await db.query<Owner>(
    `SELECT u.id AS "userId", u.email, ${HAS_PASSWORD} AS "hasPassword"
     FROM auth.member m JOIN auth."user" u ON u.id = m."userId"
     WHERE m."organizationId" = $1 AND m.role = 'owner' ORDER BY m."createdAt", m.id LIMIT 1`,
    [workspaceId],
  );
  return found.rows[0] ?? null;
}

const HAS_PASSWORD = `EXISTS (SELECT FROM auth.account a WHERE a."userId" = u.id AND a."providerId" = 'credential' AND a.password IS NOT NULL)`;

export async function hasPassword(db: Tx, userId: string): Promise<boolean> {
  const found = await db.query<{ has: boolean }>(`SELECT ${HAS_PASSWORD} AS has FROM auth."user" u WHERE u.id = $1`, [
    userId,
  ]);
  return found.rows[0]?.has ?? false;
}

export async function writeSetting(db: Tx, workspaceId: string, key: string, value: unknown): Promise<void> {
  await db.query(
    `INSERT INTO workspace_setting (workspace_id, key, value) VALUES ($1, $2, $3)
     ON CONFLICT (workspace_id, key) DO UPDATE SET value = excluded.value`,
    [workspaceId, key, JSON.stringify(value)],
  );
}

/** null: never written. */
export async function readSetting(db: Tx, workspaceId: string, key: string): Promise<unknown> {
  const found = await db.query<{ value: unknown }>(
    'SELECT value FROM workspace_setting WHERE workspace_id = $1 AND key = $2',
    [workspaceId, key],
  );
  return found.rows[0]?.value ?? null;
}

/** Every workspace that wrote this setting; for what the hub does at its start, so of all workspaces. */
export async function settingsNamed(db: Tx, key: string): Promise<{ workspaceId: string; value: unknown }[]> {
  const found = await db.query<{ workspaceId: string; value: unknown }>(
    'SELECT workspace_id AS "workspaceId", value FROM workspace_setting WHERE key = $1',
    [key],
  );
  return found.rows;
}

/** One creation at a time, also with two processes on one database. Ends with the transaction. */
export async function lockWorkspaces(tx: Tx): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtext('hawker/first-workspace'))");
}
