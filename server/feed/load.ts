import type pg from 'pg';
import { isoTime } from '../clock.ts';
import type { Wanted } from './coalesce.ts';
import type { FeedChanges } from './entry.ts';
import type { FollowedShow } from './store-changes.ts';
import {
  loadClaims,
  loadConnections,
  loadGaps,
  loadModeration,
  loadProducts,
  loadQuestions,
  loadReplies,
  loadShow,
  loadStock,
} from './store-entities.ts';
import { loadNotices } from './store-notices.ts';
import { loadDoubts } from './store-doubts.ts';
import { loadMessages, loadNewestMessages, loadReadings, type Days } from './store-messages.ts';

/** Messages a console gets when it opens; older ones are fetched when somebody scrolls up. */
const NEWEST = 300;
const DAY_MS = 24 * 3_600_000;

const day = (atMs: number): string => isoTime(atMs).slice(0, 10);
/** What just came was received yesterday at the earliest; anything else since the show was made. */
export const recentDays = (nowMs: number): Days => ({ from: day(nowMs - DAY_MS), to: day(nowMs + DAY_MS) });
export const allDays = (show: FollowedShow, nowMs: number): Days => ({
  from: day(show.createdAtMs - DAY_MS),
  to: day(nowMs + DAY_MS),
});

/** The newest state of everything that is wanted; it may be newer than the number asked for, never older. */
export async function loadWanted(pool: pg.Pool, show: FollowedShow, wanted: Wanted, days: Days): Promise<FeedChanges> {
  const changes: FeedChanges = {};
  const { messages, readings } = wanted;
  await Promise.all([
    messages === null ? null : loadMessages(pool, show, messages, days).then((found) => (changes.messages = found)),
    readings === null ? null : loadReadings(pool, show, readings, days).then((found) => (changes.readings = found)),
    loadEntities(pool, show, wanted.entities, changes, days),
  ]);
  return changes;
}

async function loadEntities(
  pool: pg.Pool,
  show: FollowedShow,
  entities: Wanted['entities'],
  changes: FeedChanges,
  days: Days,
): Promise<void> {
  for (const [topic, ids] of entities) {
    switch (topic) {
      case 'claim':
        changes.claims = await loadClaims(pool, show, [...ids]);
        break;
      case 'stock':
        changes.stock = await loadStock(pool, show, [...ids]);
        break;
      case 'product':
        changes.products = await loadProducts(pool, show, [...ids]);
        break;
      case 'reply':
        changes.replies = await loadReplies(pool, show, [...ids]);
        break;
      case 'question':
        changes.questions = await loadQuestions(pool, show, [...ids]);
        break;
      case 'doubt':
        changes.doubts = await loadDoubts(pool, show, [...ids], days);
        break;
      case 'connection':
        changes.connections = await loadConnections(pool, show, [...ids]);
        break;
      case 'gap':
        changes.gaps = await loadGaps(pool, show, [...ids]);
        break;
      case 'moderation':
        changes.moderation = await loadModeration(pool, show, [...ids]);
        break;
      case 'notice':
        changes.notices = await loadNotices(pool, show, [...ids], days);
        break;
      case 'show':
        Object.assign(changes, await shownShow(pool, show));
        break;
    }
  }
}

/** Everything a console that opens now must see: the newest messages, and all that is open whatever its age. */
export async function loadSnapshot(
  pool: pg.Pool,
  show: FollowedShow,
  lastSeq: number,
  days: Days,
): Promise<FeedChanges> {
  const messages = await loadNewestMessages(pool, show, lastSeq + 1, NEWEST, days);
  const fromSeq = messages[0]?.seq ?? lastSeq + 1;
  return {
    messages,
    readings: await loadReadings(pool, show, { fromSeq, toSeq: lastSeq }, days),
    claims: await loadClaims(pool, show, null, fromSeq),
    stock: await loadStock(pool, show, null),
    products: await loadProducts(pool, show, null),
    replies: await loadReplies(pool, show, null, fromSeq),
    questions: await loadQuestions(pool, show, null),
    doubts: await loadDoubts(pool, show, null, days),
    connections: await loadConnections(pool, show, null),
    gaps: await loadGaps(pool, show, null),
    moderation: await loadModeration(pool, show, null),
    notices: await loadNotices(pool, show, null, days),
    ...(await shownShow(pool, show)),
  };
}

async function shownShow(pool: pg.Pool, show: FollowedShow): Promise<Pick<FeedChanges, 'show'>> {
  const found = await loadShow(pool, show);
  return found === undefined ? {} : { show: found };
}
