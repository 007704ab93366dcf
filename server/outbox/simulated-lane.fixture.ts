import type { ActionKind, Manifest, Session } from '../../connectors/platforms/contract.ts';
import { withUse, type Window } from './budget-windows.ts';
import { screenTakes } from './channels.ts';
import { chosenOf, HABITS, SILENT, spokenWith, type Habits, type Voice } from './choosing.ts';
import { errandOf } from './errand.ts';
import { createMute } from './mute.ts';
import { sift } from './sifting.ts';
import { windowsOf } from './store-budget.ts';
import type { Due } from './store-send.ts';
import { targetFor, type Line } from './target.ts';
import { isPrivate, type Private } from './ways.ts';

/** The send lane's own thinking over a platform made of its limits alone, by a clock of numbers: no database, no waiting. */
export interface Simulated {
  manifest: Manifest;
  /** In the order in which they are ordered. */
  rows: readonly Due[];
  /** Connections that speak for one account, taking turns; rows go to them in turn. */
  lanes?: number;
  habits?: Habits;
  units?: number;
  endsMs?: number;
  /** Between the mark and the platform's clock, and until it answers; seeded by the caller. */
  latencyMs?: () => number;
  /** Of these moments everything not kept in the database is forgotten. */
  restarts?: readonly number[];
  /** Lines that the overlay takes in a second; absent: no page is open. */
  screenPerSecond?: number;
  /** Private replies are refused, as before a review. */
  refusesPrivate?: boolean;
  untilMs: number;
}

export interface Sent {
  /** By our clock, when it was marked; by the platform's, when it came. */
  atMs: number;
  arrivedMs: number;
  act: ActionKind | 'screen';
  ids: string[];
  text: string;
  comment: string | null;
}

interface Lane {
  voice: Voice;
  busyUntilMs: number;
}

export function simulate(of: Simulated): { sent: Sent[]; states: Map<string, string> } {
  const { manifest, latencyMs = () => 50 } = of;
  const states = new Map(of.rows.map((row) => [row.id, 'queued']));
  const places = new Map(of.rows.map((row, i) => [row.id, i % (of.lanes ?? 1)]));
  const sent: Sent[] = [];
  const byId = new Map(of.rows.map((row) => [row.id, row]));
  const kept = { lanes: Array.from({ length: of.lanes ?? 1 }, (): Lane => ({ voice: SILENT, busyUntilMs: 0 })) };
  const open = new Set<string>();
  let left = of.units ?? null;
  let windows: Window[] = windowsOf(manifest, {
    platform: manifest.id,
    account: 'a',
    broadcastId: 'b',
    rehearsalShowId: null,
    pinned: false,
  });
  let session = newSession(manifest);
  let mute = createMute();
  const restarts = [...(of.restarts ?? [])];
  const coming = [...of.rows].sort((a, b) => a.createdMs - b.createdMs);
  let active: Due[] = [];
  let shownMs = 0;
  let atMs = 0;
  while (atMs <= of.untilMs) {
    if (restarts.length > 0 && (restarts[0] ?? 0) <= atMs) {
      // What the database keeps comes back as it was written, and nothing else does.
      restarts.shift();
      windows = JSON.parse(JSON.stringify(windows)) as Window[];
      for (const lane of kept.lanes) lane.voice = JSON.parse(JSON.stringify(lane.voice)) as Voice;
      session = newSession(manifest);
      mute = createMute();
    }
    while ((coming[0]?.createdMs ?? Infinity) <= atMs) active.push(...coming.splice(0, 1));
    active = active.filter((row) => states.get(row.id) === 'queued');
    let nextMs = coming[0]?.createdMs ?? Infinity;
    if (restarts[0] !== undefined) nextMs = Math.min(nextMs, Math.max(restarts[0], atMs + 1));
    for (const [i, lane] of kept.lanes.entries()) {
      if (lane.busyUntilMs > atMs) {
        nextMs = Math.min(nextMs, lane.busyUntilMs);
        continue;
      }
      const ended = of.endsMs !== undefined && atMs >= of.endsMs;
      const due = active
        .filter((row) => places.get(row.id) === i && states.get(row.id) === 'queued')
        .flatMap((row) => {
          if (row.deadlineMs === null || row.deadlineMs > atMs) return [{ ...row, broadcastEnded: ended }];
          states.set(row.id, 'expired');
          return [];
        });
      const line: Line = { kind: 'live', showId: 's', broadcastId: 'b', session, manifest, unitsLeft: () => left };
      const sifted = sift(due, {
        nowMs: atMs,
        manifestOf: () => manifest,
        lineOf: () => (ended ? null : line),
        known: manifest.can.includes('private-reply') ? knownOf(due, sent, byId) : new Map(),
        mute,
        screenOpen: () => of.screenPerSecond !== undefined,
      });
      for (const one of sifted.ended) states.set(one.id, one.state);
      for (const one of sifted.handed) open.add(one.id);
      const here = { line, voice: lane.voice, windows, pinned: false, habits: of.habits ?? HABITS, nowMs: atMs };
      if (sifted.sendable.length === 0) continue;
      const chosen = chosenOf(sifted.sendable, here);
      const { plan } = chosen;
      if (of.screenPerSecond !== undefined) {
        const reach = chosen.reach();
        const going = new Set(plan.do === 'send' ? plan.ids : []);
        for (const { row } of sifted.sendable) {
          const debt = { ...row, screen: row.target.screen ?? null };
          const inMs = reach.get(row.id) ?? null;
          if (!going.has(row.id) && screenTakes(debt, atMs, { other: true, inMs })) open.add(row.id);
        }
      }
      if (plan.do === 'wait') nextMs = Math.min(nextMs, plan.untilMs);
      if (plan.do !== 'send') continue;
      const target = targetFor(
        line,
        sifted.sendable.map((one) => one.row),
      );
      if (target === null) continue;
      const errand = errandOf(target, plan, sifted.sendable, atMs);
      const now = atMs;
      windows = windows.map((window) => (window.acts.includes(errand.act) ? withUse(window, now) : window));
      if (left !== null && errand.act === 'reply') left -= manifest.limits.dailyUnits?.reply ?? 0;
      lane.voice = { ...spokenWith(lane.voice, errand, atMs, of.habits ?? HABITS), runway: chosen.runway };
      const took = latencyMs();
      lane.busyUntilMs = atMs + took;
      nextMs = Math.min(nextMs, lane.busyUntilMs);
      if (of.refusesPrivate === true && isPrivate(errand.act)) {
        mute.learn(
          session,
          errand.act,
          { state: 'unreachable', code: 'forbidden', sentence: 'no', platformId: null, againInMs: 0 },
          atMs,
        );
        continue;
      }
      const done = {
        atMs,
        arrivedMs: atMs + took / 2,
        act: errand.act,
        ids: errand.ids,
        text: errand.text,
        comment: errand.on,
      };
      sent.push(done);
      for (const id of errand.ids) states.set(id, 'sent');
    }
    if (of.screenPerSecond !== undefined && open.size > 0) {
      shownMs = Math.max(shownMs, atMs);
      const [id] = open;
      if (id !== undefined && shownMs <= atMs) {
        open.delete(id);
        const row = byId.get(id);
        if (states.get(id) === 'queued' && (row?.deadlineMs ?? Infinity) > atMs) {
          states.set(id, 'sent');
          sent.push({ atMs, arrivedMs: atMs, act: 'screen', ids: [id], text: row?.shortText ?? '', comment: null });
          shownMs = atMs + 1000 / of.screenPerSecond;
        }
      }
      nextMs = Math.min(nextMs, Math.max(shownMs, atMs + 1));
    }
    if (nextMs === Infinity) break;
    atMs = Math.max(nextMs, atMs + 1);
  }
  return { sent, states };
}

