import { ConnectorError, type Delivery, type Level } from '../../connectors/platforms/contract.ts';
import { transaction } from '../db/transaction.ts';
import { SealBroken, type SealedRow } from './credentials.ts';
import { isStranger, levelsBy, mergeLevels, proven, refuted, showsStrangers } from './level.ts';
import { contextFor, PROBE_LIMIT_MS, type ProbeDeps } from './probe.ts';
import { connectionRow } from './store.ts';
import { lockLevels, writeLevels, type KeptLevel } from './store-levels.ts';

export type Examined = { ok: true; levels: KeptLevel[] } | { ok: false; code: string; sentence: string };

/** What each account has been proven to be allowed: asked of the platform, and seen in shows. */
export interface Levels {
  /** Asks the platform now; null when there is no such connection. */
  examine(workspaceId: string, connectionId: string): Promise<Examined | null>;
  /** Something was seen to work. Fire and forget; written at most once a minute a level. */
  prove(workspaceId: string, connectionId: string, level: Level['id']): void;
  /** The platform refused it. */
  refute(workspaceId: string, connectionId: string, level: Level): void;
  /** An action that the platform took proves that it may be done. */
  delivered(workspaceId: string, connectionId: string, act: string): void;
  /** What arrives in a show proves reading. Cheap: it is called for every delivery. */
  saw(source: SealedRow & { platform: string }, delivery: Delivery): void;
}

const WRITE_EVERY_MS = 60_000;
const KEPT_AUTHORS = 8;

export function createLevels(deps: ProbeDeps): Levels {
  const written = new Map<string, number>();
  const authors = new Map<string, Set<string>>();

  async function examine(workspaceId: string, connectionId: string): Promise<Examined | null> {
    const row = await connectionRow(deps.pools.rest, workspaceId, connectionId);
    if (row === null) return null;
    const ending = new AbortController();
    const limit = deps.clock.sleep(PROBE_LIMIT_MS, ending.signal).then(() => {
      throw new ConnectorError('network', 'The platform did not answer within five seconds.');
    });
    try {
      const found = await Promise.race([asked(row, ending.signal), limit]);
      return { ok: true, levels: await change(row, (known) => mergeLevels(known, found, deps.clock.now())) };
    } catch (error) {
      return failed(error);
    } finally {
      ending.abort(new Error('the examination is over'));
      await limit.catch(() => undefined);
    }
  }

  async function asked(row: Parameters<typeof contextFor>[1], signal: AbortSignal): Promise<Level[]> {
    const connector = await deps.load(row.platform);
    return connector.examine === undefined
      ? levelsBy(connector.manifest)
      : connector.examine(contextFor(deps, row, signal));
  }

  function failed(error: unknown): Examined {
    if (error instanceof ConnectorError) return { ok: false, code: error.code, sentence: error.message };
    if (error instanceof SealBroken) return { ok: false, code: 'unauthorized', sentence: error.message };
    deps.log.error({ error }, 'connection-examination-failed');
    return { ok: false, code: 'network', sentence: 'The question failed inside Hawker; the log says why.' };
  }

  const change = (of: SealedRow, next: (known: KeptLevel[]) => KeptLevel[]): Promise<KeptLevel[]> =>
    transaction(deps.pools.rest, async (tx) => {
      const known = await lockLevels(tx, of);
      if (known === null) return [];
      const levels = next(known);
      await writeLevels(tx, of, levels);
      return levels;
    });

  const isWritten = (connectionId: string, level: string): boolean =>
    deps.clock.now() - (written.get(`${connectionId} ${level}`) ?? -Infinity) < WRITE_EVERY_MS;

  function prove(workspaceId: string, connectionId: string, level: Level['id']): void {
    if (isWritten(connectionId, level)) return;
    const key = `${connectionId} ${level}`;
    const nowMs = deps.clock.now();
    written.set(key, nowMs);
    void change({ workspaceId, connectionId }, (known) => proven(known, level, nowMs)).catch((error: unknown) => {
      // Seen again with the next event; a show must not wait for this.
      written.delete(key);
      deps.log.warn({ connection: connectionId, level, error }, 'level-not-written');
    });
  }

  function refute(workspaceId: string, connectionId: string, level: Level): void {
    written.delete(`${connectionId} ${level.id}`);
    void change({ workspaceId, connectionId }, (known) => refuted(known, level, deps.clock.now())).catch(
      (error: unknown) => deps.log.warn({ connection: connectionId, level: level.id, error }, 'level-not-written'),
    );
  }

  function saw({ workspaceId, connectionId, platform }: SealedRow & { platform: string }, { event }: Delivery): void {
    if (event.kind !== 'message') return;
    prove(workspaceId, connectionId, 'reads-own');
    const spoken = { authorId: event.author?.id ?? null, badges: event.author?.badges ?? [] };
    if (!isStranger(spoken) || spoken.authorId === null) return;
    const seen = authors.get(connectionId) ?? new Set();
    authors.set(connectionId, seen);
    if (seen.size < KEPT_AUTHORS) seen.add(spoken.authorId);
    if (isWritten(connectionId, 'reads-strangers')) return;
    void deps
      .load(platform)
      .then(({ manifest }) => showsStrangers(manifest, seen) && prove(workspaceId, connectionId, 'reads-strangers'))
      .catch((error: unknown) => deps.log.warn({ connection: connectionId, error }, 'level-not-written'));
  }

  function delivered(workspaceId: string, connectionId: string, act: string): void {
    if (act === 'reply') prove(workspaceId, connectionId, 'replies-publicly');
    if (act === 'private-reply') prove(workspaceId, connectionId, 'replies-privately');
  }

  return { examine, prove, refute, delivered, saw };
}
