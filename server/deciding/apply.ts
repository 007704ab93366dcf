import type { Tx } from '../db/transaction.ts';
import type { Change } from '../feed/store.ts';
import { LEXICON_VERSION } from '../intents/lexicon/all.ts';
import type { LaneRef } from '../lanes/lane.ts';
import { insertDoubts } from '../moderation/store-doubts.ts';
import { takeDownRemoved } from '../moderation/store-featured.ts';
import { insertOrders as insertModeration } from '../moderation/store-orders.ts';
import { closeNotices, insertNotices } from '../moderation/store-notices.ts';
import { closeQuestions, insertQuestions } from '../moderation/store-questions.ts';
import { insertActs } from '../outbox/store-acts.ts';
import { arrived, insertReplies, sendLane } from '../outbox/store.ts';
import type { Snapshot } from '../rules/catalog.ts';
import type { Effect } from '../rules/effects.ts';
import { setShowing } from '../shows/store.ts';
import { orderMoves } from '../stock/store-moves.ts';
import { insertMarks } from '../stock/store-marks.ts';
import { insertCancels, insertClaims, insertOrders } from '../stock/store-claims.ts';
import { poolOf, settleLane } from '../stock/store.ts';
import { replyRow } from './reply-row.ts';
import { changeReadings, insertReadings } from './store.ts';
import type { ShowRow } from './store.ts';

export interface Applied {
  changes: Change[];
  ring: LaneRef[];
}

type Of<K extends Effect['do']> = Extract<Effect, { do: K }>;

/** Writes what was decided, one statement a table, in the lock order claims → outbox. Returns what the feed must be told and what to ring. */
export async function apply(
  tx: Tx,
  show: ShowRow,
  snapshot: Snapshot,
  effects: readonly Effect[],
  days: ReadonlyMap<number, string>,
  publicUrl: string,
): Promise<Applied> {
  const of = <K extends Effect['do']>(kind: K) => effects.filter((effect): effect is Of<K> => effect.do === kind);
  const { workspaceId, id: showId } = show;
  const read = of('reading');
  const readings = read.filter((one) => one.again !== true);
  const again = read.filter((one) => one.again === true);
  await insertReadings(
    tx,
    workspaceId,
    showId,
    LEXICON_VERSION,
    readings.map((one) => ({ ...one, day: days.get(one.seq) ?? show.fromDay })),
  );
  await changeReadings(tx, show, LEXICON_VERSION, again);
  const claims = of('claim');
  const stocks = [
    ...(await insertClaims(tx, workspaceId, showId, poolOf(show), claims)),
    ...(await insertOrders(tx, workspaceId, showId, of('order'))),
    ...(await insertCancels(tx, workspaceId, showId, of('cancel'))),
    ...(await orderMoves(tx, workspaceId, showId, of('move'))),
  ];
  const marked = await insertMarks(tx, workspaceId, showId, of('mark'));
  await insertQuestions(tx, workspaceId, showId, of('question'));
  const doubts = doubtsOf(read);
  await insertDoubts(tx, workspaceId, showId, doubts);
  const closed = await closeQuestions(tx, workspaceId, showId, of('close-question'));
  const replies = of('reply');
  const made = await insertReplies(
    tx,
    workspaceId,
    replies.map((reply) => replyRow(reply, show, snapshot, publicUrl)),
  );
  const orders = of('moderate');
  await insertModeration(tx, { workspaceId, showId, isRehearsal: show.kind === 'rehearsal' }, orders);
  const acts = await insertActs(
    tx,
    workspaceId,
    showId,
    orders.map((order) => ({ ...order, moderationId: order.id, seq: order.ofSeq })),
  );
  const notices = of('notice');
  await insertNotices(tx, workspaceId, showId, notices);
  const taken = [
    ...(await closeNotices(tx, workspaceId, showId, of('close-notice'))),
    ...(await takeDownRemoved(tx, show, of('mark'))),
  ];
  const shown = of('show-product').at(-1);
  if (shown !== undefined) await setShowing(tx, workspaceId, showId, shown.productId);
  const come = await arrived(tx, workspaceId, of('own-message'));
  const seqs = readings.map((one) => one.seq);
  return {
    changes: [
      ...(seqs.length === 0
        ? []
        : [{ topic: 'reading' as const, fromSeq: Math.min(...seqs), toSeq: Math.max(...seqs) }]),
      ...again.map(({ seq }) => ({ topic: 'reading' as const, fromSeq: seq, toSeq: seq })),
      ...(shown === undefined ? [] : [{ topic: 'show' as const, entity: showId }]),
      ...[...new Set([...notices.map((one) => one.id), ...taken])].map((entity) => ({
        topic: 'notice' as const,
        entity,
      })),
      ...[...new Set([...claims.map((claim) => claim.id), ...marked])].map((entity) => ({
        topic: 'claim' as const,
        entity,
      })),
      ...doubts.map((seq) => ({ topic: 'doubt' as const, entity: String(seq) })),
      ...orders.map((order) => ({ topic: 'moderation' as const, entity: order.id })),
      ...[...new Set([...of('question').map((one) => one.seq), ...closed])].map((seq) => ({
        topic: 'question' as const,
        entity: String(seq),
      })),
      ...[...made.map((one) => one.id), ...come].map((entity) => ({ topic: 'reply' as const, entity })),
    ],
    ring: [
      ...[...new Set(stocks)].map((stock) => settleLane(stock, workspaceId)),
      ...[...new Set([...replies.map((reply) => reply.connectionId), ...acts.connectionIds])].map((connection) =>
        sendLane(connection, workspaceId, show.kind === 'rehearsal' ? showId : null),
      ),
    ],
  };
}

/** Messages a person must read before anything is sold on them. A doubtful question is in the tray of questions. */
const doubtsOf = (readings: readonly Of<'reading'>[]): number[] => [
  ...new Set(
    readings.flatMap(({ seq, reading }) =>
      reading.needsLook && reading.intent !== 'question' && reading.intent !== 'complaint' ? [seq] : [],
    ),
  ),
];
