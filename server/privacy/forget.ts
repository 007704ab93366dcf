import type { Pools } from '../db/pools.ts';
import { transaction } from '../db/transaction.ts';
import type { Log } from '../log.ts';
import { deletionOf, doneDeletion, orderDeletion, waitingDeletions, type Deletion } from './store.ts';
import { authorsOf, emptyAuthors, emptyKept, emptyShow, showsOf } from './store-erase.ts';

export interface ForgetDeps {
  pools: Pick<Pools, 'rest'>;
  log: Pick<Log, 'info' | 'warn'>;
}

/** Empties what is known of a person who asked for it: names, picture, words. What was bought and counted stays, nameless. */
export interface Forgetting {
  /** Written down when it resolves; emptied shortly after, also by the next start when this one is killed. */
  order(code: string, authorKey: string, places: readonly { workspaceId: string; platform: string }[]): Promise<void>;
  /** null: no such code. */
  state(code: string): Promise<{ requestedMs: number; doneMs: number | null } | null>;
  start(): void;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 60_000;

export function createForgetting({ pools, log }: ForgetDeps): Forgetting {
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();

  async function work(): Promise<void> {
    for (const deletion of await waitingDeletions(pools.rest)) {
      await erase(pools.rest, deletion);
      log.info({ code: deletion.code, workspace: deletion.workspaceId }, 'data-deletion-done');
    }
  }
  const soon = (): void => {
    working = working.then(work).catch((error: unknown) => log.warn({ error }, 'data-deletion-failed'));
  };

  return {
    async order(code, authorKey, places) {
      await orderDeletion(pools.rest, code, authorKey, places);
      soon();
    },
    state: (code) => deletionOf(pools.rest, code),
    start() {
      soon();
      timer = setInterval(soon, LOOK_EVERY_MS);
    },
    async close() {
      clearInterval(timer);
      await working;
    },
  };
}

/** A show at a time, so that no statement takes long; killed in between, it begins again and finds less to do. */
async function erase(pool: Pools['rest'], deletion: Deletion): Promise<void> {
  const authors = await authorsOf(pool, deletion);
  if (authors.length > 0)
    for (const showId of await showsOf(pool, deletion.workspaceId))
      await transaction(pool, (tx) => emptyShow(tx, deletion.workspaceId, showId, authors));
  await transaction(pool, async (tx) => {
    await emptyKept(tx, deletion);
    await emptyAuthors(tx, deletion.workspaceId, authors);
    await doneDeletion(tx, deletion);
  });
}
