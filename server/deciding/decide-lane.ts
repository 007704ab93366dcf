import type { Manifest } from '../../connectors/platforms/contract.ts';
import type { Tx } from '../db/transaction.ts';
import type { Change } from '../feed/store.ts';
import { LEXICON_VERSION } from '../intents/lexicon/all.ts';
import type { Lane, Step, StepKind } from '../lanes/lane.ts';
import type { Snapshot } from '../rules/catalog.ts';
import type { KnownClaim } from '../rules/log-row.ts';
import { FIRST_STATE } from '../rules/state.ts';
import type { DecideState } from '../rules/state.ts';
import { openClaims } from '../stock/store-claims.ts';
import { apply } from './apply.ts';
import { cancellers, foldRows, readAtOnce } from './fold.ts';
import { privateOnlyOf } from './private-only.ts';
import { versionsIn } from './rules-of-show.ts';
import { snapshots } from './snapshot.ts';
import { insertParked, lateShows, nextRows } from './store.ts';
import { tallies } from './tallies.ts';

export interface DecideDeps {
  /** For the sweeper's look. */
  pool: Tx;
  publicUrl: string;
  /** What a platform can do: whether one answer there reaches all who ask. Absent: everywhere. */
  manifest?: (platform: string) => Promise<Pick<Manifest, 'can'> | null>;
  feed: {
    takeNumbers(tx: Tx, workspaceId: string, showId: string, changes: readonly Change[]): Promise<unknown>;
    told(showId: string): void;
  };
}

/** The decide lane of one show: takes the log in order, and for each batch writes all that follows from it, or nothing. */
export function decideKind(deps: DecideDeps): StepKind {
  const load = snapshots();
  const privateOnly = privateOnlyOf(deps.manifest);
  const tallyOf = tallies();

  async function step(tx: Tx, lane: Lane, limit: number): Promise<Step> {
    const showId = idOf(lane);
    const show = await load(tx, lane.workspaceId, showId);
    if (show === null) return { moved: 0, more: false };
    const next = await nextRows(tx, lane.workspaceId, showId, show.row, lane.cursor, limit);
    const rows = readAtOnce(next);
    const last = rows.at(-1);
    if (last === undefined) return { moved: 0, more: false };
    const before = stateOf(lane);
    const known = await knownClaims(tx, lane.workspaceId, showId, cancellers(before, rows, show.snapshot));
    const versions = versionsIn(before.rules.version, rows);
    const snapshot = { ...(await show.withRules(tx, versions)), privateOnly: await privateOnly(rows) };
    const tally = wantsTally(snapshot) ? await tallyOf(tx, show.row, lane.cursor) : null;
    const [state, effects] = foldRows(before, rows, snapshot, known, tally?.tally);
    const done = await apply(
      tx,
      show.row,
      snapshot,
      effects,
      new Map(rows.map((row) => [row.seq, row.day])),
      deps.publicUrl,
    );
    return {
      moved: rows.length,
      more: next.length === limit || rows.length < next.length,
      cursor: last.seq,
      ...(state === before && lane.state !== null ? {} : { state }),
      ring: done.ring,
      last: async (ending) => void (await deps.feed.takeNumbers(ending, lane.workspaceId, showId, done.changes)),
      after: () => {
        tally?.keep(last.seq);
        deps.feed.told(showId);
      },
    };
  }

  return {
    name: 'decide',
    limit: LIMIT,
    step,
    async next(tx, lane) {
      const row = await nextOf(tx, lane);
      return row === undefined ? null : String(row.seq);
    },
    async skip(tx, lane, subject) {
      const row = await nextOf(tx, lane);
      if (row !== undefined) await insertParked(tx, lane.workspaceId, idOf(lane), row, LEXICON_VERSION);
      const seq = Number(subject);
      return {
        moved: 1,
        more: true,
        cursor: seq,
        last: async (ending) =>
          void (await deps.feed.takeNumbers(ending, lane.workspaceId, idOf(lane), [
            { topic: 'reading', fromSeq: seq, toSeq: seq },
          ])),
        after: () => deps.feed.told(idOf(lane)),
      };
    },
    late: (limit) => lateShows(deps.pool, limit),
  };

  async function nextOf(tx: Tx, lane: Lane) {
    const show = await load(tx, lane.workspaceId, idOf(lane));
    return show === null ? undefined : (await nextRows(tx, lane.workspaceId, idOf(lane), show.row, lane.cursor, 1))[0];
  }
}

/** More than others take: a show is decided by one lane, and what a batch costs beside its rows it costs once. */
const LIMIT = 2_000;
const idOf = (lane: Pick<Lane, 'id'>): string => lane.id.slice('decide:'.length);
const wantsTally = (snapshot: Snapshot): boolean =>
  [...snapshot.rules.versions.values()].some((set) => set.wants.tally);
/** What an older hub left may lack what is kept in mind today. */
const stateOf = (lane: Lane): DecideState => ({ ...FIRST_STATE, ...(lane.state as Partial<DecideState> | null) });

async function knownClaims(
  tx: Tx,
  workspaceId: string,
  showId: string,
  authors: readonly string[],
): Promise<Map<string, KnownClaim[]>> {
  const known = new Map<string, KnownClaim[]>(authors.map((author) => [author, []]));
  for (const claim of await openClaims(tx, workspaceId, showId, authors)) known.get(claim.authorId)?.push(claim);
  return known;
}
