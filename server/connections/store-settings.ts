import { Prisma, type PrismaClient } from '../db/prisma.ts';
import type { Scope } from '../workspaces/scope.ts';
import { noteOf } from '../workspaces/store-audit.ts';
import type { Sealed } from './credentials.ts';
import type { Account } from './store-account.ts';
import type { KeptLevel } from './store-levels.ts';

/** A connection as its owner set it up; its secrets are sealed bytes here. */
export interface SettingsRow {
  id: string;
  platform: string;
  name: string;
  broadcast: string;
  settings: Record<string, string>;
  sealed: Sealed | null;
  checkout: 'own' | 'platform';
  language: string;
  videoDelayMs: number | null;
  videoDelayBy: string;
  account: Account | null;
  tokenState: 'none' | 'ok' | 'refused';
  tokenExpiresAt: Date | null;
  consentEndsAt: Date | null;
  levels: KeptLevel[];
  rehearsalShowId: string | null;
  createdAt: Date;
  health: {
    state: string;
    code: string | null;
    sentence: string | null;
    lastEventAt: Date | null;
    unitsLeft: number | null;
    updatedAt: Date;
  } | null;
}

/** A workspace's own: a rehearsal's loopback connections and those taken out of use are not there. */
const own = (workspaceId: string) => ({ workspaceId, removedAt: null, rehearsalShowId: null });

const SHOWN = {
  id: true,
  platform: true,
  name: true,
  broadcast: true,
  settings: true,
  sealed: true,
  keyId: true,
  checkout: true,
  language: true,
  videoDelayMs: true,
  videoDelayBy: true,
  account: true,
  tokenState: true,
  tokenExpiresAt: true,
  consentEndsAt: true,
  levels: true,
  rehearsalShowId: true,
  createdAt: true,
  connectionHealth: {
    select: { state: true, code: true, sentence: true, lastEventAt: true, unitsLeft: true, updatedAt: true },
  },
} as const;

/** All, or those of the asked that there are. */
export async function listConnections(
  prisma: PrismaClient,
  workspaceId: string,
  ids?: readonly string[],
): Promise<SettingsRow[]> {
  const rows = await prisma.connection.findMany({
    where: { ...own(workspaceId), ...(ids === undefined ? {} : { id: { in: [...ids] } }) },
    select: SHOWN,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: 200,
  });
  return rows.map(({ sealed, keyId, connectionHealth, settings, account, levels, checkout, tokenState, ...row }) => ({
    ...row,
    settings: settings as Record<string, string>,
    account: account as Account | null,
    levels: levels as unknown as KeptLevel[],
    checkout: checkout as SettingsRow['checkout'],
    tokenState: tokenState as SettingsRow['tokenState'],
    sealed: sealed === null || keyId === null ? null : { sealed: Buffer.from(sealed), keyId },
    health: connectionHealth,
  }));
}

export interface NewConnection {
  id: string;
  platform: string;
  name: string;
  broadcast: string;
  checkout: 'own' | 'platform';
  settings: Record<string, string>;
  sealed: Sealed | null;
  /** Absent: the platform's usual one. */
  videoDelayMs?: number;
  videoDelayBy?: 'set';
}

/** With its line in the audit, both or neither. */
export async function addConnection(prisma: PrismaClient, scope: Scope, row: NewConnection): Promise<void> {
  const { sealed, ...rest } = row;
  const secret = sealed === null ? {} : { sealed: new Uint8Array(sealed.sealed), keyId: sealed.keyId };
  await prisma.$transaction([
    prisma.connection.create({ data: { ...rest, ...secret, workspaceId: scope.workspaceId } }),
    prisma.audit.create({
      data: noteOf(scope, { action: 'connection:add', subject: row.id, detail: { platform: row.platform } }),
    }),
  ]);
}

/** Takes it out of use and wipes its secrets and tokens; its row stays for the shows that name it. 'on-air': not while a show runs on it. */
export async function removeConnection(
  prisma: PrismaClient,
  scope: Scope,
  id: string,
  now: Date,
): Promise<'removed' | 'on-air' | 'not-found'> {
  const { workspaceId } = scope;
  return prisma.$transaction(async (tx) => {
    const busy = await tx.broadcast.count({ where: { workspaceId, connectionId: id, show: { state: 'on_air' } } });
    const there = await tx.connection.count({ where: { ...own(workspaceId), id } });
    if (there === 0) return 'not-found';
    if (busy > 0) return 'on-air';
    await tx.connection.updateMany({
      where: { ...own(workspaceId), id },
      data: {
        ...{ removedAt: now, sealed: null, keyId: null, version: { increment: 1 } },
        ...{ account: Prisma.DbNull, tokenState: 'none', tokenExpiresAt: null, consentEndsAt: null },
      },
    });
    await tx.audit.create({ data: noteOf(scope, { action: 'connection:remove', subject: id }) });
    return 'removed';
  });
}
