import { tellCatalog } from './api/catalog-news.ts';
import { systemClock } from './clock.ts';
import { createPools } from './db/pools.ts';
import { createReplaying } from './deciding/replaying.ts';
import { AppError } from './errors.ts';
import type { Log } from './log.ts';
import { createDeskHandlers } from './reports/desk-handlers.ts';
import type { DeskKind } from './reports/desk.ts';

export interface DeskSide {
  ask(kind: string, args: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** What is live in the desk process: a small pool of its own and the answers. */
export function createDeskSide(options: { databaseUrl: string; publicUrl: string; log: Log }): DeskSide {
  const { log } = options;
  const pools = createPools({
    url: options.databaseUrl,
    name: 'desk',
    hotSize: 1,
    restSize: 4,
    onIdleError: (error) => log.warn({ error }, 'database-connection-lost'),
  });
  const handlers = createDeskHandlers({
    ...{ pool: pools.rest, publicUrl: options.publicUrl, tell: tellCatalog },
    ...{ replaying: createReplaying(), now: systemClock.now },
  });
  const isKind = (kind: string): kind is DeskKind => Object.hasOwn(handlers, kind);
  return {
    async ask(kind, args) {
      if (!isKind(kind)) throw new AppError('not-found', { message: `the desk knows no "${kind}"` });
      // Both sides are typed by DeskWork; between them lies JSON.
      return (handlers[kind] as (given: unknown) => Promise<unknown>)(args);
    },
    close: () => pools.end(),
  };
}
