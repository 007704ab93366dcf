import { randomUUID } from 'node:crypto';
import { ConnectorError } from '../../connectors/platforms/contract.ts';
import type { ActionDone } from '../../connectors/platforms/contract.ts';
import type { Pools } from '../db/pools.ts';
import { transaction } from '../db/transaction.ts';
import type { Tx } from '../db/transaction.ts';
import type { LaneKind, LaneRef } from '../lanes/lane.ts';
import { lockLane, saveLane } from '../lanes/store.ts';
import type { Log } from '../log.ts';
import { planNext } from './budget.ts';
import type { Plan, Waiting } from './budget.ts';
import { outcomeOf } from './outcome.ts';
import { endOverdue, lateSends, markSending, markUnreachable, readDue, writeOutcome } from './store-send.ts';
import type { Due, Ended, SendOutcome } from './store-send.ts';
import { targetFor } from './target.ts';
import type { Line, SendTarget } from './target.ts';
import { fit } from './templates.ts';

export interface SendDeps {
  pools: Pick<Pools, 'hot' | 'rest'>;
  lines: { sessionOf(broadcastId: string): Line | null };
  lanes: { ring(refs: readonly LaneRef[]): void };
  feed: {
    takeNumbers(
      tx: Tx,
      workspaceId: string,
      showId: string,
      changes: readonly { topic: 'reply' | 'question'; entity: string }[],
    ): Promise<unknown>;
    told(showId: string): void;
  };
  /** A rule's answer that never got out leaves its question open; returns those opened. */
  reopen(tx: Tx, workspaceId: string, outboxIds: readonly string[]): Promise<{ showId: string; seq: number }[]>;
  log: Log;
  /** How long a platform is waited for; shorter than the lease. */
  timeoutMs?: number;
}

export interface SendLane extends LaneKind {
  /** Waits for what is on its way. */
  close(): Promise<void>;
}

/** What the lane's row remembers between two drains. */
interface Voice {
  lastMs: number | null;
  pausedUntilMs: number;
  lastWording: string | null;
}

const SILENT: Voice = { lastMs: null, pausedUntilMs: 0, lastWording: null };
const TIMEOUT_MS = 8_000;
const LOOKED_AT = 500;
/** Deadlines and stops are looked after at least this often while a lane waits. */
const LONGEST_REST_MS = 1_000;
const NO_MARK = { open: 0, width: 0, suspects: 0, by: '', alive: false };

/**
 * The send lane of one connection, in three steps: a transaction picks and marks, the platform is called outside any
 * transaction and outside the lanes' slots, a transaction records the outcome if the attempt still counts.
 */
