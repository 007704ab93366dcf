import { ConnectorError } from '../../connectors/platforms/contract.ts';
import type { Manifest } from '../../connectors/platforms/contract.ts';
import type { Pools } from '../db/pools.ts';
import { transaction } from '../db/transaction.ts';
import type { Tx } from '../db/transaction.ts';
import type { LaneKind, LaneRef } from '../lanes/lane.ts';
import { lockLane, saveLane } from '../lanes/store.ts';
import type { Log } from '../log.ts';
import { rested } from './budget-runway.ts';
import type { Window } from './budget-windows.ts';
import { screenTakes, type ScreenOpen } from './channels.ts';
import { chosenOf, HABITS, SILENT, spokenWith, type Chosen, type Habits, type Here, type Voice } from './choosing.ts';
import { ask, errandOf } from './errand.ts';
import type { Errand, Sendable } from './errand.ts';
import { createMute } from './mute.ts';
import { outcomeOf } from './outcome.ts';
import { sift, saidPrivately, type Sifted } from './sifting.ts';
import { lockBudget, readPlace, useBudget, windowsOf, type Place } from './store-budget.ts';
import { withFresh } from './store-fresh.ts';
import {
  databaseNow,
  endOverdue,
  handToScreen,
  lateSends,
  markEnded,
  markSending,
  readDue,
  readPrivate,
  takeFromScreen,
  wordForScreen,
  writeOutcome,
} from './store-send.ts';
import type { Due, Ended, SendOutcome } from './store-send.ts';
import { orderOf } from './store.ts';
import { targetFor } from './target.ts';
import type { Line } from './target.ts';
import { isPrivate } from './ways.ts';

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
  /** The screen as a channel; absent: there is none. */
  screenOpen?: ScreenOpen;
  /** How long a platform is waited for; shorter than the lease. */
  timeoutMs?: number;
  habits?: Habits;
}

