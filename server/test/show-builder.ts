import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { SourceInfo } from '../intake/incoming.ts';

export interface BuiltShow {
  workspaceId: string;
  showId: string;
  /** One a platform, in the order given. */
  sources: SourceInfo[];
}

const id = (kind: string): string => `${kind}-${randomBytes(6).toString('hex')}`;

/** A workspace with a show on air on some platforms, as rows; without catalog. */
export async function buildShow(
  pool: Pick<pg.Pool, 'query'>,
  options: { platforms?: string[]; kind?: 'live' | 'rehearsal'; workspaceId?: string } = {},
): Promise<BuiltShow> {
  const workspaceId = options.workspaceId ?? id('workspace');
  const showId = id('show');
  const kind = options.kind ?? 'live';
  await pool.query(`INSERT INTO workspace (id, name) VALUES ($1, 'Test') ON CONFLICT DO NOTHING`, [workspaceId]);
  await pool.query(
    `INSERT INTO show (id, workspace_id, slug, title, kind, state, seed, started_at) VALUES ($1, $2, $1, 'A show', $3, 'on_air', 'seed', now())`,
    [showId, workspaceId, kind],
  );
  const sources: SourceInfo[] = [];
  for (const platform of options.platforms ?? ['tiktok', 'youtube']) {
    const [connectionId, broadcastId] = [id('connection'), id('broadcast')];
    await pool.query(
      `INSERT INTO connection (id, workspace_id, platform, name, broadcast, rehearsal_show_id) VALUES ($1, $2, $3, $3, 'seller', $4)`,
      [connectionId, workspaceId, platform, kind === 'rehearsal' ? showId : null],
    );
    await pool.query(
      `INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform, state) VALUES ($1, $2, $3, $4, $5, 'live')`,
      [broadcastId, workspaceId, showId, connectionId, platform],
    );
    sources.push({
      workspaceId,
      showId,
      broadcastId,
      connectionId,
      platform,
      time: { source: 'platform', resolutionMs: 1 },
      sessionStartedMs: Date.now() - 60_000,
    });
  }
  return { workspaceId, showId, sources };
}