export function createSendLane(deps: SendDeps): SendLane {
  const onTheWay = new Map<string, Promise<void>>();
  // Found out by asking: a line that cannot reply says why once, and is not asked again.
  const mute = new WeakMap<object, string>();
  // Lanes that may not speak yet: what is ordered meanwhile rings them, and there is nothing to look at until then.
  const resting = new Map<string, NodeJS.Timeout>();

  async function drain(ref: LaneRef): Promise<{ more: boolean }> {
    if (onTheWay.has(ref.id) || resting.has(ref.id)) return { more: false };
    const picked = await pick(ref).catch((error: unknown) => {
      if (error instanceof Overtaken) return OVERTAKEN;
      throw error;
    });
    for (const showId of picked.shows) deps.feed.told(showId);
    if (picked.restMs > 0) rest(ref, picked.restMs);
    if (picked.errand === null) return { more: picked.more };
    const errand = picked.errand;
    // Not awaited: a platform that hangs must not hold a slot that other lanes need.
    const done = perform(ref, errand)
      .catch((error: unknown) => deps.log.error({ lane: ref.id, error }, 'send-outcome-not-written'))
      .finally(() => {
        onTheWay.delete(ref.id);
        deps.lanes.ring([ref]);
      });
    onTheWay.set(ref.id, done);
    return { more: false };
  }

  function rest(ref: LaneRef, ms: number): void {
    const rung = setTimeout(() => {
      resting.delete(ref.id);
      deps.lanes.ring([ref]);
    }, ms);
    resting.set(ref.id, rung.unref());
  }

  async function pick(ref: LaneRef): Promise<Picked> {
    return transaction(deps.pools.hot, async (tx) => {
      const lane = await lockLane(tx, ref);
      if (lane === null) return { errand: null, shows: [], more: false, restMs: 0 };
      const connectionId = ref.id.slice('send:'.length);
      const overdue = await endOverdue(tx, ref.workspaceId, connectionId);
      const { nowMs, due } = await readDue(tx, ref.workspaceId, connectionId, LOOKED_AT);
      const lost = await markUnreachable(
        tx,
        ref.workspaceId,
        due.flatMap((row) => hopeless(row)),
      );
      const gone = new Set(lost.map((one) => one.id));
      const voice = (lane.state as Voice | null) ?? SILENT;
      const next = choose(
        due.filter((row) => !gone.has(row.id)),
        voice,
        nowMs,
      );
      if (next.errand !== null) await mark(tx, ref.workspaceId, next.errand);
      const state =
        next.errand === null
          ? voice
          : { ...voice, lastMs: nowMs, lastWording: next.errand.wording ?? voice.lastWording };
      if (next.errand !== null || next.wakeMs !== null)
        await saveLane(
          tx,
          ref,
          { moved: 0, more: false, state, wakeAt: next.wakeMs === null ? null : new Date(next.wakeMs) },
          NO_MARK,
        );
      const sending =
        next.errand === null ? [] : next.errand.target.rows.map((row) => ({ id: row.id, showId: row.showId }));
      const shows = await tell(tx, ref.workspaceId, [...overdue, ...lost, ...sending], [...overdue, ...lost]);
      const restMs = next.wakeMs === null ? 0 : Math.min(LONGEST_REST_MS, next.wakeMs - nowMs);
      return { errand: next.errand, shows, more: false, restMs };
    });
  }

  /** All of an errand's rows, or it is chosen anew: one that was superseded or stopped meanwhile must not be said. */
  async function mark(tx: Tx, workspaceId: string, { ids, attempt, text, wording }: Errand): Promise<void> {
    if ((await markSending(tx, workspaceId, ids, attempt, text, wording)) < ids.length) throw new Overtaken();
  }

  /** A reason why this row can never go out, if there is one. */
  function hopeless(row: Due): { id: string; sentence: string }[] {
    const line = deps.lines.sessionOf(row.broadcastId);
    if (line === null) return row.broadcastEnded ? [{ id: row.id, sentence: 'the broadcast had ended' }] : [];
    if (line.kind !== row.showKind || line.showId !== row.showId)
      return [{ id: row.id, sentence: 'this line belongs to another show' }];
    if (!line.manifest.can.includes(row.kind))
      return [{ id: row.id, sentence: `${line.manifest.name} offers no way to do this` }];
    const why = row.kind === 'reply' ? mute.get(line.session) : undefined;
    return why === undefined ? [] : [{ id: row.id, sentence: why }];
  }

  function choose(rows: readonly Due[], voice: Voice, nowMs: number): { errand: Errand | null; wakeMs: number | null } {
    const [first] = rows;
    if (first === undefined) return { errand: null, wakeMs: null };
    const together = rows.filter((row) => row.broadcastId === first.broadcastId);
    const target = targetFor(deps.lines.sessionOf(first.broadcastId), together);
    if (target === null) return { errand: null, wakeMs: nowMs + 1_000 };
    const plan = planNext(together.map(waitingOf), voiceOf(target.line, together, voice, nowMs));
    if (plan.do === 'wait') return { errand: null, wakeMs: plan.untilMs };
    if (plan.do === 'nothing') return { errand: null, wakeMs: null };
    return { errand: errandOf(target, plan), wakeMs: null };
  }

  async function perform(ref: LaneRef, errand: Errand): Promise<void> {
    const outcome = await act(errand);
    if (outcome === 'wait-for-lease') return;
    if (outcome.code === 'unsupported' && outcome.sentence !== null)
      mute.set(errand.target.line.session, outcome.sentence);
    const shows = await transaction(
      deps.pools.hot,
      async (tx) => {
        const lane = await lockLane(tx, ref);
        const ended = await writeOutcome(tx, ref.workspaceId, errand.ids, errand.attempt, outcome);
        const paused = outcome.code === 'rate-limited' || outcome.code === 'quota';
        if (lane !== null && paused) {
          const voice = (lane.state as Voice | null) ?? SILENT;
          const untilMs = (voice.lastMs ?? 0) + outcome.againInMs;
          await saveLane(
            tx,
            ref,
            { moved: 0, more: false, state: { ...voice, pausedUntilMs: untilMs }, wakeAt: new Date(untilMs) },
            NO_MARK,
          );
        }
        return tell(tx, ref.workspaceId, ended, outcome.state === 'sent' || outcome.state === 'queued' ? [] : ended);
      },
      { repeatable: true },
    );
    for (const showId of shows) deps.feed.told(showId);
  }

  async function act(errand: Errand): Promise<SendOutcome | 'wait-for-lease'> {
    const signal = AbortSignal.timeout(deps.timeoutMs ?? TIMEOUT_MS);
    const [row] = errand.target.rows;
    const byPerson = errand.target.rows.some((one) => one.byPerson);
    try {
      const done = await Promise.race([ask(errand, signal), timedOut(signal)]);
      return { state: 'sent', code: null, sentence: null, platformId: done.id, againInMs: 0 };
    } catch (error) {
      const outcome = outcomeOf(error, (row?.attempts ?? 0) + 1, byPerson, signal.aborted);
      deps.log.warn(
        {
          connection: errand.target.line.broadcastId,
          code: error instanceof ConnectorError ? error.code : 'fault',
          replies: errand.ids.length,
        },
        'send-failed',
      );
      return outcome;
    }
  }

  /** Takes the feed's numbers, last in the transaction; `lost` are replies that will not be said. Returns the shows to tell. */
  async function tell(
    tx: Tx,
    workspaceId: string,
    changed: readonly Ended[],
    lost: readonly Ended[],
  ): Promise<string[]> {
    const open =
      lost.length === 0
        ? []
        : await deps.reopen(
            tx,
            workspaceId,
            lost.map((one) => one.id),
          );
    const shows = [...new Set(changed.map((one) => one.showId))].sort();
    for (const showId of shows) {
      const replies = [...new Set(changed.filter((one) => one.showId === showId).map((one) => one.id))].map(
        (entity) => ({ topic: 'reply' as const, entity }),
      );
      const questions = open
        .filter((one) => one.showId === showId)
        .map((one) => ({ topic: 'question' as const, entity: String(one.seq) }));
      await deps.feed.takeNumbers(tx, workspaceId, showId, [...replies, ...questions]);
    }
    return shows;
  }

  return {
    name: 'send',
    outside: true,
    drain,
    late: (limit) => lateSends(deps.pools.rest, limit),
    async close() {
      for (const timer of resting.values()) clearTimeout(timer);
      resting.clear();
      await Promise.allSettled(onTheWay.values());
    },
  };
}

