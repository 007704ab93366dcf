import type { Tx } from '../db/transaction.ts';
import type { Scope } from './scope.ts';

export interface AuditNote {
  /** A word of permissions.ts: 'show:switch'. */
  action: string;
  showId?: string | undefined;
  /** The id of what was acted on. */
  subject?: string | undefined;
  /** Small, without viewers' words and without secrets. */
  detail?: Record<string, unknown> | undefined;
}

/** Writes down who did what, in the transaction that does it: either both happen or neither. */
export async function note(tx: Tx, scope: Scope, entry: AuditNote): Promise<void> {
  await tx.query(
    'INSERT INTO audit (workspace_id, show_id, member_id, member_name, action, subject, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [
      scope.workspaceId,
      entry.showId ?? null,
      scope.memberId,
      scope.memberName ?? null,
      entry.action,
      entry.subject ?? null,
      JSON.stringify(entry.detail ?? {}),
    ],
  );
}

export interface AuditRow {
  id: string;
  showId: string | null;
  memberName: string | null;
  action: string;
  subject: string | null;
  detail: Record<string, unknown>;
  at: Date;
}

/** The newest first; of one show, or of the whole workspace without what rehearsals left. */
export async function auditRows(
  db: Tx,
  scope: Scope,
  query: { showId?: string | undefined; limit: number },
): Promise<AuditRow[]> {
  const found = await db.query<AuditRow>(
    `SELECT a.id, a.show_id AS "showId", a.member_name AS "memberName", a.action, a.subject, a.detail, a.at
     FROM audit a LEFT JOIN show s ON s.id = a.show_id
     WHERE a.workspace_id = $1 AND CASE WHEN $2::text IS NULL THEN s.kind IS DISTINCT FROM 'rehearsal' ELSE a.show_id = $2 END
     ORDER BY a.at DESC, a.id DESC LIMIT $3`,
    [scope.workspaceId, query.showId ?? null, query.limit],
  );
  return found.rows;
}
