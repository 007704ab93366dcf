import type { Tx } from '../db/transaction.ts';

/** A message for the overlay: put there by a rule or a person, on air one at a time. */
export interface Featured {
  id: string;
  seq: number;
  platform: string | null;
  name: string;
  text: string;
  /** How long it has been drawn; null: it waits in the line-up. */
  airedMs: number | null;
}

/** What a rule featured and nobody drew for so long is of no moment any more. */
const STALE = `interval '10 minutes'`;

/** The open ones, what is on air first, then in the order of the line-up. What was hidden, deleted or erased is not there. */
export async function readFeatured(db: Tx, workspaceId: string, showId: string): Promise<Featured[]> {
  const { rows } = await db.query<Omit<Featured, 'seq'> & { seq: string }>(
    `SELECT n.id, n.seq, e.platform, COALESCE(NULLIF(a.name, ''), a.handle, '') AS name, COALESCE(t.text, '') AS text,
       (extract(epoch FROM clock_timestamp() - n.aired_at) * 1000)::float8 AS "airedMs"
     FROM notice n JOIN record.event e ON e.show_id = n.show_id AND e.seq = n.seq AND e.workspace_id = n.workspace_id
       JOIN record.event_text t ON t.show_id = e.show_id AND t.seq = e.seq AND t.day = e.day AND t.workspace_id = n.workspace_id
       LEFT JOIN author a ON a.id = e.author_id AND a.workspace_id = n.workspace_id
     WHERE n.workspace_id = $1 AND n.show_id = $2 AND n.kind = 'featured' AND n.state = 'open' AND t.text <> ''
       AND (n.aired_at IS NOT NULL OR n.created_at > clock_timestamp() - ${STALE})
       AND NOT EXISTS (SELECT FROM moderation m WHERE m.workspace_id = $1 AND m.show_id = $2 AND m.seq = n.seq AND m.kind IN ('hide', 'remove')
         AND NOT EXISTS (SELECT FROM moderation u WHERE u.workspace_id = $1 AND u.show_id = $2 AND u.seq = n.seq AND u.kind = 'unhide' AND u.created_at > m.created_at))
       AND NOT EXISTS (SELECT FROM banned b WHERE b.workspace_id = $1 AND b.author_id = e.author_id AND (b.until IS NULL OR b.until > clock_timestamp()))
     ORDER BY n.aired_at DESC NULLS LAST, n.created_at, n.id LIMIT 20`,
    [workspaceId, showId],
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** Puts a message on air now, in the place of what was there. Answers the notices that changed. */
export async function airMessage(
  tx: Tx,
  workspaceId: string,
  showId: string,
  message: { noticeId: string; seq: number; sentence: string; by: string },
): Promise<string[]> {
  const ended = await endAired(tx, workspaceId, showId, 0, message.by);
  const waiting = await tx.query<{ id: string }>(
    `UPDATE notice SET aired_at = clock_timestamp(), version = version + 1 WHERE id = (SELECT id FROM notice WHERE workspace_id = $1 AND show_id = $2 AND seq = $3
       AND kind = 'featured' AND state = 'open' ORDER BY created_at LIMIT 1) AND workspace_id = $1 RETURNING id`,
    [workspaceId, showId, message.seq],
  );
  if (waiting.rows.length > 0) return [...ended, ...waiting.rows.map((row) => row.id)];
  await tx.query(
    `INSERT INTO notice (id, workspace_id, show_id, seq, kind, sentence, aired_at) VALUES ($1, $2, $3, $4, 'featured', $5, clock_timestamp())`,
    [message.noticeId, workspaceId, showId, message.seq, message.sentence],
  );
  return [...ended, message.noticeId];
}

/** The next one of the line-up; [] where none waits. */
export async function airNext(tx: Tx, workspaceId: string, showId: string): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `UPDATE notice SET aired_at = clock_timestamp(), version = version + 1 WHERE workspace_id = $1 AND state = 'open' AND aired_at IS NULL AND id = (
       SELECT id FROM notice WHERE workspace_id = $1 AND show_id = $2 AND kind = 'featured' AND state = 'open' AND aired_at IS NULL
         AND created_at > clock_timestamp() - ${STALE} ORDER BY created_at, id LIMIT 1 FOR UPDATE) RETURNING id`,
    [workspaceId, showId],
  );
  return rows.map((row) => row.id);
}

/** Ends what has been on air for so long. */
export async function endAired(
  tx: Tx,
  workspaceId: string,
  showId: string,
  afterSeconds: number,
  by: string,
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `UPDATE notice SET state = 'done', closed_by = $4, closed_at = clock_timestamp(), version = version + 1
     WHERE workspace_id = $1 AND show_id = $2 AND kind = 'featured' AND state = 'open' AND aired_at <= clock_timestamp() - make_interval(secs => $3) RETURNING id`,
    [workspaceId, showId, afterSeconds, by],
  );
  return rows.map((row) => row.id);
}

/** Everything featured goes: on air and waiting. */
export async function dismissFeatured(tx: Tx, workspaceId: string, showId: string, by: string): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `UPDATE notice SET state = 'dismissed', closed_by = $3, closed_at = clock_timestamp(), version = version + 1
     WHERE workspace_id = $1 AND show_id = $2 AND kind = 'featured' AND state = 'open' RETURNING id`,
    [workspaceId, showId, by],
  );
  return rows.map((row) => row.id);
}

/** What was removed where it was written, by its author or a moderator there, is drawn no longer. Answers the notices that go. */
export async function takeDownRemoved(
  tx: Tx,
  show: { workspaceId: string; id: string; fromDay: string; toDay: string },
  marks: readonly { kind: string; broadcastId: string; messageIds: readonly string[]; authorIds: readonly string[] }[],
): Promise<string[]> {
  const gone: string[] = [];
  for (const mark of marks) {
    if (mark.kind !== 'removed') continue;
    const { rows } = await tx.query<{ id: string }>(
      `UPDATE notice n SET state = 'dismissed', closed_by = 'rule', closed_at = clock_timestamp(), version = n.version + 1 FROM record.event e
       WHERE n.workspace_id = $1 AND n.show_id = $2 AND n.kind = 'featured' AND n.state = 'open' AND e.workspace_id = $1 AND e.show_id = $2 AND e.seq = n.seq
         AND e.day BETWEEN $3::date AND $4::date AND e.broadcast_id = $5 AND (e.platform_id = ANY($6) OR e.author_id = ANY($7)) RETURNING n.id`,
      [show.workspaceId, show.id, show.fromDay, show.toDay, mark.broadcastId, mark.messageIds, mark.authorIds],
    );
    gone.push(...rows.map((row) => row.id));
  }
  return gone;
}
