import { ConnectorError } from '../../connectors/platforms/contract.ts';
import type { Manifest } from '../../connectors/platforms/contract.ts';
import type { Pools } from '../db/pools.ts';
import { transaction } from '../db/transaction.ts';
import type { Tx } from '../db/transaction.ts';
import type { LaneKind, LaneRef } from '../lanes/lane.ts';
import { lockLane, saveLane } from '../lanes/store.ts';
import type { Log } from '../log.ts';
import { planNext } from './budget.ts';
import type { Voice as Paced, Waiting } from './budget.ts';
import { ask, errandOf, pageFor } from './errand.ts';
import type { Errand, Sendable } from './errand.ts';
import { createMute } from './mute.ts';
import { outcomeOf } from './outcome.ts';
import {
  databaseNow,
  endOverdue,
  lateSends,
  markEnded,
  markSending,
  readDue,
  readPrivate,
  writeOutcome,
} from './store-send.ts';
import type { Due, Ended, SendOutcome } from './store-send.ts';
import { orderOf } from './store.ts';
import { targetFor } from './target.ts';
import type { Line } from './target.ts';
import { isPrivate, isSpoken, wayOf } from './ways.ts';
import type { Private, Way } from './ways.ts';

export interface SendDeps {
  pools: Pick<Pools, 'hot' | 'rest'>;
  lines: { sessionOf(broadcastId: string): Line | null };
  /** What a platform can do while no line is open; null: there is no connector for it. */
  manifest(platform: string): Promise<Manifest | null>;
  lanes: { ring(refs: readonly LaneRef[]): void };
  feed: {
    takeNumbers(
      tx: Tx,
      workspaceId: string,
      showId: string,
      changes: readonly { topic: 'reply' | 'question' | 'moderation'; entity: string }[],
    ): Promise<unknown>;
    told(showId: string): void;
  };
  /** A rule's answer that never got out leaves its question open; returns those opened. */
  reopen(tx: Tx, workspaceId: string, outboxIds: readonly string[]): Promise<{ showId: string; seq: number }[]>;
  log: Log;
  /** The platform took it: what the account may do there is proven. `act` as the platform's actions are called. */
  proved?(workspaceId: string, connectionId: string, act: string): void;
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
  /** Of what was said privately; absent in what an older hub left. */
  lastPrivateMs?: number | null;
  pausedUntilMs: number;
  lastWording: string | null;
}

