import { setImmediate as breathe } from 'node:timers/promises';
import type pg from 'pg';
import type { BackTestResult, Rule } from '../api/schemas/rules.ts';
import type { Replaying } from '../deciding/replaying.ts';
import type { DatedRow } from '../deciding/store.ts';
import type { Reading } from '../intents/reading.ts';
import type { Snapshot } from '../rules/catalog.ts';
import { compileRules } from '../rules/compile.ts';
import type { RulesOfShow } from '../rules/rules-state.ts';
import { claimKey, claimsOf, columnOf, Comparison, type Side } from './compare.ts';
import { kindOn, kindSaid, privateOnly, Sends, type Place } from './sends.ts';
import { Deciding } from './side.ts';
import {
  heldRows,
  pastShows,
  readingsOf,
  ruleClaims,
  sendCounts,
  sendsAbout,
  switchedTo,
  type PastReading,
  type PastShow,
} from './store-past.ts';

export interface BackTestArgs {
  workspaceId: string;
  language: string;
  showIds: readonly string[];
  /** null: the versions that decided then, so that nothing may differ. */
  rules: readonly Rule[] | null;
  places: readonly Place[];
}

export interface BackTestDeps {
  pool: pg.Pool;
  replaying: Replaying;
  now(): number;
  /** Told after each chunk; false: stop here. */
  progress(done: number, of: number): boolean;
}

/** Few enough that a chunk is decided between two reads without holding anybody up. */
const CHUNK = 2_000;
/** A version of no workspace. */
const DRAFT = -1;

/**
 * Decides past shows a second time, from their record: the same rows, the readings as they were made then, the staff's
 * acts, the versions that were in force, and beside them the rules that are tried. null: it was stopped.
 */
export async function backTest(deps: BackTestDeps, args: BackTestArgs): Promise<BackTestResult | null> {
  const began = deps.now();
  const shows = await pastShows(deps.pool, args.workspaceId, args.showIds);
  const run: Run = {
    ...{ deps, args, done: 0, of: shows.reduce((sum, show) => sum + show.lastSeq, 0) },
    ...{ comparison: new Comparison(), was: new Sends(), delta: new Sends() },
  };
  for (const show of shows) if (!(await oneShow(run, show))) return null;
  return resultOf(run, deps.now() - began);
}

interface Run {
  deps: BackTestDeps;
  args: BackTestArgs;
  done: number;
  of: number;
  comparison: Comparison;
  was: Sends;
  /** What is sent more (+) or no longer (−). */
  delta: Sends;
}

async function oneShow(run: Run, show: PastShow): Promise<boolean> {
  const { deps, args } = run;
  const found = await deps.replaying.show(deps.pool, args.workspaceId, show.id);
  if (found === null) return true;
  const loaded = await found.withRules(deps.pool, await switchedTo(deps.pool, args.workspaceId, show));
  const snapshot: Snapshot = { ...loaded, privateOnly: privateOnly(args.places) };
  const before = new Deciding(snapshot);
  const after = new Deciding(args.rules === null ? snapshot : { ...snapshot, rules: draftOnly(args.rules) });
  const held = await heldRows(deps.pool, args.workspaceId, show);
  for (const line of await sendCounts(deps.pool, args.workspaceId, show))
    run.was.add({ ...line, kind: kindSaid(placeOf(args, line.platform), line.kind) }, line.count);
  for (let cursor = 0; ;) {
    const rows = await deps.replaying.rows(deps.pool, args.workspaceId, show.id, show, cursor, CHUNK);
    const last = rows.at(-1);
    if (last === undefined) return true;
    await oneChunk(run, { show, held, before, after }, rows, cursor, last.seq);
    cursor = last.seq;
    run.done += rows.length;
    if (!deps.progress(run.done, run.of)) return false;
    // Reports are read by this process too: they get their turn.
    await breathe();
  }
}

/** The draft decides from the first row to the last: the log's own switches name no version of it. */
const draftOnly = (rules: readonly Rule[]): RulesOfShow => ({
  first: DRAFT,
  versions: new Map([[DRAFT, compileRules({ version: DRAFT, rules })]]),
});

interface Sides {
  show: PastShow;
  held: ReadonlySet<number>;
  before: Deciding;
  after: Deciding;
}

async function oneChunk(run: Run, sides: Sides, rows: readonly DatedRow[], after: number, to: number): Promise<void> {
  const { pool } = run.deps;
  const { workspaceId } = run.args;
  const about = rows.flatMap((row) => row.of?.seq ?? []);
  const readings = await readingsOf(pool, workspaceId, sides.show, after, to, about);
  const claims = Map.groupBy(await ruleClaims(pool, workspaceId, sides.show, after, to, about), (claim) => claim.seq);
  const lost: { seq: number; ids: Set<string>; claims: Set<string> }[] = [];
  for (const row of rows) {
    const read = readings.get(row.seq);
    run.comparison.events++;
    if (row.kind === 'message') run.comparison.messages++;
    // What could not be decided then was set aside by itself, and is again.
    if (read === 'failed') continue;
    const heard = withReadings(row, readings);
    const was = sides.before.next(heard);
    const is = sides.after.next(heard);
    const differs = run.comparison.add({
      ...{ row: rowSaid(sides.show, row), before: was, after: is },
      happened: {
        claims: claims.get(claimedAt(row, sides.held)) ?? [],
        tags: row.kind === 'staff' || sides.held.has(row.seq) ? null : (read?.tags ?? []),
      },
    });
    if (differs !== null) lost.push(changedSends(run, row, was, is));
  }
  await takeAway(run, sides.show, lost);
}

