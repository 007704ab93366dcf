import type { Manifest } from '../../connectors/platforms/contract.ts';
import type { Tx } from '../db/transaction.ts';
import type { LaneRef } from '../lanes/lane.ts';
import { pageOf } from './follow-up.ts';
import { readClosing, supersededByClosing, type Closing, type LeftInTheDark } from './store-closing.ts';
import { insertReplies, sendLane, STAFF_REPLY_SECONDS, type NewReply } from './store.ts';
import { headOf, withoutName } from './templates.ts';

/** In one go; more than a show's end can be held up for. */
const MOST_BUYERS = 500;

/**
 * The last message of a show, to everybody whose state is untold: one private reply each, where the platform takes one.
 * Ordered before the lines close. Returns the rows that changed and the lanes to ring.
 */
export async function orderClosing(
  tx: Tx,
  workspaceId: string,
  publicUrl: string,
  showId: string,
  manifestOf: (platform: string) => Promise<Manifest | null>,
): Promise<{ changed: string[]; ring: LaneRef[] }> {
  const found = await readClosing(tx, workspaceId, showId, MOST_BUYERS);
  const buyers: LeftInTheDark[] = [];
  for (const buyer of found?.buyers ?? [])
    if ((await manifestOf(buyer.platform))?.can.includes('private-reply') === true) buyers.push(buyer);
  if (found === null || buyers.length === 0) return { changed: [], ring: [] };
  const gone = await supersededByClosing(
    tx,
    workspaceId,
    buyers.flatMap((buyer) => buyer.ids),
  );
  const made = await insertReplies(
    tx,
    workspaceId,
    buyers.map((buyer, i) => lastMessage(buyer, found, showId, pageOf(publicUrl, found.slug), i)),
  );
  const rehearsal = found.kind === 'rehearsal' ? showId : null;
  const connections = [...new Set(buyers.map((buyer) => buyer.connectionId))];
  return {
    changed: [...gone, ...made.map((row) => row.id)],
    ring: connections.map((id) => sendLane(id, workspaceId, rehearsal)),
  };
}

function lastMessage(buyer: LeftInTheDark, { seed }: Closing, showId: string, where: string, i: number): NewReply {
  const head = headOf('closing', buyer.language, buyer.handle, seed.length + i);
  const lines = buyer.lines.map((line) => withoutName(line, buyer.handle));
  return {
    id: `${showId}.closing.${buyer.authorId}.${buyer.connectionId}`,
    showId,
    connectionId: buyer.connectionId,
    broadcastId: buyer.broadcastId,
    about: 'closing',
    seq: null,
    claimId: null,
    authorId: buyer.authorId,
    text: [head, ...lines].join('\n'),
    shortText: null,
    kind: 'private-reply',
    target: {
      toMessageId: buyer.comment,
      toHandle: buyer.handle,
      wording: `${buyer.language}:closing:${String(i)}`,
      where,
    },
    madeBy: 'rule',
    valueMinor: buyer.valueMinor,
    withinSeconds: STAFF_REPLY_SECONDS,
  };
}