const SILENT: Voice = { lastMs: null, lastPrivateMs: null, pausedUntilMs: 0, lastWording: null };
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
  const mute = createMute();
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
      const { sendable, ended } = await sift(tx, ref.workspaceId, due, nowMs);
      const lost = await markEnded(tx, ref.workspaceId, ended);
      const voice = (lane.state as Voice | null) ?? SILENT;
      const next = choose(sendable, voice, nowMs);
      if (next.errand !== null) await mark(tx, ref.workspaceId, next.errand);
      const state = next.errand === null ? voice : spokenWith(voice, next.errand, nowMs);
      if (next.errand !== null || next.wakeMs !== null)
        await saveLane(
          tx,
          ref,
          { moved: 0, more: false, state, wakeAt: next.wakeMs === null ? null : new Date(next.wakeMs) },
          NO_MARK,
        );
      const sending =
        next.errand === null
          ? []
          : next.errand.target.rows.map(({ id, showId, about }): Ended => ({ id, showId, about }));
      const shows = await tell(tx, ref.workspaceId, [...overdue, ...lost, ...sending], [...overdue, ...lost]);
      const restMs = next.wakeMs === null ? 0 : Math.min(LONGEST_REST_MS, next.wakeMs - nowMs);
      return { errand: next.errand, shows, more: false, restMs };
    });
  }

  /** All of an errand's rows, or it is chosen anew: one that was superseded or stopped meanwhile must not be said. */
  async function mark(tx: Tx, workspaceId: string, errand: Errand): Promise<void> {
    const { ids, attempt, text, wording, act: way } = errand;
    if ((await markSending(tx, workspaceId, ids, attempt, text, { wording, way })) < ids.length) throw new Overtaken();
  }

  /** Parts what is due into what may go out, by its best way, and what never can, with the reason. */
  async function sift(tx: Tx, workspaceId: string, due: readonly Due[], nowMs: number) {
    const manifests = new Map<string, Manifest | null>();
    for (const { platform } of due)
      if (!manifests.has(platform)) manifests.set(platform, await deps.manifest(platform));
    const manifestOf = (row: Due): Manifest | null =>
      deps.lines.sessionOf(row.broadcastId)?.manifest ?? manifests.get(row.platform) ?? null;
    const secret = due.filter((row) => saidPrivately(row, manifestOf(row)));
    const known = await readPrivate(
      tx,
      workspaceId,
      secret.map((row) => row.id),
    );
    const sendable: Sendable[] = [];
    const ended: { id: string; state: Exclude<Way, { ok: true }>['state']; sentence: string }[] = [];
    for (const row of due) {
      const way = fate(row, manifestOf(row), known.get(row.id), nowMs);
      if (way.ok) sendable.push({ row, act: way.act, authorKey: known.get(row.id)?.authorKey ?? null });
      else ended.push({ id: row.id, state: way.state, sentence: way.sentence });
    }
    return { sendable, ended };
  }

  function fate(row: Due, manifest: Manifest | null, known: Private | undefined, nowMs: number): Way {
    const line = deps.lines.sessionOf(row.broadcastId);
    if (line !== null && (line.kind !== row.showKind || line.showId !== row.showId))
      return unreachable('this line belongs to another show');
    const way: Way = manifest === null ? { ok: true, act: row.kind } : wayOf(row, manifest, known, nowMs);
    if (!way.ok) return way;
    if (line === null) return row.broadcastEnded ? unreachable('the broadcast had ended') : way;
    const why = mute.why(line.session, way.act, nowMs);
    return why === null ? way : unreachable(why);
  }

  function choose(
    sendable: readonly Sendable[],
    voice: Voice,
    nowMs: number,
  ): { errand: Errand | null; wakeMs: number | null } {
    const [first] = sendable;
    if (first === undefined) return { errand: null, wakeMs: null };
    const together = sendable.filter((one) => one.row.broadcastId === first.row.broadcastId);
    const rows = together.map((one) => one.row);
    const target = targetFor(deps.lines.sessionOf(first.row.broadcastId), rows);
    if (target === null) return { errand: null, wakeMs: nowMs + 1_000 };
    const waiting = together.map((one) => waitingOf(one, target.line));
    const plan = planNext(waiting, pacedBy(target.line, waiting, voice, nowMs));
    if (plan.do === 'wait') return { errand: null, wakeMs: plan.untilMs };
    if (plan.do === 'nothing') return { errand: null, wakeMs: null };
    return { errand: errandOf(target, plan, together, nowMs), wakeMs: null };
  }

  async function perform(ref: LaneRef, errand: Errand): Promise<void> {
    const outcome = await act(errand);
    if (outcome === 'wait-for-lease') return;
    mute.learn(errand.target.line.session, errand.act, outcome, errand.pickedMs);
    if (outcome.state === 'sent') deps.proved?.(ref.workspaceId, ref.id.slice('send:'.length), errand.act);
    const shows = await transaction(
      deps.pools.hot,
      async (tx) => {
        const lane = await lockLane(tx, ref);
        const ended = await writeOutcome(tx, ref.workspaceId, errand.ids, errand.attempt, outcome);
        const paused = outcome.code === 'rate-limited' || outcome.code === 'quota';
        if (lane !== null && paused) {
          const voice = (lane.state as Voice | null) ?? SILENT;
          const untilMs = (await databaseNow(tx)) + outcome.againInMs;
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
    // A process that slept between the mark and here: who holds the connection now sends it.
    if (errand.target.line.holds?.() === false) return TAKEN_OVER;
    try {
      const done = await Promise.race([ask(errand, signal), timedOut(signal)]);
      return { state: 'sent', code: null, sentence: null, platformId: done.id, againInMs: 0 };
    } catch (error) {
      const { act, target } = errand;
      const attempts = (row?.attempts ?? 0) + 1;
      const { manifest } = target.line;
      const outcome = outcomeOf(error, { act, attempts, byPerson, isTimeout: signal.aborted, manifest });
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
      const orders = changesOf(changed.filter((one) => one.showId === showId));
      const questions = open
        .filter((one) => one.showId === showId)
        .map((one) => ({ topic: 'question' as const, entity: String(one.seq) }));
      await deps.feed.takeNumbers(tx, workspaceId, showId, [...orders, ...questions]);
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

const TAKEN_OVER: SendOutcome = {
  state: 'queued',
  code: 'taken-over',
  sentence: 'another process holds this connection now, and sends it',
  platformId: null,
  againInMs: 0,
};

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

/** Rejects when the time is up: a platform's library that does not hear the signal must not hold its lane for ever. */
function timedOut(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );
}

const unreachable = (sentence: string): Way => ({ ok: false, state: 'unreachable', sentence });

/** May it be that this row is said privately? Then more must be known of it. */
const saidPrivately = (row: Due, manifest: Manifest | null): boolean =>
  isPrivate(row.kind) || (row.kind === 'reply' && manifest !== null && !manifest.can.includes('reply'));

/** A reply is shown by its own row; what was done about a message or an author by the order it belongs to. */
function changesOf(changed: readonly Ended[]): { topic: 'reply' | 'moderation'; entity: string }[] {
  const orders = new Set(changed.flatMap((one) => orderOf(one.about) ?? []));
  const replies = new Set(changed.flatMap((one) => (orderOf(one.about) === null ? one.id : [])));
  return [
    ...[...replies].map((entity) => ({ topic: 'reply' as const, entity })),
    ...[...orders].map((entity) => ({ topic: 'moderation' as const, entity })),
  ];
}

function spokenWith(voice: Voice, errand: Errand, nowMs: number): Voice {
  if (!isSpoken(errand.act)) return voice;
  const at = isPrivate(errand.act) ? { lastPrivateMs: nowMs } : { lastMs: nowMs };
  return { ...voice, ...at, lastWording: errand.wording ?? voice.lastWording };
}

function waitingOf({ row, act }: Sendable, line: Line): Waiting {
  return {
    id: row.id,
    kind: isPrivate(act) ? 'private' : act === 'reply' ? 'reply' : 'act',
    text: row.text,
    shortText: row.shortText,
    otherwise: row.target.otherwise ?? null,
    wording: row.target.wording ?? null,
    page: pageFor(row, line),
    byPerson: row.byPerson,
    authorId: row.authorId,
    valueMinor: BigInt(row.valueMinor),
    deadlineMs: row.deadlineMs,
    createdMs: row.createdMs,
  };
}

function pacedBy(line: Line, waiting: readonly Waiting[], voice: Voice, nowMs: number): Paced {
  const { limits, privately } = line.manifest;
  const left = line.unitsLeft();
  return {
    nowMs,
    lastMs: voice.lastMs,
    pausedUntilMs: voice.pausedUntilMs,
    lastWording: voice.lastWording,
    everyMs: limits.replyEveryMs,
    privately: { lastMs: voice.lastPrivateMs ?? null, everyMs: privately?.everyMs ?? limits.replyEveryMs },
    textLength: limits.textLength,
    where: waiting.find((one) => one.page !== '')?.page ?? '',
    units: left === null || limits.dailyUnits === undefined ? null : { left, reply: limits.dailyUnits.reply },
  };
}