/** The row whose claims were made here: those of a held message when a person allowed it, and not before. */
function claimedAt(row: DatedRow, held: ReadonlySet<number>): number {
  if (row.kind === 'staff') return row.body['action'] === 'allow' ? (row.of?.seq ?? 0) : row.seq;
  return held.has(row.seq) ? 0 : row.seq;
}

/** Of what a person did about a message, the message. */
const rowSaid = ({ id }: PastShow, row: DatedRow) => ({
  ...{ showId: id, seq: row.of?.seq ?? row.seq, platform: row.platform ?? row.of?.platform ?? null },
  handle: row.handle || (row.of?.handle ?? ''),
  text: row.text || row.of?.text || null,
});

/** Read as it was then, and so is the message that somebody decided about; what left no reading was nothing anybody wanted. */
function withReadings(row: DatedRow, readings: ReadonlyMap<number, PastReading | 'failed'>): DatedRow {
  const read = (seq: number): Reading => {
    const found = readings.get(seq);
    return found === undefined || found === 'failed' ? UNREAD : found.reading;
  };
  if (row.kind === 'message') return { ...row, read: read(row.seq) };
  return row.of?.kind === 'message' ? { ...row, of: { ...row.of, read: read(row.of.seq) } } : row;
}

const UNREAD: Reading = {
  intent: 'none',
  topic: null,
  language: null,
  confidence: 1,
  needsLook: false,
  lines: [],
  explanation: '',
  reason: null,
  completes: false,
  choices: [],
  doubted: null,
};

/** Adds what would be said that was not, and names what would not be said any more. */
function changedSends(run: Run, row: DatedRow, was: Side, is: Side) {
  const replies = (side: Side) => side.effects.flatMap((effect) => (effect.do === 'reply' ? [effect] : []));
  const [oldIds, newIds] = [was, is].map((side) => new Set(replies(side).map((reply) => reply.outboxId)));
  const [oldClaims, newClaims] = [was, is].map(
    (side) => new Map(claimsOf(side.effects).map((one) => [claimKey(one), one])),
  );
  const place = placeOf(run.args, row.platform ?? '');
  const plus = (kind: string, about: string): void =>
    run.delta.add({ platform: row.platform ?? '', kind, about, hourMs: row.spokenAtMs });
  for (const reply of replies(is)) if (!oldIds?.has(reply.outboxId)) plus(kindOn(place, reply.way), reply.about);
  for (const [key, claim] of newClaims ?? [])
    if (!oldClaims?.has(key) && claim.ending === null && !claim.held) plus(kindOn(place, 'best'), 'reserved');
  return {
    seq: row.seq,
    ids: new Set(replies(was).flatMap((reply) => (newIds?.has(reply.outboxId) ? [] : [reply.outboxId]))),
    claims: new Set([...(oldClaims ?? [])].flatMap(([key, claim]) => (newClaims?.has(key) ? [] : [claim.id]))),
  };
}

/** What was really ordered for a claim or an answer that would not be there now. */
async function takeAway(
  run: Run,
  show: PastShow,
  lost: readonly { seq: number; ids: ReadonlySet<string>; claims: ReadonlySet<string> }[],
): Promise<void> {
  const bySeq = new Map(lost.filter((one) => one.ids.size + one.claims.size > 0).map((one) => [one.seq, one]));
  const sends = await sendsAbout(run.deps.pool, run.args.workspaceId, show, [...bySeq.keys()]);
  for (const send of sends) {
    const one = bySeq.get(send.seq);
    if (!one?.ids.has(send.id) && !one?.claims.has(send.claimId ?? '')) continue;
    const kind = kindSaid(placeOf(run.args, send.platform), send.kind);
    run.delta.add({ platform: send.platform, kind, about: send.about, hourMs: send.atMs }, -1);
  }
}

const placeOf = (args: BackTestArgs, platform: string): Place | undefined =>
  args.places.find((place) => place.id === platform);

function resultOf({ comparison, was, delta, args }: Run, tookMs: number): BackTestResult {
  const is = was.with(delta);
  const column = (tally: Comparison['before'], sends: Sends) =>
    columnOf(tally, { sends: sends.lines(), quota: sends.quota(args.places) });
  const { events, messages, newMatches, lostMatches, newClaims, lostClaims, differing, changedSince } = comparison;
  return {
    ...{ events, messages, newMatches, lostMatches, newClaims, lostClaims, differing, changedSince },
    tookMs: Math.round(tookMs),
    before: column(comparison.before, was),
    after: column(comparison.after, is),
    gained: comparison.gained,
    lost: comparison.lost,
  };
}
