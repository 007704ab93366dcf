import type { Recap, RecapPlatform, RecapProduct, RecapSums, Sum } from '../api/schemas/recap.ts';
import type { Tx } from '../db/transaction.ts';
import { showAs } from '../shows/show-as.ts';
import { findShow } from '../shows/store.ts';
import { DEFINITIONS, partOf } from './claim-groups.ts';
import {
  countClaims,
  countCoverage,
  countGaps,
  countMessages,
  countQuestions,
  countReplies,
  type ClaimCount,
} from './store.ts';

/** What a show brought and what it left on the table; null when there is no such show here. A rehearsal has its own and is in no other. */
export async function readRecap(
  db: Tx,
  of: { workspaceId: string; showId: string },
  publicUrl: string,
): Promise<Recap | null> {
  const { workspaceId, showId } = of;
  const show = await findShow(db, workspaceId, showId);
  if (show === null) return null;
  const counts = await countClaims(db, workspaceId, showId);
  const messages = await countMessages(db, workspaceId, showId);
  const questions = await countQuestions(db, workspaceId, showId);
  return {
    show: showAs(publicUrl)(show),
    total: sumUp(counts),
    products: byProduct(counts),
    platforms: byPlatform(counts, messages),
    messages: messages.reduce((sum, one) => sum + one.messages, 0),
    replies: await countReplies(db, workspaceId, showId),
    questions: {
      asked: Object.values(questions).reduce((sum, count) => sum + count, 0),
      open: questions.open ?? 0,
      answered: questions.answered ?? 0,
      resolved: questions.resolved ?? 0,
    },
    gaps: await countGaps(db, workspaceId, showId),
    coverage: await countCoverage(db, workspaceId, showId),
    definitions: DEFINITIONS,
  };
}

/** The sums of some counts. Pure. */
export function sumUp(counts: readonly ClaimCount[]): RecapSums {
  const of = (wanted: (count: ClaimCount) => boolean) => sumOf(counts.filter(wanted));
  const part = (name: string) => of((count) => partOf(count.state) === name);
  return {
    claimed: of(() => true),
    pending: part('pending'),
    reserved: part('reserved'),
    waitlisted: part('waitlisted'),
    cancelled: part('cancelled'),
    refused: part('refused'),
    interest: part('interest'),
    lost: of((count) => ['waitlisted', 'refused'].includes(partOf(count.state))),
  };
}

function sumOf(counts: readonly ClaimCount[]): Sum {
  const value = new Map<string, bigint>();
  for (const { currency, valueMinor } of counts) value.set(currency, (value.get(currency) ?? 0n) + BigInt(valueMinor));
  return {
    claims: counts.reduce((sum, count) => sum + count.claims, 0),
    units: counts.reduce((sum, count) => sum + count.units, 0),
    value: [...value]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, minor]) => ({ currency, amountMinor: minor.toString() })),
  };
}

function byProduct(counts: readonly ClaimCount[]): RecapProduct[] {
  const groups = [...Map.groupBy(counts, (count) => count.productId)];
  return groups
    .map(([productId, rows]) => ({ productId, code: rows[0]?.code ?? '', title: rows[0]?.title ?? '', ...sumUp(rows) }))
    .sort((a, b) => b.claimed.units - a.claimed.units || (a.code < b.code ? -1 : 1));
}

function byPlatform(
  counts: readonly ClaimCount[],
  messages: readonly { platform: string | null; messages: number }[],
): RecapPlatform[] {
  const claims = Map.groupBy(counts, (count) => count.platform);
  const said = new Map(messages.map((one) => [one.platform, one.messages]));
  const platforms = [...new Set([...said.keys(), ...claims.keys()])].sort((a, b) => ((a ?? '~') < (b ?? '~') ? -1 : 1));
  return platforms.map((platform) => ({
    platform,
    messages: said.get(platform) ?? 0,
    ...sumUp(claims.get(platform) ?? []),
  }));
}
