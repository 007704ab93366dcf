import type { PrismaClient } from '../db/prisma.ts';
import type { ShowRow } from './store.ts';

const SHOWN = {
  id: true,
  slug: true,
  title: true,
  kind: true,
  state: true,
  repliesStopped: true,
  claimsStopped: true,
  automaticStopped: true,
  showingProductId: true,
  createdAt: true,
  startedAt: true,
  endedAt: true,
  version: true,
  settings: true,
  broadcasts: { select: { platform: true }, orderBy: { platform: 'asc' } },
} as const;

/** On air before all others, then the newest first. */
export async function listShows(prisma: PrismaClient, workspaceId: string): Promise<ShowRow[]> {
  const newest = { orderBy: [{ createdAt: 'desc' as const }, { id: 'asc' as const }], take: 200, select: SHOWN };
  const onAir = await prisma.show.findMany({ ...newest, where: { workspaceId, state: 'on_air' } });
  const others = await prisma.show.findMany({ ...newest, where: { workspaceId, state: { not: 'on_air' } } });
  const key = 'claim-words';
  const coming = await prisma.workspaceSetting.findUnique({ where: { workspaceId_key: { workspaceId, key } } });
  return [...onAir, ...others].map(({ broadcasts, kind, state, settings, ...show }) => ({
    ...show,
    claimWords: wordsOf(
      (settings as { claimWords?: unknown }).claimWords ?? (state === 'draft' ? coming?.value : null),
    ),
    // What the table's own checks allow.
    kind: kind as ShowRow['kind'],
    state: state as ShowRow['state'],
    platforms: [...new Set(broadcasts.map((broadcast) => broadcast.platform))],
  }));
}

const wordsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
