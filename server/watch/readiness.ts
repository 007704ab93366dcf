import type { Pools } from '../db/pools.ts';
import { pendingMigrations, type Migration } from '../db/migrate.ts';
import { sentenceOf } from '../errors.ts';
import { withoutPasswords } from '../log.ts';

/** May traffic be sent here? Asked by /readyz. */
export interface Readiness {
  ready(): Promise<{ ok: true } | { ok: false; reason: string }>;
  /** Everything is made: from now on the answer depends on the database. */
  open(): void;
  /** On the way out: from now on the answer is no. */
  drain(): void;
}

const ANSWER_LIMIT_MS = 2_000;

/** Asks the database through the pool the hub itself uses, so that an exhausted pool is not called ready. */
export function createReadiness(deps: { pools: Pick<Pools, 'rest'>; migrations: readonly Migration[] }): Readiness {
  let state: 'starting' | 'open' | 'draining' = 'starting';

  async function ready(): Promise<{ ok: true } | { ok: false; reason: string }> {
    if (state !== 'open') return { ok: false, reason: state };
    try {
      const pending = await withLimit(pendingMigrations(deps.pools.rest, deps.migrations));
      return pending.length === 0
        ? { ok: true }
        : { ok: false, reason: `migrations are not applied: ${pending.join(', ')}` };
    } catch (error) {
      return { ok: false, reason: `the database does not answer: ${withoutPasswords(sentenceOf(error))}` };
    }
  }
  return { ready, open: () => void (state = 'open'), drain: () => void (state = 'draining') };
}

async function withLimit<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_LIMIT_MS / 1000} seconds`)), ANSWER_LIMIT_MS);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
