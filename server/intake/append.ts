import type { Tx } from '../db/transaction.ts';
import { takeNumbers } from '../feed/store.ts';
import type { AuthorRow, KnownAuthors } from './authors.ts';
import type { Incoming } from './incoming.ts';
import { folded } from './merge.ts';
import {
  claimKeys,
  lockCounter,
  saveProgress,
  writeAuthors,
  writeEvents,
  type EventRow,
  type HappeningKey,
  type NewKeys,
  type Repaired,
  type SourceProgress,
} from './store.ts';

export interface AppendInput {
  workspaceId: string;
  showId: string;
  isRehearsal: boolean;
  rows: readonly Incoming[];
  known: KnownAuthors;
}

export interface Appended {
  firstSeq: number;
  lastSeq: number;
  stored: number;
  duplicates: number;
  /** To be remembered after the commit. */
  authors: AuthorRow[];
}

/**
 * Writes a batch of one show: the counter's lock, the keys, what is new under contiguous numbers, where each source
 * resumes, and last the feed number. Delivered again it does nothing but count.
 */
export async function append(tx: Tx, input: AppendInput): Promise<Appended> {
  const { workspaceId, showId } = input;
  const before = await lockCounter(tx, workspaceId, showId);
  const { rows, duplicates, heard } = await onlyNew(tx, input);
  const rehearsalShowId = input.isRehearsal ? showId : null;
  const idOf: IdOf = (row, author) => input.known.idOf(workspaceId, row.source.platform, author, rehearsalShowId);
  const authors = rows.flatMap((row) => authorRow(row, idOf));
  const unknown = input.known.unknown(authors);
  await writeAuthors(tx, workspaceId, rehearsalShowId, unknown);
  if (rows.length > 0)
    await writeEvents(
      tx,
      workspaceId,
      showId,
      before,
      rows.map((row) => eventRow(row, idOf)),
    );
  const repaired = repairedBy(rows);
  await saveProgress(tx, workspaceId, progressOf(input.rows, duplicates, heard), repaired);
  const after = before + rows.length;
  await takeNumbers(tx, workspaceId, showId, [
    ...(shown(rows) ? [{ topic: 'messages' as const, fromSeq: before + 1, toSeq: after }] : []),
    ...repaired.map((one) => ({ topic: 'gap' as const, entity: one.gapId })),
  ]);
  return { firstSeq: before + 1, lastSeq: after, stored: rows.length, duplicates: total(duplicates), authors: unknown };
}

/** Viewer counts alone change nothing that is numbered. */
const shown = (rows: readonly Incoming[]): boolean => rows.some((row) => row.kind !== 'audience');

/** Late messages that are new, by their gap. */
function repairedBy(rows: readonly Incoming[]): Repaired[] {
  const counts = new Map<string, number>();
  for (const { late, kind, source } of rows) {
    const gapId = source.repair?.gapId ?? null;
    if (late && kind === 'message' && gapId !== null) counts.set(gapId, (counts.get(gapId) ?? 0) + 1);
  }
  return [...counts].map(([gapId, count]) => ({ gapId, count }));
}

interface Sifted {
  rows: Incoming[];
  duplicates: Map<string, number>;
}

async function onlyNew(tx: Tx, input: AppendInput): Promise<Sifted & { heard: NewKeys['heard'] }> {
  const asked = new Map<string, HappeningKey>();
  let parts = 0;
  for (const row of input.rows) {
    for (const part of row.parts) {
      const name = named(row.source.broadcastId, part.key);
      // Of one that came both ways in one batch it is known at once that it was heard live.
      const via = asked.get(name)?.via === 'live' ? 'live' : row.via;
      asked.set(name, { broadcastId: row.source.broadcastId, key: part.key, via });
    }
    parts += row.parts.length;
  }
  const { fresh, heard } = await claimKeys(tx, input.workspaceId, input.showId, [...asked.values()]);
  if (fresh.length === parts)
    return { rows: input.rows.flatMap((row) => folded(row, row.parts) ?? []), duplicates: new Map(), heard };
  return { ...sift(input.rows, new Set(fresh.map((key) => named(key.broadcastId, key.key)))), heard };
}

/** Leaves the first delivery of each new happening; `left` is emptied on the way. */
function sift(rows: readonly Incoming[], left: Set<string>): Sifted {
  const duplicates = new Map<string, number>();
  const kept = rows.flatMap((row) => {
    const { broadcastId } = row.source;
    const fresh = row.parts.filter((part) => left.delete(named(broadcastId, part.key)));
    const dropped = row.parts.length - fresh.length;
    if (dropped > 0) duplicates.set(broadcastId, (duplicates.get(broadcastId) ?? 0) + dropped);
    return folded(row, fresh) ?? [];
  });
  return { rows: kept, duplicates };
}

const named = (broadcastId: string, key: string): string => `${broadcastId}\u001f${key}`;
const total = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

function progressOf(
  rows: readonly Incoming[],
  duplicates: ReadonlyMap<string, number>,
  heard: NewKeys['heard'],
): SourceProgress[] {
  const heardOf = new Map(heard.map((one) => [one.broadcastId, one]));
  const progress = new Map<string, SourceProgress>();
  for (const { source, cursor } of rows) {
    const last = progress.get(source.broadcastId);
    progress.set(source.broadcastId, {
      broadcastId: source.broadcastId,
      cursor: cursor ?? last?.cursor ?? null,
      duplicates: duplicates.get(source.broadcastId) ?? 0,
      heardLive: heardOf.get(source.broadcastId)?.live ?? 0,
      recovered: heardOf.get(source.broadcastId)?.listed ?? 0,
      fence: source.fence ?? null,
    });
  }
  return [...progress.values()].sort((a, b) => (a.broadcastId < b.broadcastId ? -1 : 1));
}

type IdOf = (row: Incoming, author: { key: string | null; handle: string }) => string;

function authorRow(row: Incoming, idOf: IdOf): AuthorRow[] {
  if (row.author === null) return [];
  return [{ ...row.author, platform: row.source.platform, id: idOf(row, row.author) }];
}

function eventRow(row: Incoming, idOf: IdOf): EventRow {
  return {
    source: row.source,
    kind: row.kind,
    platformId: row.platformId,
    authorId: row.author === null ? null : idOf(row, row.author),
    text: row.text,
    body: removalBody(row, idOf) ?? row.body,
    spokenAtMs: row.spokenAtMs,
    spokenBy: row.spokenBy,
    receivedMs: row.receivedMs,
    history: row.history,
    late: row.late,
  };
}

/** Platforms name who was banned by their own ids; in the record an author is called by ours. */
function removalBody(row: Incoming, idOf: IdOf): Record<string, unknown> | null {
  if (row.kind !== 'removal' || row.body?.target !== 'author' || !Array.isArray(row.body.targetIds)) return null;
  return { ...row.body, targetIds: row.body.targetIds.map((key) => idOf(row, { key: String(key), handle: '' })) };
}
