import type { Tx } from '../db/transaction.ts';
import type { LaneRef } from '../lanes/lane.ts';
import { sayMoney } from '../money.ts';
import { seeded } from '../rules/seeded.ts';
import type { ScreenLine } from './channels.ts';
import { insertReplies, RULE_REPLY_SECONDS, sendLane } from './store.ts';
import type { NewReply } from './store.ts';
import { authorSaid, say, spokenLanguage, WITH_PAGE } from './templates.ts';
import type { About, Values } from './templates.ts';

/** What became of a claim, as its author is told. */
export interface Outcome {
  claimId: string;
  showId: string;
  about: 'reserved' | 'waitlisted' | 'late' | 'offered' | 'cancelled' | 'moved' | 'moved-wait';
  seq: number;
  connectionId: string | null;
  broadcastId: string | null;
  replyTo: string | null;
  authorId: string | null;
  handle: string | null;
  language: string | null;
  /** Where that is not sure: the connection's; absent or '': the workspace's. */
  elseLanguage?: string;
  quantity: number;
  place: number | null;
  priceMinor: string;
  currency: string;
  again: boolean;
  /** Of a claim that was moved, by which move: each of them is told once. */
  moveId?: string | null;
}

export interface ShowPage {
  slug: string;
  seed: string;
  language: string;
}

export interface Goods {
  code: string;
  title: string;
  options: Readonly<Record<string, string>>;
}

/** The address a public reply may name: the show's own page, never a secret link. */
export const pageOf = (publicUrl: string, slug: string): string => `${publicUrl}/${slug}`;

/**
 * Tells the authors what became of their claims: rows for the send lane, in the settlement's own transaction. A claim a
 * person typed in for a handle has no message to answer and is told nothing.
 */
export async function tellOutcomes(
  tx: Tx,
  workspaceId: string,
  /** The rehearsal all of this belongs to, or null. */
  rehearsal: string | null,
  publicUrl: string,
  shows: ReadonlyMap<string, ShowPage>,
  goods: Goods,
  outcomes: readonly Outcome[],
): Promise<{ replies: { id: string; showId: string }[]; ring: LaneRef[] }> {
  const replies = outcomes.flatMap((outcome) => replyOf(outcome, shows.get(outcome.showId), goods, publicUrl));
  const made = await insertReplies(
    tx,
    workspaceId,
    replies,
    outcomes.filter((outcome) => outcome.again),
  );
  const lanes = new Map(
    replies.map((reply) => [reply.connectionId, sendLane(reply.connectionId, workspaceId, rehearsal)]),
  );
  return { replies: made, ring: [...lanes.values()] };
}

function replyOf(outcome: Outcome, show: ShowPage | undefined, goods: Goods, publicUrl: string): NewReply[] {
  const { connectionId, broadcastId, handle } = outcome;
  if (connectionId === null || broadcastId === null || show === undefined) return [];
  // Withheld who wrote it, the comment can still be answered, alone: a line of several would name nobody.
  if (handle === null && outcome.replyTo === null) return [];
  const name = handle ?? '';
  const where = pageOf(publicUrl, show.slug);
  const language = spokenLanguage(outcome.language, outcome.elseLanguage || show.language);
  const said = say(outcome.about, language, valuesOf(outcome, goods, where, name), seeded(show.seed, outcome.seq));
  return [
    {
      id: replyId(outcome),
      showId: outcome.showId,
      connectionId,
      broadcastId,
      about: outcome.about,
      seq: outcome.seq,
      claimId: outcome.claimId,
      authorId: outcome.authorId,
      text: said.text,
      shortText: handle === null ? null : said.shortText,
      target: targetOf({
        toMessageId: outcome.replyTo,
        toHandle: name,
        wording: `${language}:${outcome.about}:${String(said.wording)}`,
        otherwise: said.otherwise,
        about: outcome.about,
        where,
        best: true,
        ...(handle === null ? {} : { screen: { name, code: itemOf(goods), what: outcome.about } }),
      }),
      madeBy: 'rule',
      valueMinor: (BigInt(outcome.priceMinor) * BigInt(outcome.quantity)).toString(),
      withinSeconds: RULE_REPLY_SECONDS,
    },
  ];
}

/** Derived from what it tells, so that nothing is ordered twice. */
const replyId = ({ claimId, about, moveId }: Outcome): string =>
  about === 'moved' || about === 'moved-wait' ? `${claimId}.moved.${moveId ?? ''}` : `${claimId}.${about}`;

/** What the send lane needs beside the words: `where` is put behind them, or kept back, by what the platform allows. */
export function targetOf(said: {
  toMessageId: string | null;
  toHandle: string;
  wording: string;
  otherwise: string;
  about: About;
  where: string;
  best?: boolean;
  screen?: ScreenLine;
}): NewReply['target'] {
  const { toMessageId, toHandle, wording, otherwise, about, where, best, screen } = said;
  return {
    ...(best === true ? { best } : {}),
    ...(screen === undefined ? {} : { screen: { ...screen, name: screenName(screen.name) } }),
    ...(toMessageId === null ? {} : { toMessageId }),
    toHandle,
    wording,
    otherwise,
    ...(WITH_PAGE.has(about) ? { where } : {}),
    ...(about === 'link' ? { link: true as const } : {}),
  };
}

/** A name as the screen shows it. */
const screenName = (handle: string): string => (handle === '' ? '' : authorSaid(handle).slice(1));
const itemOf = ({ code, options }: Goods): string => [code, ...Object.values(options)].join(' ');

function valuesOf(outcome: Outcome, goods: Goods, where: string, handle: string): Values {
  return {
    author: handle,
    code: goods.code,
    product: goods.title,
    variant: Object.values(goods.options).join(' '),
    quantity: outcome.quantity,
    place: outcome.place,
    price: sayMoney(outcome.priceMinor, outcome.currency),
    where,
    options: '',
    example: '',
  };
}

export type { About };
