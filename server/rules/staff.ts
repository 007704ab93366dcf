import { MOST_CLAIM_WORDS } from '../intents/claim-words.ts';
import { banned } from './banning.ts';
import { claimEffect } from './claiming.ts';
import type { Snapshot } from './catalog.ts';
import type { Effect, ModerateEffect, ModerationKind } from './effects.ts';
import type { LogRow } from './log-row.ts';
import { resolved, unresolved } from './resolving.ts';
import { delayed, showed } from './seen.ts';
import type { DecideState } from './state.ts';

/** What a person of the team did; the log's row says it, and only what it says happens. */
export function staffDid(state: DecideState, row: LogRow, snapshot: Snapshot): [DecideState, Effect[]] {
  const by = text(row.body['by']) ?? 'member';
  switch (row.body['action']) {
    case 'show-product':
      return [showed(state, text(row.body['productId']), row.spokenAtMs), []];
    case 'video-delay':
      return [behind(state, row), []];
    case 'claim-words':
      return [worded(state, row), []];
    case 'resolve-reading':
      return resolved(state, row, snapshot, by);
    case 'unresolve':
      return unresolved(state, row, snapshot, by);
    case 'move-claims':
    case 'unmove':
      return [state, moved(row, by)];
    case 'stop':
      return [stopped(state, row), []];
    case 'claim':
      return [state, byHand(row, snapshot, by)];
    case 'release':
    case 'dismiss':
    case 'cancel':
      return [state, ordered(row, row.body['action'], by)];
    case 'moderate':
      return moderated(state, row, by);
    case 'answer':
      return [state, answered(row, by)];
    case 'resolve':
      return [
        state,
        ofSeq(row) === null
          ? []
          : [{ do: 'close-question', seq: ofSeq(row) ?? 0, state: 'resolved', closedBy: by, outboxId: null }],
      ];
    default:
      // 'restock' moves stock in its own transaction; here it is only remembered.
      return [state, []];
  }
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const ofSeq = (row: LogRow): number | null => (typeof row.body['ofSeq'] === 'number' ? row.body['ofSeq'] : null);

const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

function behind(state: DecideState, row: LogRow): DecideState {
  const connectionId = text(row.body['connectionId']);
  if (connectionId === null) return state;
  const [ms, backMs, aheadMs] = [row.body['ms'], row.body['backMs'], row.body['aheadMs']].map(number);
  return delayed(state, connectionId, { ms: ms ?? 0, backMs: backMs ?? 0, aheadMs: aheadMs ?? 0 });
}

/** A later row takes the place of an earlier one. */
function worded(state: DecideState, row: LogRow): DecideState {
  const words = row.body['words'];
  return Array.isArray(words) ? { ...state, claimWords: words.map(String).slice(0, MOST_CLAIM_WORDS) } : state;
}

/** The plan was written beside the row; the row says which of it is decided. */
function moved(row: LogRow, by: string): Effect[] {
  const [moveId, toProductId] = [text(row.body['moveId']), text(row.body['toProductId'])];
  const ids = row.body['claimIds'];
  if (moveId === null || toProductId === null || !Array.isArray(ids)) return [];
  return [{ do: 'move', seq: row.seq, moveId, toProductId, claimIds: ids.map(String), madeBy: by }];
}

function stopped(state: DecideState, row: LogRow): DecideState {
  const what = row.body['what'];
  if (what !== 'replies' && what !== 'claims' && what !== 'automatic') return state;
  return { ...state, stopped: { ...state.stopped, [what]: row.body['on'] === true } };
}

/** A claim made by hand: for a message's author with that message's rank, or for a typed handle with the rank of now. */
function byHand(row: LogRow, snapshot: Snapshot, by: string): Effect[] {
  const variantId = text(row.body['variantId']) ?? '';
  const product = snapshot.byVariant.get(variantId);
  const variant = product?.variants.find((one) => one.id === variantId);
  const quantity = row.body['quantity'];
  if (product === undefined || variant === undefined || typeof quantity !== 'number' || quantity < 1) return [];
  const from: LogRow =
    row.of === null
      ? { ...row, authorId: text(row.body['authorId']), platform: text(row.body['platform']) }
      : { ...row.of, of: null };
  const words = row.of?.text ?? `@${(text(row.body['handle']) ?? '').replace(/^@/, '')}`;
  const claim = claimEffect(
    { ...from, seq: row.seq, text: words },
    null,
    snapshot,
    { product, variant, quantity },
    0,
    false,
  );
  return [{ ...claim, madeBy: by }];
}

function ordered(row: LogRow, what: 'release' | 'dismiss' | 'cancel', by: string): Effect[] {
  const claimId = text(row.body['claimId']);
  if (claimId === null) return [];
  const reason = { release: 'released by the team', dismiss: 'dismissed by the team', cancel: 'cancelled by the team' }[
    what
  ];
  const order: Effect = { do: 'order', seq: row.seq, claimId, what, madeBy: by, reason };
  if (what === 'release') return [order];
  // The marker lets a later bare "cancel" of the author see that this claim is gone.
  return [
    order,
    {
      do: 'cancel',
      seq: row.seq,
      n: 0,
      authorId: null,
      productId: null,
      claimId,
      madeBy: by,
      reason,
      spokenAtMs: row.spokenAtMs,
    },
  ];
}

const KINDS: readonly ModerationKind[] = ['hide', 'unhide', 'remove', 'timeout', 'ban', 'unban'];

/** One order about a message or an author. A ban or its lifting holds from here on, whatever the platforms make of it. */
function moderated(state: DecideState, row: LogRow, by: string): [DecideState, Effect[]] {
  const id = text(row.body['moderationId']);
  const kind = KINDS.find((one) => one === row.body['kind']);
  if (id === null || kind === undefined) return [state, []];
  const { of } = row;
  const authorId = text(row.body['authorId']);
  const seconds = row.body['forSeconds'];
  const forSeconds = kind === 'timeout' && typeof seconds === 'number' ? seconds : null;
  const place =
    of === null || of.connectionId === null || of.broadcastId === null
      ? null
      : { connectionId: of.connectionId, broadcastId: of.broadcastId, messageId: of.platformId };
  const reason = text(row.body['reason']);
  const order: ModerateEffect = {
    do: 'moderate',
    seq: row.seq,
    id,
    kind,
    ofSeq: ofSeq(row),
    authorId,
    forSeconds,
    reason,
    madeBy: by,
    atMs: row.spokenAtMs,
    place,
  };
  const next = authorId === null ? state : heldTo(state, authorId, order, place?.broadcastId ?? null);
  if (kind !== 'remove' || place === null || place.messageId === null) return [next, [order]];
  const { broadcastId, messageId } = place;
  return [
    next,
    [order, { do: 'mark', seq: row.seq, kind: 'removed', broadcastId, messageIds: [messageId], authorIds: [] }],
  ];
}

function heldTo(state: DecideState, authorId: string, order: ModerateEffect, broadcastId: string | null): DecideState {
  if (order.kind !== 'ban' && order.kind !== 'timeout' && order.kind !== 'unban') return state;
  const untilMs = order.forSeconds === null ? null : order.atMs + order.forSeconds * 1000;
  return banned(state, authorId, {
    sinceMs: order.atMs,
    untilMs,
    reason: order.reason,
    on: broadcastId === null ? [] : [broadcastId],
    ...(order.kind === 'unban' ? { lifted: true as const } : {}),
  });
}

function answered(row: LogRow, by: string): Effect[] {
  const outboxId = text(row.body['outboxId']);
  const { of } = row;
  if (outboxId === null || of === null || of.connectionId === null || of.broadcastId === null || row.text === '')
    return [];
  return [
    {
      do: 'reply',
      seq: of.seq,
      outboxId,
      about: 'answer',
      connectionId: of.connectionId,
      broadcastId: of.broadcastId,
      replyTo: of.platformId,
      authorId: of.authorId,
      handle: of.handle,
      language: null,
      productId: null,
      named: {},
      pick: 0,
      madeBy: by,
      way: row.body['onScreen'] === true ? 'screen' : row.body['privately'] === true ? 'private' : 'public',
      text: row.text,
      texts: null,
    },
    { do: 'close-question', seq: of.seq, state: 'answered', closedBy: by, outboxId },
  ];
}