export interface SendLane extends LaneKind {
  /** Waits for what is on its way. */
  close(): Promise<void>;
}

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
      if (lane === null) return NOTHING_PICKED;
      const { workspaceId } = ref;
      const connectionId = ref.id.slice('send:'.length);
      const place = await readPlace(tx, workspaceId, connectionId);
      const manifest = place === null ? null : await deps.manifest(place.platform);
      const windows = place === null ? [] : await lockBudget(tx, workspaceId, place, windowsOf(manifest, place));
      const now = (lane.state as Voice | null) ?? SILENT;
      // What waited until its deadline for a platform that asked us to wait says so.
      const isDown = (place?.broadcastId ?? null) !== null && deps.lines.sessionOf(place?.broadcastId ?? '') === null;
      const why = now.pausedWhy ?? (isDown ? NO_LINE : null);
      const overdue = await endOverdue(tx, workspaceId, connectionId, why);
      const { nowMs, due } = await readDue(tx, workspaceId, connectionId, LOOKED_AT);
      const sifted = await siftDue(tx, workspaceId, due, nowMs);
      const voice: Voice = pausedUntil(now) > nowMs ? now : { ...now, pausedWhy: null };
      const next = place === null ? NONE : choose(sifted.sendable, { voice, windows, pinned: place.pinned, nowMs });
      const lost = await markEnded(tx, workspaceId, sifted.ended);
      const moved = [
        ...(await wordForScreen(tx, workspaceId, sifted.worded)),
        ...(await handToScreen(tx, workspaceId, [...sifted.handed, ...late(sifted.sendable, next, nowMs)])),
        ...(await takeFromScreen(tx, workspaceId, sifted.back)),
      ];
      if (next.errand !== null && place !== null) await mark(tx, workspaceId, next.errand, place, windows, nowMs);
      await remember(tx, ref, voice, next, nowMs);
      const sending = (next.errand?.target.rows ?? []).map(({ id, showId, about }): Ended => ({ id, showId, about }));
      const shows = await tell(tx, workspaceId, [...overdue, ...lost, ...moved, ...sending], [...overdue, ...lost]);
      const restMs = next.wakeMs === null ? 0 : Math.min(LONGEST_REST_MS, next.wakeMs - nowMs);
      return { errand: next.errand, shows, more: sifted.back.length > 0, restMs };
    });
  }

  /** All of an errand's rows, or it is chosen anew: one that was superseded or stopped meanwhile must not be said. */
  async function mark(
    tx: Tx,
    workspaceId: string,
    errand: Errand,
    place: Place,
    windows: readonly Window[],
    nowMs: number,
  ): Promise<void> {
    const { ids, attempt, text, wording, act: way, on } = errand;
    await useBudget(tx, workspaceId, place, windows, way, nowMs);
    const said = { wording, way, used: way === 'private-reply' ? on : null };
    if ((await markSending(tx, workspaceId, ids, attempt, text, said)) < ids.length) throw new Overtaken();
  }

  /** The voice with what was just said, and the runway as the console shows it. */
  async function remember(tx: Tx, ref: LaneRef, voice: Voice, next: Next, nowMs: number): Promise<void> {
    const runway = next.chosen?.runway ?? (voice.runway ? rested(voice.runway) : null);
    const isNew = JSON.stringify(runway) !== JSON.stringify(voice.runway ?? null);
    if (next.errand === null && next.wakeMs === null && !isNew) return;
    const spoken = next.errand === null ? voice : spokenWith(voice, next.errand, nowMs, deps.habits ?? HABITS);
    const wakeAt = next.wakeMs === null ? null : new Date(next.wakeMs);
    await saveLane(tx, ref, { moved: 0, more: false, state: { ...spoken, runway }, wakeAt }, NO_MARK);
  }

  async function siftDue(tx: Tx, workspaceId: string, due: readonly Due[], nowMs: number): Promise<Sifted> {
    const manifests = new Map<string, Manifest | null>();
    for (const { platform } of due)
      if (!manifests.has(platform)) manifests.set(platform, await deps.manifest(platform));
    const lineOf = (row: Due): Line | null => deps.lines.sessionOf(row.broadcastId);
    const manifestOf = (row: Due): Manifest | null => lineOf(row)?.manifest ?? manifests.get(row.platform) ?? null;
    const secret = due.filter((row) => saidPrivately(row, manifestOf(row)));
    const known = await readPrivate(
      tx,
      workspaceId,
      secret.map((row) => row.id),
    );
    const fresh = await withFresh(tx, workspaceId, due);
    return sift(fresh, { nowMs, lineOf, manifestOf, known, mute, screenOpen });
  }

  function choose(sendable: readonly Sendable[], around: Pick<Here, 'voice' | 'windows' | 'pinned' | 'nowMs'>): Next {
    const [first] = sendable;
    if (first === undefined) return NONE;
    const together = sendable.filter((one) => one.row.broadcastId === first.row.broadcastId);
    const rows = together.map((one) => one.row);
    const target = targetFor(deps.lines.sessionOf(first.row.broadcastId), rows);
    if (target === null) return { errand: null, wakeMs: around.nowMs + 1_000, chosen: null };
    const chosen = chosenOf(together, { ...around, line: target.line, habits: deps.habits ?? HABITS });
    const { plan } = chosen;
    if (plan.do === 'wait') return { errand: null, wakeMs: plan.untilMs, chosen };
    if (plan.do === 'nothing') return { errand: null, wakeMs: null, chosen };
    return { errand: errandOf(target, plan, together, around.nowMs), wakeMs: null, chosen };
  }

  /** What the other channels would not say in time goes to the screen, where a page is open. */
  function late(sendable: readonly Sendable[], { chosen, errand }: Next, nowMs: number): Sifted['handed'] {
    const [first] = sendable;
    if (chosen === null || first === undefined || !screenOpen(first.row.showId, first.row.platform)) return [];
    const going = new Set(errand?.ids ?? []);
    const reach = chosen.reach();
    return sendable.flatMap(({ row }) => {
      const debt = { ...row, screen: row.byPerson ? null : (row.target.screen ?? null) };
      const inMs = reach.get(row.id) ?? null;
      if (going.has(row.id) || !reach.has(row.id) || !screenTakes(debt, nowMs, { other: true, inMs })) return [];
      return [{ id: row.id, why: TOO_LATE_ELSEWHERE, text: row.text }];
    });
  }

  const screenOpen: ScreenOpen = (showId, platform) => deps.screenOpen?.(showId, platform) ?? false;

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
        const hush = lane === null ? null : hushedBy(outcome, errand, await databaseNow(tx));
        if (lane !== null && hush !== null) {
          const state = { ...((lane.state as Voice | null) ?? SILENT), ...hush.voice };
          await saveLane(tx, ref, { moved: 0, more: false, state, wakeAt: new Date(hush.untilMs) }, NO_MARK);
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
      const again = row?.target.again === true;
      const outcome = outcomeOf(error, { act, attempts, byPerson, isTimeout: signal.aborted, manifest, again });
      deps.log.warn(
        {
          connection: errand.target.line.broadcastId,
          code: error instanceof ConnectorError ? error.code : 'fault',
          replies: errand.ids.length,
        },
        'send-failed',
      );
      return errand.orPublic && outcome !== 'wait-for-lease' && REFUSED.has(outcome.state) ? openly(outcome) : outcome;
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
const NOTHING_PICKED: Picked = { errand: null, shows: [], more: false, restMs: 0 };
const OVERTAKEN: Picked = { ...NOTHING_PICKED, more: true };

interface Picked {
  errand: Errand | null;
  shows: string[];
  more: boolean;
  /** The lane may not speak for so long. */
  restMs: number;
}

interface Next {
  errand: Errand | null;
  wakeMs: number | null;
  chosen: Chosen | null;
}

/** A platform that asks us to wait is not spoken to that way until then; a line it did not take did not go out. */
function hushedBy(
  outcome: SendOutcome,
  errand: Errand,
  nowMs: number,
): { voice: Partial<Voice>; untilMs: number } | null {
  if (outcome.state !== 'queued') return null;
  const unsaid = errand.isDigest ? { lastDigestMs: null, digestPaceMs: null } : {};
  const untilMs = nowMs + outcome.againInMs;
  if (outcome.code !== 'rate-limited' && outcome.code !== 'quota')
    return errand.isDigest ? { voice: unsaid, untilMs } : null;
  const paused = isPrivate(errand.act) ? { pausedPrivateUntilMs: untilMs } : { pausedUntilMs: untilMs };
  return { voice: { ...unsaid, ...paused, pausedWhy: outcome.sentence }, untilMs };
}

const pausedUntil = (voice: Voice): number => Math.max(voice.pausedUntilMs, voice.pausedPrivateUntilMs ?? 0);
const NONE: Next = { errand: null, wakeMs: null, chosen: null };
const NO_LINE = 'the line to the platform was down';
const TOO_LATE_ELSEWHERE = 'elsewhere its turn would come too late: it is drawn on the screen';

/** Refused privately for good, what may be said in public is. */
const REFUSED: ReadonlySet<SendOutcome['state']> = new Set(['unreachable', 'failed', 'expired']);
const openly = (outcome: SendOutcome): SendOutcome => ({
  ...outcome,
  state: 'queued',
  againInMs: 0,
  openly: true,
  sentence: `${outcome.sentence ?? 'it was refused privately'}: it goes in public`,
});

/** Rejects when the time is up: a platform's library that does not hear the signal must not hold its lane for ever. */
function timedOut(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );
}

/** A reply is shown by its own row; what was done about a message or an author by the order it belongs to. */
function changesOf(changed: readonly Ended[]): { topic: 'reply' | 'moderation'; entity: string }[] {
  const orders = new Set(changed.flatMap((one) => orderOf(one.about) ?? []));
  const replies = new Set(changed.flatMap((one) => (orderOf(one.about) === null ? one.id : [])));
  return [
    ...[...replies].map((entity) => ({ topic: 'reply' as const, entity })),
    ...[...orders].map((entity) => ({ topic: 'moderation' as const, entity })),
  ];
}
