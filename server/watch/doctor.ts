import type pg from 'pg';

/** One thing that must always be true, and what was found against it. */
export interface Finding {
  /** The number in the table of invariants, or a word. */
  id: string;
  title: string;
  ok: boolean;
  /** What broke it, a line each, the first few. */
  broken: string[];
  /** Counted for people; breaks nothing. */
  note?: string;
}

type Db = Pick<pg.ClientBase, 'query'>;

interface Rule {
  id: string;
  title: string;
  /** Rows that should not exist; each has a column `what`. All workspaces: the doctor looks at the whole house. */
  broken: string;
}

const SHOWN = 10;

const RULES: readonly Rule[] = [
  {
    id: '1a',
    title: 'no variant has more promised than there is',
    broken: `SELECT format('%s: %s reserved and %s sold of %s', id, reserved, sold, on_hand) AS what FROM stock
      WHERE reserved < 0 OR sold < 0 OR reserved + sold > on_hand`,
  },
  {
    id: '1b',
    title: "a variant's counters are the sum of its claims",
    broken: `SELECT format('%s: %s reserved, claims hold %s; %s sold, claims bought %s; %s wait, claims in line %s',
        s.id, s.reserved, c.reserved, s.sold, c.sold, s.waitlisted, c.waitlisted) AS what
      FROM stock s LEFT JOIN (
        SELECT stock_id, COALESCE(sum(quantity) FILTER (WHERE state IN ('reserved', 'offered', 'paying')), 0) AS reserved,
               COALESCE(sum(quantity) FILTER (WHERE state = 'sold'), 0) AS sold,
               count(*) FILTER (WHERE state = 'waitlisted') AS waitlisted
        FROM claim GROUP BY stock_id) c ON c.stock_id = s.id
      WHERE s.reserved <> COALESCE(c.reserved, 0) OR s.sold <> COALESCE(c.sold, 0) OR s.waitlisted <> COALESCE(c.waitlisted, 0)`,
  },
  {
    id: '1c',
    title: "a variant's counters are the sum of its movements, which are numbered without a hole",
    broken: `SELECT format('%s: on hand %s, moved %s; reserved %s, moved %s; sold %s, moved %s; %s movements, %s counted',
        s.id, s.on_hand, m.on_hand, s.reserved, m.reserved, s.sold, m.sold, m.n, s.movements) AS what
      FROM stock s CROSS JOIN LATERAL (
        SELECT COALESCE(sum(on_hand_delta), 0) AS on_hand, COALESCE(sum(reserved_delta), 0) AS reserved,
               COALESCE(sum(sold_delta), 0) AS sold, count(*) AS n, COALESCE(max(n), 0) AS last
        FROM movement WHERE stock_id = s.id) m
      WHERE s.on_hand <> m.on_hand OR s.reserved <> m.reserved OR s.sold <> m.sold OR m.n <> m.last OR m.n <> s.movements`,
  },
  {
    id: '2a',
    title: 'no happening was written down twice',
    broken: `SELECT format('%s %s of broadcast %s: %s times', kind, platform_id, broadcast_id, count(*)) AS what FROM record.event
      WHERE broadcast_id IS NOT NULL AND platform_id IS NOT NULL AND kind IN ('message', 'gift', 'follow', 'share')
      GROUP BY workspace_id, broadcast_id, kind, platform_id HAVING count(*) > 1`,
  },
  {
    id: '2b',
    title: 'every message has the key that keeps it from being written twice',
    broken: `SELECT format('message %s of broadcast %s', e.platform_id, e.broadcast_id) AS what FROM record.event e
      WHERE e.kind = 'message' AND e.broadcast_id IS NOT NULL AND length(e.platform_id) < 300 AND NOT EXISTS (
        SELECT FROM record.event_key k WHERE k.workspace_id = e.workspace_id AND k.broadcast_id = e.broadcast_id AND k.key = 'add:message:' || e.platform_id)`,
  },
  {
    id: '2c',
    title: 'every claim has the event it was made of',
    broken: `SELECT format('claim %s', c.id) AS what FROM claim c
      WHERE NOT EXISTS (SELECT FROM record.event e WHERE e.show_id = c.show_id AND e.seq = c.seq)`,
  },
  {
    id: '8a',
    title: 'nobody waits for what is there',
    broken: `SELECT format('claim %s waits for %s of %s, %s available', c.id, c.quantity, s.id, s.on_hand - s.reserved - s.sold - s.buffer - s.shortfall) AS what
      FROM claim c JOIN stock s ON s.id = c.stock_id JOIN show w ON w.id = c.show_id
      WHERE c.state = 'waitlisted' AND NOT c.held AND NOT w.claims_stopped AND NOT w.automatic_stopped
        AND c.quantity <= s.on_hand - s.reserved - s.sold - s.buffer - s.shortfall`,
  },
  {
    id: '8b',
    title: 'nobody was served from the waitlist before somebody who was there earlier and wanted no more',
    broken: `SELECT format('%s was passed by %s', w.id, c.id) AS what FROM claim w JOIN claim c ON c.stock_id = w.stock_id
      WHERE w.state = 'waitlisted' AND NOT w.held AND c.state IN ('reserved', 'offered', 'paying', 'sold') AND c.reason LIKE 'units came free%'
        AND (w.spoken_at, w.seq, w.n) < (c.spoken_at, c.seq, c.n) AND w.quantity <= c.quantity AND w.settled_at < c.settled_at`,
  },
  {
    id: 'numbers',
    title: "every show's events are numbered from 1 without a hole",
    broken: `SELECT format('show %s: %s events, numbers %s to %s, counter at %s', s.show_id, e.n, e.first, e.last, s.last_seq) AS what
      FROM show_counter s CROSS JOIN LATERAL (
        SELECT count(*) AS n, COALESCE(min(seq), 1) AS first, COALESCE(max(seq), 0) AS last FROM record.event WHERE show_id = s.show_id) e
      WHERE e.n <> s.last_seq OR e.last <> s.last_seq OR e.first <> 1`,
  },
  {
    id: 'feed',
    title: 'the feed of no show is ahead of its counter',
    broken: `SELECT format('show %s: change %s, counter at %s', f.show_id, max(f.n), c.last_n) AS what
      FROM feed_change f LEFT JOIN feed_counter c ON c.show_id = f.show_id GROUP BY f.show_id, c.last_n HAVING max(f.n) > COALESCE(c.last_n, 0)`,
  },
  {
    id: 'workspace',
    title: 'no row points into another workspace',
    broken: `SELECT format('claim %s of show %s', c.id, c.show_id) AS what FROM claim c JOIN show s ON s.id = c.show_id WHERE s.workspace_id <> c.workspace_id
      UNION ALL SELECT format('stock %s', k.id) FROM stock k JOIN variant v ON v.id = k.variant_id WHERE v.workspace_id <> k.workspace_id
      UNION ALL SELECT format('broadcast %s', b.id) FROM broadcast b JOIN show s ON s.id = b.show_id WHERE s.workspace_id <> b.workspace_id
      UNION ALL SELECT format('move %s of claim %s', m.move_id, m.claim_id) FROM claim_move m JOIN claim c ON c.id = m.claim_id WHERE c.workspace_id <> m.workspace_id OR c.show_id <> m.show_id
      UNION ALL SELECT format('notice %s', n.id) FROM notice n JOIN show s ON s.id = n.show_id WHERE s.workspace_id <> n.workspace_id
      UNION ALL SELECT format('doubt %s of show %s', d.seq, d.show_id) FROM doubt d JOIN show s ON s.id = d.show_id WHERE s.workspace_id <> d.workspace_id
      UNION ALL SELECT format('overlay %s', o.id) FROM overlay o JOIN show s ON s.id = o.show_id WHERE s.workspace_id <> o.workspace_id`,
  },
];

