import type { ClaimGroup, RecapRows, RowsQuery } from '../api/schemas/recap.ts';
import type { Tx } from '../db/transaction.ts';
import { findShow } from '../shows/store.ts';
import { statesOf, PARTS } from './claim-groups.ts';
import { claimRows, countClaimRows, messageRows, replyRows, type ClaimFilter } from './store-rows.ts';

const MOST = 200;
const GROUPS: ReadonlySet<string> = new Set([...Object.keys(PARTS), 'claimed', 'lost']);
const isGroup = (text: string): text is ClaimGroup => GROUPS.has(text);

/** The rows behind a number of the recap; null when there is no such show here. An unknown state has no rows. */
export async function readRows(
  db: Tx,
  of: { workspaceId: string; showId: string },
  query: RowsQuery,
): Promise<RecapRows | null> {
  const { workspaceId, showId } = of;
  if ((await findShow(db, workspaceId, showId)) === null) return null;
  const page = { after: query.after ?? null, limit: query.limit ?? MOST };
  const none: RecapRows = { total: 0, claims: [], messages: [], replies: [], next: null };
  const next = <T>(rows: readonly T[], id: (row: T) => string): string | null => {
    const last = rows.at(-1);
    return last === undefined || rows.length < page.limit ? null : id(last);
  };
  if (query.of === 'messages') {
    const { total, rows } = await messageRows(db, workspaceId, showId, query.platform ?? null, {
      ...page,
      after: wholeNumber(page.after),
    });
    return {
      ...none,
      total,
      messages: rows.map((row) => ({ ...row, seq: Number(row.seq) })),
      next: next(rows, (row) => row.seq),
    };
  }
  if (query.of === 'replies') {
    const filter = { state: query.state ?? null, platform: query.platform ?? null };
    const { total, rows } = await replyRows(db, workspaceId, showId, filter, page);
    return {
      ...none,
      total,
      replies: rows.map((row) => ({ ...row, seq: row.seq === null ? null : Number(row.seq) })),
      next: next(rows, (row) => row.id),
    };
  }
  const filter = claimFilterOf(query);
  const rows = await claimRows(db, workspaceId, showId, filter, page);
  const total = await countClaimRows(db, workspaceId, showId, filter);
  return {
    ...none,
    total,
    claims: rows.map((row) => ({ ...row, seq: Number(row.seq) })),
    next: next(rows, (row) => row.id),
  };
}

export function claimFilterOf(query: RowsQuery): ClaimFilter {
  const { state = 'claimed', platform = null, productId = null, reason = null } = query;
  return { states: isGroup(state) ? statesOf(state) : [state], platform, productId, reason };
}

const wholeNumber = (text: string | null): string | null => (text !== null && /^\d{1,15}$/.test(text) ? text : null);
