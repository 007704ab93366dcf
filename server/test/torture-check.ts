import type { TestDatabase } from './harness.ts';
import type { Tortured } from './torture-run.ts';

interface Figures {
  stored: number;
  distinct: number;
  last_seq: number;
  claims: number;
  claimed_messages: number;
  reserved: number;
  waitlisted: number;
  other: number;
  counter: number;
  moved: number;
  ranks: number;
  replies: number;
  parked: number;
}

/** What is not as it must be at the end, in words; nothing when all is well. */
export async function faultsOf(
  db: TestDatabase,
  { show }: Pick<Tortured, 'show'>,
  claims: number,
  units: number,
): Promise<string[]> {
  const seen = await figures(db, show.showId);
  const wanted: Figures = {
    stored: claims,
    distinct: claims,
    last_seq: claims,
    claims,
    claimed_messages: claims,
    reserved: units,
    waitlisted: claims - units,
    other: 0,
    counter: units,
    moved: units,
    ranks: claims,
    replies: claims,
    parked: 0,
  };
  return (Object.keys(wanted) as (keyof Figures)[])
    .filter((key) => seen[key] !== wanted[key])
    .map((key) => `${key}: ${seen[key]} instead of ${wanted[key]}`);
}

/** What may not be at any time, also in the middle: the difference between wrong and not ready. */
export async function wrongsOf(db: TestDatabase, { show }: Pick<Tortured, 'show'>, units: number): Promise<string[]> {
  const seen = await figures(db, show.showId);
  const wrongs: [boolean, string][] = [
    [seen.stored > seen.distinct, `${seen.stored - seen.distinct} happenings are in the record twice`],
    [seen.claims > seen.claimed_messages, `${seen.claims - seen.claimed_messages} messages claimed twice`],
    [seen.reserved > units, `${seen.reserved} reserved of ${units}`],
    [seen.counter !== seen.reserved, `the counter says ${seen.counter}, the claims hold ${seen.reserved}`],
    [seen.moved !== seen.counter, `the movements say ${seen.moved}, the counter ${seen.counter}`],
    [
      seen.ranks !== seen.reserved + seen.waitlisted,
      `${seen.ranks} ranks for ${seen.reserved + seen.waitlisted} settled claims`,
    ],
    [seen.parked > 0, `${seen.parked} could not be done and were parked`],
  ];
  return wrongs.flatMap(([wrong, sentence]) => (wrong ? [sentence] : []));
}

async function figures(db: TestDatabase, showId: string): Promise<Figures> {
  const { rows } = await db.pools.rest.query<Figures>(
    `SELECT (SELECT count(*)::int FROM record.event WHERE show_id = $1) AS stored,
       (SELECT count(DISTINCT (broadcast_id, platform_id))::int FROM record.event WHERE show_id = $1) AS distinct,
       COALESCE((SELECT last_seq::int FROM show_counter WHERE show_id = $1), 0) AS last_seq,
       count(*)::int AS claims, count(DISTINCT seq)::int AS claimed_messages,
       COALESCE(sum(quantity) FILTER (WHERE state = 'reserved'), 0)::int AS reserved, count(*) FILTER (WHERE state = 'waitlisted')::int AS waitlisted,
       count(*) FILTER (WHERE state NOT IN ('reserved', 'waitlisted'))::int AS other, count(DISTINCT rank)::int AS ranks,
       (SELECT reserved FROM stock WHERE id = 'one:main') AS counter,
       (SELECT COALESCE(sum(reserved_delta), 0)::int FROM movement WHERE stock_id = 'one:main') AS moved,
       (SELECT count(*)::int FROM outbox WHERE show_id = $1) AS replies,
       (SELECT count(*)::int FROM lane_attempt WHERE failed) AS parked
     FROM claim WHERE show_id = $1`,
    [showId],
  );
  return rows[0] as Figures;
}
