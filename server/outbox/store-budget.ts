import type { ActionKind, Manifest } from '../../connectors/platforms/contract.ts';
import { locking } from '../db/lock-order.ts';
import type { Tx } from '../db/transaction.ts';
import { binStart, type Window } from './budget-windows.ts';

/** Whose limits a connection shares. */
export interface Place {
  platform: string;
  /** The platform's own id of the account; the connection's where it is not known. */
  account: string;
  /** The newest broadcast there. */
  broadcastId: string | null;
  rehearsalShowId: string | null;
  /** The team says that the message to pin is pinned there. */
  pinned: boolean;
}

export async function readPlace(tx: Tx, workspaceId: string, connectionId: string): Promise<Place | null> {
  const { rows } = await tx.query<Place>(
    `SELECT c.platform, COALESCE(c.account->>'id', c.settings->>'pageId', c.settings->>'igId', c.id) AS account, c.rehearsal_show_id AS "rehearsalShowId",
       b.id AS "broadcastId", COALESCE(o.target ? 'pinned', false) AS pinned
     FROM connection c
       LEFT JOIN LATERAL (SELECT b.id, b.show_id FROM broadcast b WHERE b.workspace_id = $1 AND b.connection_id = c.id
         ORDER BY (b.state = 'ended'), b.started_at DESC NULLS LAST LIMIT 1) b ON true
       LEFT JOIN outbox o ON o.id = b.show_id || '.pin.' || c.id AND o.workspace_id = $1
     WHERE c.workspace_id = $1 AND c.id = $2`,
    [workspaceId, connectionId],
  );
  return rows[0] ?? null;
}

/** The platform's limits as they are kept here, nothing used yet. */
export function windowsOf(manifest: Pick<Manifest, 'rates'> | null, place: Place): Window[] {
  return (manifest?.rates ?? []).map(({ acts, most, perMs, by }) => {
    const whose = by === 'app' ? 'app' : by === 'account' ? place.account : (place.broadcastId ?? place.account);
    const scope = `rate:${place.platform}:${by}:${whose}:${[...acts].sort().join('+')}:${String(perMs)}`;
    return { scope, acts, most, perMs, bins: [] };
  });
}

/** The row of a scope that is locked by whoever counts; its bins stand beside it. */
const ANCHOR = '-infinity';

/**
 * Locks the scopes, in their order, and reads what was used of them: in the next statement, which sees what the last
 * holder left. Two lanes of one account, in whatever processes, take turns here.
 */
export async function lockBudget(
  tx: Tx,
  workspaceId: string,
  place: Place,
  windows: readonly Window[],
): Promise<Window[]> {
  if (windows.length === 0) return [];
  locking(tx, 'budget');
  const scopes = windows.map((window) => window.scope).sort();
  await tx.query(
    `INSERT INTO budget (workspace_id, scope, window_start, used, allowed, rehearsal_show_id)
       SELECT $1, u.scope, '${ANCHOR}', 0, 0, $3 FROM unnest($2::text[]) AS u(scope) ORDER BY u.scope
     ON CONFLICT (workspace_id, scope, window_start) DO UPDATE SET allowed = 0`,
    [workspaceId, scopes, place.rehearsalShowId],
  );
  const { rows } = await tx.query<{ scope: string; startMs: number; used: number }>(
    `SELECT scope, (extract(epoch FROM window_start) * 1000)::float8 AS "startMs", used FROM budget
     WHERE workspace_id = $1 AND scope = ANY($2) AND window_start > '${ANCHOR}' ORDER BY window_start`,
    [workspaceId, scopes],
  );
  return windows.map((window) => ({ ...window, bins: rows.filter((row) => row.scope === window.scope) }));
}

/** Counts one use of what limits `act`, in the transaction that marks it as on its way; forgets what has left the window. */
export async function useBudget(
  tx: Tx,
  workspaceId: string,
  place: Place,
  windows: readonly Window[],
  act: ActionKind,
  nowMs: number,
): Promise<void> {
  const used = windows.filter((window) => window.acts.includes(act));
  if (used.length === 0) return;
  await tx.query(
    `WITH past AS (DELETE FROM budget b USING unnest($2::text[], $5::float8[]) AS u(scope, keep)
       WHERE b.workspace_id = $1 AND b.scope = u.scope AND b.window_start > '${ANCHOR}' AND b.window_start < to_timestamp(u.keep / 1000))
     INSERT INTO budget (workspace_id, scope, window_start, used, allowed, rehearsal_show_id)
       SELECT $1, u.scope, to_timestamp(u.start / 1000), 1, u.most, $6 FROM unnest($2::text[], $3::float8[], $4::int[]) AS u(scope, start, most)
     ON CONFLICT (workspace_id, scope, window_start) DO UPDATE SET used = budget.used + 1`,
    [
      workspaceId,
      used.map((window) => window.scope),
      used.map((window) => binStart(nowMs, window.perMs)),
      used.map((window) => window.most),
      used.map((window) => nowMs - 2 * window.perMs - 60_000),
      place.rehearsalShowId,
    ],
  );
}
