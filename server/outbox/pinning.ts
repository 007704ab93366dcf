import type { Tx } from '../db/transaction.ts';
import type { LaneRef } from '../lanes/lane.ts';
import { seeded } from '../rules/seeded.ts';
import { pageOf, targetOf } from './follow-up.ts';
import { readPinning } from './store-pins.ts';
import { insertReplies, sendLane } from './store.ts';
import { say, spokenLanguage } from './templates.ts';

/** A show may begin long before its broadcasts are found. */
const PIN_SECONDS = 12 * 3_600;

export const pinId = (showId: string, connectionId: string): string => `${showId}.pin.${connectionId}`;

/**
 * One message a show on each of these connections, which says how to order and is the team's to pin: every line of
 * confirmations can point at it. Ordered when the show begins, said when the broadcast is open.
 */
export async function orderPins(
  tx: Tx,
  workspaceId: string,
  publicUrl: string,
  showId: string,
  connectionIds: readonly string[],
): Promise<LaneRef[]> {
  const found = await readPinning(tx, workspaceId, showId, connectionIds);
  // Nothing to sell, nothing to say of it.
  if (found === null || found.code === null) return [];
  const { slug, seed, kind, code, broadcasts } = found;
  const where = pageOf(publicUrl, slug);
  const values = { ...NOTHING, code, where };
  await insertReplies(
    tx,
    workspaceId,
    broadcasts.map(({ id: broadcastId, connectionId, language: own }, i) => {
      const language = spokenLanguage(null, own || found.language);
      const said = say('pinned', language, values, seeded(seed, i + 1));
      return {
        id: pinId(showId, connectionId),
        showId,
        connectionId,
        broadcastId,
        about: 'pinned',
        seq: null,
        claimId: null,
        authorId: null,
        text: said.text,
        shortText: null,
        target: targetOf({
          toMessageId: null,
          toHandle: '',
          wording: `${language}:pinned:${String(said.wording)}`,
          otherwise: said.otherwise,
          about: 'pinned' as const,
          where,
        }),
        madeBy: 'rule',
        valueMinor: '0',
        withinSeconds: PIN_SECONDS,
      };
    }),
  );
  return broadcasts.map((one) => sendLane(one.connectionId, workspaceId, kind === 'rehearsal' ? showId : null));
}

const NOTHING = {
  ...{ author: '', product: '', variant: '', quantity: 1, place: null, price: '', options: '', example: '' },
};
