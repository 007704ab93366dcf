import type { Tx } from '../db/transaction.ts';
import type { SimConnection } from '../../connectors/platforms/testkit/simulator.ts';

/**
 * Rows of connections that exist for one rehearsal: loopback addresses and the simulators' own settings in plain, never
 * anything sealed. Apart from the live ones' store, so that neither can write the other's columns.
 */
export interface RehearsalConnection {
  id: string;
  platform: string;
  name: string;
  simulator: SimConnection;
  /** How late its viewers see the show. A stage has no video: they see it at once, unless a script says otherwise. */
  videoDelayMs?: number;
}

export async function insertRehearsalConnection(
  tx: Tx,
  workspaceId: string,
  showId: string,
  row: RehearsalConnection,
): Promise<void> {
  const { settings, endpoints, broadcast } = row.simulator;
  await tx.query(
    `INSERT INTO connection (id, workspace_id, platform, name, broadcast, settings, endpoints, rehearsal_show_id, video_delay_ms, video_delay_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'set')`,
    [
      row.id,
      workspaceId,
      row.platform,
      row.name,
      broadcast,
      JSON.stringify(settings),
      JSON.stringify(endpoints),
      showId,
      row.videoDelayMs ?? 0,
    ],
  );
}

/** The stage was started again: its simulators listen elsewhere, and a cursor of the old ones is worth nothing. */
export async function moveRehearsalConnection(
  tx: Tx,
  workspaceId: string,
  showId: string,
  platform: string,
  simulator: SimConnection,
): Promise<void> {
  await tx.query(
    `UPDATE connection SET broadcast = $4, settings = $5, endpoints = $6, version = version + 1
      WHERE workspace_id = $1 AND rehearsal_show_id = $2 AND platform = $3`,
    [
      workspaceId,
      showId,
      platform,
      simulator.broadcast,
      JSON.stringify(simulator.settings),
      JSON.stringify(simulator.endpoints),
    ],
  );
  await tx.query(
    `UPDATE broadcast SET cursor = NULL, state = 'waiting' WHERE workspace_id = $1 AND show_id = $2 AND platform = $3`,
    [workspaceId, showId, platform],
  );
}