/** Between the look and the mark somebody else took a reply out of the queue. */
class Overtaken extends Error {}
const OVERTAKEN: Picked = { errand: null, shows: [], more: true, restMs: 0 };

interface Picked {
  errand: Errand | null;
  shows: string[];
  more: boolean;
  /** The lane may not speak for so long. */
  restMs: number;
}

/** One call of a platform: the rows it speaks for, and the words. */
interface Errand {
  target: SendTarget;
  ids: string[];
  attempt: string;
  text: string;
  wording: string | null;
}

function errandOf(target: SendTarget, plan: Extract<Plan, { do: 'send' }>): Errand {
  const ids = new Set(plan.ids);
  const only = plan.ids.length === 1 ? target.rows.find((row) => row.id === plan.ids[0]) : undefined;
  const text = fit(addressed(plan.text, only), target.line.manifest.limits.textLength);
  const common = { ids: plan.ids, attempt: randomUUID(), text, wording: plan.wording };
  // Said twice so that the type keeps rows and line of one kind together.
  if (target.kind === 'rehearsal')
    return { ...common, target: { ...target, rows: target.rows.filter((row) => ids.has(row.id)) } };
  return { ...common, target: { ...target, rows: target.rows.filter((row) => ids.has(row.id)) } };
}

/** Rejects when the time is up: a platform's library that does not hear the signal must not hold its lane for ever. */
function timedOut(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );
}

async function ask(errand: Errand, signal: AbortSignal): Promise<ActionDone> {
  const [row] = errand.target.rows;
  const { act } = errand.target.line.session;
  if (row === undefined) throw new ConnectorError('protocol', 'nothing to send', { final: true });
  // The same on every attempt of this row, for platforms that keep keys.
  const key = row.id;
  const { toMessageId, messageId, authorId, forSeconds } = row.target;
  if (row.kind === 'remove' && act.remove) return act.remove({ key, messageId: messageId ?? '' }, signal);
  if (row.kind === 'ban' && act.ban)
    return act.ban({ key, authorId: authorId ?? '', forSeconds: forSeconds ?? null }, signal);
  if (row.kind !== 'reply' || !act.reply)
    throw new ConnectorError('unsupported', 'this connection offers no way to do this', { final: true });
  const one = errand.target.rows.length === 1 && toMessageId !== undefined;
  return act.reply({ key, text: errand.text, ...(one ? { toMessageId } : {}) }, signal);
}

/** A rule's words name their author already; a person's need not, and a chat without threads needs it. */
function addressed(text: string, row: Due | undefined): string {
  const handle = row?.target.toHandle;
  if (row?.byPerson !== true || row.kind !== 'reply' || handle === undefined || handle === '') return text;
  return text.toLowerCase().includes(`@${handle.toLowerCase()}`) ? text : `@${handle} ${text}`;
}

function waitingOf(row: Due): Waiting {
  return {
    id: row.id,
    kind: row.kind,
    text: row.text,
    shortText: row.shortText,
    otherwise: row.target.otherwise ?? null,
    wording: row.target.wording ?? null,
    byPerson: row.byPerson,
    authorId: row.authorId,
    valueMinor: BigInt(row.valueMinor),
    deadlineMs: row.deadlineMs,
    createdMs: row.createdMs,
  };
}

function voiceOf(line: Line, rows: readonly Due[], voice: Voice, nowMs: number) {
  const { limits } = line.manifest;
  const left = line.unitsLeft();
  return {
    ...voice,
    nowMs,
    everyMs: limits.replyEveryMs,
    textLength: limits.textLength,
    where: rows.find((row) => row.target.where !== undefined)?.target.where ?? '',
    units: left === null || limits.dailyUnits === undefined ? null : { left, reply: limits.dailyUnits.reply },
  };
}
