import type { Tx } from '../db/transaction.ts';
import type { Rule, RuleSet, VersionNote } from '../api/schemas/rules.ts';
import type { Scope } from '../workspaces/scope.ts';

export interface NewVersion {
  name: string;
  note: string;
  rules: readonly Rule[];
}

/** A saved version is never changed. null: there is no such version; 0 is the starter set and no row. */
export async function readVersion(db: Tx, workspaceId: string, version: number): Promise<RuleSet | null> {
  const found = await db.query<RuleSet>(
    'SELECT version, name, rules FROM rule_set WHERE workspace_id = $1 AND version = $2',
    [workspaceId, version],
  );
  return found.rows[0] ?? null;
}

export async function latestVersion(db: Tx, workspaceId: string): Promise<RuleSet | null> {
  const found = await db.query<RuleSet>(
    'SELECT version, name, rules FROM rule_set WHERE workspace_id = $1 ORDER BY version DESC LIMIT 1',
    [workspaceId],
  );
  return found.rows[0] ?? null;
}

/** The newest first, at most 500; each without its rules. */
export async function listVersions(db: Tx, workspaceId: string): Promise<VersionNote[]> {
  const found = await db.query<Omit<VersionNote, 'atMs'> & { at: Date }>(
    `SELECT version, name, note, made_by_name AS by, created_at AS at, json_array_length(rules) AS rules
     FROM rule_set WHERE workspace_id = $1 ORDER BY version DESC LIMIT 500`,
    [workspaceId],
  );
  return found.rows.map(({ at, ...row }) => ({ ...row, atMs: at.getTime() }));
}

/**
 * Writes the version after `base`. null: somebody else has, whether before this statement or while it ran (the key is
 * theirs then, and this waited for their transaction).
 */
export async function insertVersion(tx: Tx, scope: Scope, base: number, set: NewVersion): Promise<number | null> {
  const made = await tx.query<{ version: number }>(
    `INSERT INTO rule_set (workspace_id, version, name, rules, note, made_by, made_by_name)
     SELECT $1, $2::integer + 1, $3, $4, $5, $6, $7
     WHERE (SELECT coalesce(max(r.version), 0) FROM rule_set r WHERE r.workspace_id = $1) = $2::integer
     ON CONFLICT DO NOTHING RETURNING version`,
    [
      scope.workspaceId,
      base,
      set.name,
      JSON.stringify(set.rules),
      set.note,
      scope.memberId ?? 'hub',
      scope.memberName ?? null,
    ],
  );
  return made.rows[0]?.version ?? null;
}

export interface OnAir {
  id: string;
  title: string;
  kind: 'live' | 'rehearsal';
  version: number;
}

/** Shows on air with the version that decides in them: the one of the last switch, else the one they began with. */
export async function versionsOnAir(db: Tx, workspaceId: string): Promise<OnAir[]> {
  const { rows } = await db.query<OnAir>(
    `SELECT s.id, s.title, s.kind, coalesce((
         SELECT (a.detail->>'version')::integer FROM audit a
         WHERE a.workspace_id = s.workspace_id AND a.show_id = s.id AND a.action = 'rule:write' AND a.detail->>'use' = 'on-air'
         ORDER BY a.id DESC LIMIT 1), s.rule_version, 0) AS version
     FROM show s WHERE s.workspace_id = $1 AND s.state = 'on_air' ORDER BY s.kind, s.started_at DESC, s.id LIMIT 20`,
    [workspaceId],
  );
  return rows;
}

export async function hasOverlay(db: Tx, workspaceId: string): Promise<boolean> {
  const { rows } = await db.query<{ has: boolean }>(
    'SELECT EXISTS (SELECT FROM overlay WHERE workspace_id = $1 AND revoked_at IS NULL) AS has',
    [workspaceId],
  );
  return rows[0]?.has ?? false;
}

/** Platforms that a show on air is heard on, a rehearsal's too. */
export async function platformsOnAir(db: Tx, workspaceId: string): Promise<string[]> {
  const { rows } = await db.query<{ platform: string }>(
    `SELECT DISTINCT b.platform FROM broadcast b JOIN show s ON s.id = b.show_id AND s.workspace_id = b.workspace_id
     WHERE b.workspace_id = $1 AND s.state = 'on_air'`,
    [workspaceId],
  );
  return rows.map((row) => row.platform);
}

/** What a rule can name: at most 1,000 products, without variants and stock, as this is asked while somebody types. */
export async function productCodes(db: Tx, workspaceId: string): Promise<{ code: string; title: string }[]> {
  const { rows } = await db.query<{ code: string; title: string }>(
    'SELECT code, title FROM product WHERE workspace_id = $1 AND archived_at IS NULL ORDER BY code_key, id LIMIT 1000',
    [workspaceId],
  );
  return rows;
}
