import type { Prisma, PrismaClient } from '../db/prisma.ts';
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

/** The same note as Prisma takes it, for stores that write through it. */
export const noteOf = (scope: Scope, entry: AuditNote) => ({
  workspaceId: scope.workspaceId,
  showId: entry.showId ?? null,
  memberId: scope.memberId,
  memberName: scope.memberName ?? null,
  action: entry.action,
  subject: entry.subject ?? null,
  detail: (entry.detail ?? {}) as Prisma.InputJsonObject,
});

export interface AuditRow {
  id: bigint;
  showId: string | null;
  memberName: string | null;
  action: string;
  subject: string | null;
  detail: unknown;
  at: Date;
}

/** The newest first; of one show, or of the whole workspace without what was done in rehearsals. */
export async function auditRows(
  prisma: PrismaClient,
  scope: Scope,
  query: { showId?: string | undefined; limit: number },
): Promise<AuditRow[]> {
  const { workspaceId } = scope;
  const rehearsals =
    query.showId === undefined
      ? await prisma.show.findMany({ where: { workspaceId, kind: 'rehearsal' }, select: { id: true } })
      : [];
  const ofRehearsals = { showId: { in: rehearsals.map((show) => show.id) } };
  return prisma.audit.findMany({
    // A null show is in no list, also not in SQL's NOT IN: said apart.
    where:
      query.showId === undefined
        ? { workspaceId, OR: [{ showId: null }, { NOT: ofRehearsals }] }
        : { workspaceId, showId: query.showId },
    select: { id: true, showId: true, memberName: true, action: true, subject: true, detail: true, at: true },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: query.limit,
  });
}
