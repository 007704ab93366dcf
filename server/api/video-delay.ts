import { delayedConnection, writeVideoDelay } from '../connections/store-video-delay.ts';
import { delayRow, videoDelayOf } from '../connections/video-delay.ts';
import { transaction } from '../db/transaction.ts';
import { note } from '../workspaces/store-audit.ts';
import type { Scope } from '../workspaces/scope.ts';
import type { ApiDeps } from './deps.ts';

type Deps = Pick<ApiDeps, 'pools' | 'showLog' | 'connections'>;

/**
 * Sets how late a connection's viewers see the show. Where it is on air the show's log is told: it holds for what is
 * decided from that row on. False: there is no such connection, or it is in no such show.
 */
export async function setVideoDelay(
  { pools, showLog, connections }: Deps,
  scope: Scope,
  connectionId: string,
  wish: { ms: number | null; by: 'set' | 'measured' },
  ofShow?: string,
): Promise<boolean> {
  const showId = await transaction(pools.rest, async (tx) => {
    const found = await delayedConnection(tx, scope.workspaceId, connectionId);
    if (found === null || (ofShow !== undefined && found.showId !== ofShow)) return undefined;
    await writeVideoDelay(tx, scope.workspaceId, connectionId, wish);
    const { manifest } = await connections.load(found.platform);
    const delay = videoDelayOf({ videoDelayMs: wish.ms, videoDelayBy: wish.by }, manifest);
    await note(tx, scope, {
      action: 'connection:video-delay',
      subject: connectionId,
      ...(found.showId === null ? {} : { showId: found.showId }),
      detail: { ...delay },
    });
    if (found.showId === null) return null;
    const changed = { topic: 'connection' as const, entity: connectionId };
    await showLog.append(tx, scope, found.showId, [delayRow(connectionId, delay, manifest)], [changed]);
    return found.showId;
  });
  if (typeof showId === 'string') showLog.appended(scope, showId);
  return showId !== undefined;
}
