import type { PrismaClient } from '../db/prisma.ts';
import type { Tx } from '../db/transaction.ts';
import type { Scope } from '../workspaces/scope.ts';
import { noteOf } from '../workspaces/store-audit.ts';

export interface CannedAnswerRow {
  id: string;
  shortcut: string;
  text: string;
  language: string;
}

const SHOWN = { id: true, shortcut: true, text: true, language: true } as const;

export function listCannedAnswers(prisma: PrismaClient, workspaceId: string): Promise<CannedAnswerRow[]> {
  return prisma.cannedAnswer.findMany({
    where: { workspaceId },
    select: SHOWN,
    orderBy: [{ shortcut: 'asc' }, { language: 'asc' }],
    take: 1_000,
  });
}

/** With its line in the audit, both or neither. False: the shortcut is taken in that language. */
export async function addCannedAnswer(prisma: PrismaClient, scope: Scope, row: CannedAnswerRow): Promise<boolean> {
  const { workspaceId } = scope;
  return prisma.$transaction(async (tx) => {
    const made = await tx.cannedAnswer.createMany({ data: [{ ...row, workspaceId }], skipDuplicates: true });
    if (made.count === 1) await tx.audit.create({ data: noteOf(scope, { action: 'canned:add', subject: row.id }) });
    return made.count === 1;
  });
}

/** False: there is none of that id in this workspace. */
export async function removeCannedAnswer(prisma: PrismaClient, scope: Scope, id: string): Promise<boolean> {
  const { workspaceId } = scope;
  return prisma.$transaction(async (tx) => {
    const gone = await tx.cannedAnswer.deleteMany({ where: { id, workspaceId } });
    if (gone.count === 1) await tx.audit.create({ data: noteOf(scope, { action: 'canned:remove', subject: id }) });
    return gone.count === 1;
  });
}

/** In the transaction of the first start, which also makes the catalog; there is nobody to note yet. */
export async function insertCannedAnswers(
  tx: Tx,
  workspaceId: string,
  rows: readonly CannedAnswerRow[],
): Promise<void> {
  for (const { id, shortcut, text, language } of rows) {
    await tx.query(
      'INSERT INTO canned_answer (id, workspace_id, shortcut, text, language) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
      [id, workspaceId, shortcut, text, language],
    );
  }
}
