import pg from 'pg';

/** `hot` is for the lanes, intake and feed; `rest` for everything else, so that a slow page cannot starve a show. */
export interface Pools {
  readonly hot: pg.Pool;
  readonly rest: pg.Pool;
  end(): Promise<void>;
}

export interface PoolsOptions {
  url: string;
  /** Shown in pg_stat_activity. */
  name?: string;
  hotSize?: number;
  restSize?: number;
  /** An idle connection that broke; the next query gets a new one. */
  onIdleError?: (error: Error) => void;
}

/** On every pool: a stopped worker held a stock row for eight seconds without the last of these. */
export const TIME_LIMITS = {
  lock_timeout: 2_000,
  statement_timeout: 10_000,
  idle_in_transaction_session_timeout: 2_000,
} as const;

/**
 * `bigint` columns arrive as strings (pg's own way): money and ids are never a number. Sequence numbers, always
 * below 2^53, are converted by the store that reads them.
 */
export function createPools(options: PoolsOptions): Pools {
  const hot = createPool(options, 'hot', options.hotSize ?? 10);
  const rest = createPool(options, 'rest', options.restSize ?? 6);
  return { hot, rest, end: async () => void (await Promise.all([hot.end(), rest.end()])) };
}

function createPool(options: PoolsOptions, which: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    ...TIME_LIMITS,
    connectionString: options.url,
    application_name: `hawker-${options.name ?? 'hub'}-${which}`,
    max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
  });
  // Without a listener a connection that the server closes while idle would end the process.
  pool.on('error', (error) => options.onIdleError?.(error));
  return pool;
}