const newSession = (manifest: Manifest): Session =>
  ({ act: Object.fromEntries(manifest.can.map((kind) => [kind, () => undefined])) }) as unknown as Session;

/** As the database says it of rows that may be said privately. */
function knownOf(due: readonly Due[], sent: readonly Sent[], byId: ReadonlyMap<string, Due>): Map<string, Private> {
  const used = new Set(sent.flatMap((one) => one.comment ?? []));
  const told = new Map<string, number>();
  const comments = new Map<string, string[]>();
  for (const one of sent)
    if (one.act === 'private-reply')
      for (const id of one.ids) {
        const row = byId.get(id);
        const who = row?.authorId ?? null;
        if (who === null) continue;
        told.set(who, one.atMs);
        comments.set(who, [...(comments.get(who) ?? []), row?.target.toMessageId ?? '']);
      }
  return new Map(
    due.map((row) => [
      row.id,
      {
        authorKey: row.authorId,
        told: used.has(row.target.toMessageId ?? ''),
        spare: (comments.get(row.authorId ?? '') ?? []).find((comment) => !used.has(comment)) ?? null,
        toldMs: told.get(row.authorId ?? '') ?? null,
        wroteMs: null,
        spokenMs: row.createdMs,
      },
    ]),
  );
}

let n = 0;
/** A rule's confirmation of a claim, as the settle lane orders it. */
export function owed(id: string, more: Partial<Due> = {}): Due {
  n += 1;
  const name = more.authorId ?? id;
  return {
    id,
    showId: 's',
    showKind: 'live',
    broadcastId: 'b',
    broadcastEnded: false,
    platform: 'made-up',
    checkout: 'own',
    kind: 'reply',
    about: 'reserved',
    seq: n,
    authorId: id,
    text: `@${name} ✓ A12 ×1 reserved`,
    shortText: `✓ @${name} A12`,
    overtaken: false,
    undoes: null,
    byPerson: false,
    attempts: 0,
    valueMinor: '100',
    deadlineMs: (more.createdMs ?? 0) + 120_000,
    createdMs: 0,
    ...more,
    target: {
      toMessageId: `c-${id}`,
      toHandle: name,
      wording: 'en:reserved:0',
      best: true,
      screen: { name, code: 'A12', what: 'reserved' },
      ...more.target,
    },
  } as Due;
}

/** The most that came in any window of this length. */
export function mostWithin(times: readonly number[], perMs: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  for (let from = 0, to = 0; to < sorted.length; to += 1) {
    while ((sorted[to] ?? 0) - (sorted[from] ?? 0) >= perMs) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