export interface DoctorDeps {
  db: Db;
  /** Rows of rehearsals that were removed, by table. */
  leftBehind(db: Db): Promise<{ table: string; rows: number }[]>;
}

/** Looks at everything in one snapshot; changes nothing. */
export async function examine(deps: DoctorDeps): Promise<Finding[]> {
  await deps.db.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const findings: Finding[] = [];
    for (const rule of RULES) findings.push(await look(deps.db, rule));
    const left = await deps.leftBehind(deps.db);
    const broken = left.map((one) => `${one.rows} in ${one.table}`);
    findings.push({
      id: 'rehearsals',
      title: 'a rehearsal that was removed left no row',
      ok: left.length === 0,
      broken,
    });
    findings.push(await parked(deps.db));
    return findings;
  } finally {
    await deps.db.query('ROLLBACK');
  }
}

async function look(db: Db, rule: Rule): Promise<Finding> {
  const { rows } = await db.query<{ what: string }>(`${rule.broken} LIMIT ${SHOWN}`);
  return { id: rule.id, title: rule.title, ok: rows.length === 0, broken: rows.map((row) => row.what) };
}

/** What no lane could do waits for a person: no broken invariant, but to be seen. */
async function parked(db: Db): Promise<Finding> {
  const { rows } = await db.query<{ n: number }>('SELECT count(*)::int AS n FROM lane_attempt WHERE failed');
  const n = rows[0]?.n ?? 0;
  return {
    id: 'parked',
    title: 'what a lane could not do is set aside and counted',
    ok: true,
    broken: [],
    note: `${n} set aside`,
  };
}

export const isWell = (findings: readonly Finding[]): boolean => findings.every((finding) => finding.ok);

export function report(findings: readonly Finding[]): string {
  return findings
    .flatMap((one) => [
      `${one.ok ? 'ok  ' : 'FAIL'} ${one.id.padEnd(10)} ${one.title}${one.note === undefined ? '' : ` (${one.note})`}`,
      ...one.broken.map((line) => `       ${line}`),
    ])
    .join('\n');
}
