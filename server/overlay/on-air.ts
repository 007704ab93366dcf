import type pg from 'pg';
import { transaction, type Tx } from '../db/transaction.ts';
import { airNext, endAired, readFeatured, type Featured } from '../moderation/store-featured.ts';
import type { OpenPage } from './open-page.ts';
import type { ShowOnScreen } from './screen.ts';

interface OnAirDeps {
  pool: pg.Pool;
  feed: {
    takeNumbers(
      tx: Tx,
      workspaceId: string,
      showId: string,
      changes: readonly { topic: 'notice'; entity: string }[],
    ): Promise<unknown>;
    told(showId: string): void;
  };
}

/** The featured message that is on air; goes on to the next when one has had its time on these pages. */
export async function onAir(
  { pool, feed }: OnAirDeps,
  { workspaceId, showId }: ShowOnScreen,
  pages: readonly OpenPage[],
): Promise<Featured | null> {
  const [first] = await readFeatured(pool, workspaceId, showId);
  if (first === undefined) return null;
  const seconds = Math.max(...pages.map((page) => page.drawing?.settings.featuredSeconds ?? 0));
  const isOver = first.airedMs !== null && first.airedMs > seconds * 1000;
  if (first.airedMs !== null && !isOver) return first;
  // Nobody can see it: its time has not begun.
  if (!pages.some((page) => page.draws && page.drawing?.settings.parts.featured === true)) return null;
  await transaction(pool, async (tx) => {
    const ended = await endAired(tx, workspaceId, showId, seconds, 'rule');
    const aired = await airNext(tx, workspaceId, showId);
    const changes = [...ended, ...aired].map((entity) => ({ topic: 'notice' as const, entity }));
    await feed.takeNumbers(tx, workspaceId, showId, changes);
  });
  feed.told(showId);
  const [next] = await readFeatured(pool, workspaceId, showId);
  return next === undefined || next.airedMs === null ? null : next;
}
