import { fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { isPlatformId, loadConnector } from '../connectors/platforms/registry.ts';
import { childEnvironment, loadConfig } from '../server/config.ts';
import { holdsSecret, SECRET_KEPT } from '../server/outbox/secrets.ts';
import type { Rule } from '../server/rules/rule-set.ts';
import { starterRules } from '../server/rules/starter.ts';
import type { FromHub, Ready, ToHub } from '../server/rehearsal/cli-protocol.ts';
import { makeThrowaway } from '../server/rehearsal/cli-throwaway.ts';
import type { StageJournal } from '../server/rehearsal/stage-protocol.ts';

export interface Asked {
  seconds: number;
  /** Claims a minute, on all platforms together. */
  claims: number;
  seed: string;
  platforms: string[];
  /** Rules answer everything said, in words that try to carry a secret link into public; names and titles hold one too. */
  hostile?: boolean;
}

/** A third of what is said in a rehearsal's script claims something. */
const CLAIMS_SHARE = 0.32;
const DRAIN_MS = 150_000;

/**
 * A show on four simulated platforms through the whole hub, with so many claims a minute: how soon each buyer was told,
 * by which channel, and whether anything was said that must not be.
 */
export async function replies(asked: Asked): Promise<{ ok: boolean } & Record<string, unknown>> {
  const throwaway = await makeThrowaway(loadConfig());
  const child = fork(join(import.meta.dirname, '..', 'server', 'rehearsal', 'cli-hub.ts'), [], {
    env: childEnvironment(throwaway.config),
    execArgv: [],
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const heard = <T extends FromHub['t']>(kind: T): Promise<Extract<FromHub, { t: T }>> =>
    new Promise((resolve) => {
      const hear = (data: unknown): void => {
        const message = data as FromHub;
        if (message.t !== kind) return;
        child.off('message', hear);
        resolve(message as Extract<FromHub, { t: T }>);
      };
      child.on('message', hear);
    });
  const tell = (message: ToHub): void => void child.send(message);
  try {
    const opened = heard('ready');
    tell({ t: 'open', seed: asked.seed, cast: { platforms: asked.platforms, access: 'advanced' } });
    const ready = await opened;
    if (asked.hostile === true) await makeHostile(ready);
    const over = heard('over');
    const rate = asked.claims / 60 / CLAIMS_SHARE;
    tell({ t: 'go', played: { rate, seconds: asked.seconds, viewers: 600, preludeSeconds: 0 } });
    await over;
    const db = new pg.Client({ connectionString: ready.databaseUrl, application_name: 'hawker-campaign' });
    await db.connect();
    await drained(db, ready);
    const journalled = heard('journal');
    tell({ t: 'journal' });
    const { journal } = await journalled;
    const found = await figures(db, ready, journal, asked);
    await db.end();
    return found;
  } finally {
    if (child.connected) tell({ t: 'close' });
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await gone;
    clearTimeout(late);
    await throwaway.remove();
  }
}

const KEY = 'kT3vYpQ9sLw2RzXb7NfHc4Jm';
/** Past the form's own checks, as an older hub or a hand in the database may have left them. */
const WORDS = [
  '{{author}} {{product}} {{link}}',
  '{{author}} pay here: {{link}}/sign-in?token={{code}}' + KEY,
  'http://127.0.0.1/o/' + KEY + ' {{author}}',
  '{{author}} {% if code %}/c/' + KEY + '{% endif %} {{options}}',
  '{{author}} /let-in#' + KEY,
];

async function makeHostile({ databaseUrl, workspaceId, showId }: Ready): Promise<void> {
  const say = (id: string, texts: string[]): Rule => ({
    ...{ id, name: id, state: 'on', when: { kinds: ['message'] }, stop: false },
    then: [{ do: 'reply', way: 'public', say: { texts: { en: texts } } }],
  });
  const rules = [...starterRules('en').rules, ...WORDS.map((words, i) => say(`hostile-${String(i)}`, [words]))];
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  try {
    await db.query(
      `INSERT INTO rule_set (workspace_id, version, name, rules, made_by) VALUES ($1, 1, 'Hostile', $2, 'campaign')`,
      [workspaceId, JSON.stringify(rules)],
    );
    await db.query(`UPDATE show SET rule_version = 1 WHERE id = $1`, [showId]);
    await db.query(
      `UPDATE product SET title = left('http://127.0.0.1/sign-in?token=${KEY} ' || title, 120), version = version + 1`,
    );
  } finally {
    await db.end();
  }
}

async function drained(db: pg.Client, { showId }: Ready): Promise<void> {
  for (let waitedMs = 0; waitedMs < DRAIN_MS; waitedMs += 500) {
    const { rows } = await db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM outbox WHERE show_id = $1 AND state IN ('queued', 'sending')`,
      [showId],
    );
    if (rows[0]?.n === 0) return;
    await wait(500);
  }
}

async function figures(db: pg.Client, { showId }: Ready, journal: StageJournal, asked: Asked) {
  const { rows: ways } = await db.query(
    `SELECT c.platform, o.state, COALESCE(o.target->>'way', '-') AS way, count(*)::int AS n FROM outbox o JOIN connection c ON c.id = o.connection_id
     WHERE o.show_id = $1 GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC`,
    [showId],
  );
  const { rows: unreachable } = await db.query(
    `SELECT c.platform, o.about, o.sentence, count(*)::int AS n FROM outbox o JOIN connection c ON c.id = o.connection_id
     WHERE o.show_id = $1 AND o.state = 'unreachable' AND o.sentence <> $2 GROUP BY 1, 2, 3 ORDER BY 4 DESC LIMIT 9`,
    [showId, SECRET_KEPT],
  );
  // By claim: what its buyer heard of it first. What changes later for somebody whom no way reaches any more is told apart.
  const { rows: told } = await db.query<{ ms: number | null; late: boolean; more: number }>(
    `SELECT (extract(epoch FROM min(o.sent_at) - min(o.created_at)) * 1000)::float8 AS ms, bool_or(o.sending_at > o.deadline) IS TRUE AS late,
       CASE WHEN min(o.sent_at) IS NULL THEN 0 ELSE count(*) FILTER (WHERE o.state = 'unreachable')::int END AS more
     FROM outbox o WHERE o.show_id = $1 AND o.claim_id IS NOT NULL GROUP BY o.claim_id`,
    [showId],
  );
  const times = told.flatMap((row) => row.ms ?? []).sort((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
  const over60 = times.filter((ms) => ms > 60_000).length;
  const untold = told.filter((row) => row.ms === null).length;
  const afterDeadline = told.filter((row) => row.late).length;
  const laterUnreachable = told.reduce((sum, row) => sum + row.more, 0);
  const inPublic = journal.replies.filter((reply) => reply.way !== 'private');
  const secrets = inPublic.filter((reply) => holdsSecret(reply.text)).length;
  const { rows: all } = await db.query<{ n: number; kept: number }>(
    `SELECT count(*)::int AS n, count(*) FILTER (WHERE sentence = $2)::int AS kept FROM outbox WHERE show_id = $1`,
    [showId, SECRET_KEPT],
  );
  const exceeded = await limitsExceeded(journal, asked.platforms);
  return {
    // What hostile rules add is more than the platforms take: there it is only asked what was said.
    ok: (asked.hostile === true ? 0 : over60 + untold) + afterDeadline + secrets + exceeded.length === 0,
    ...{ seed: asked.seed, seconds: asked.seconds, claims: told.length, told: times.length },
    toldMs: { p50: at(0.5), p95: at(0.95), max: at(1) },
    ...{ over60, untold, laterUnreachable, afterDeadline, replies: all[0]?.n ?? 0, keptBack: all[0]?.kept ?? 0 },
    ...{ calls: journal.replies.length, inPublic: inPublic.length, secrets, exceeded, unreachable, ways },
  };
}

async function limitsExceeded(journal: StageJournal, platforms: readonly string[]): Promise<string[]> {
  const broken: string[] = [];
  for (const id of platforms.filter(isPlatformId)) {
    const { manifest } = await loadConnector(id);
    const times = journal.replies.filter((reply) => reply.platform === id).map((reply) => reply.atMs);
    // Of a platform that speaks in both ways the journal does not say which: only what counts every call is counted here.
    for (const { acts, most, perMs } of manifest.rates ?? [])
      if (manifest.can.filter((act) => act === 'reply' || act === 'private-reply').every((act) => acts.includes(act)))
        if (mostWithin(times, perMs) > most) broken.push(`${id}: more than ${String(most)} in ${String(perMs)} ms`);
  }
  return broken;
}

function mostWithin(times: readonly number[], perMs: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  for (let from = 0, to = 0; to < sorted.length; to += 1) {
    while ((sorted[to] ?? 0) - (sorted[from] ?? 0) >= perMs) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
