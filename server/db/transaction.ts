import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';

/** A client inside one transaction. It must not be kept after `work` has returned. */
export type Tx = Pick<pg.PoolClient, 'query'>;

export interface TransactionOptions {
  /** How often it may run again after a passing fault (5). */
  retries?: number;
  /**
   * Run again even when the line broke during COMMIT, where nobody knows whether it took place. Only for work that
   * does nothing the second time (all that moves a cursor or is keyed by a unique index).
   */
  repeatable?: boolean;
}

/** The line broke while COMMIT was under way: it took place, or it did not. */
export class CommitUnknown extends Error {
  readonly code = 'commit-unknown';
  constructor(cause: unknown) {
    super('the connection broke during COMMIT, the transaction may or may not have taken place', { cause });
    this.name = 'CommitUnknown';
  }
}

const PASSING_STATES = new Set(['40001', '40P01', '55P03', '53300', '25P03']);
const BROKEN_LINE = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'commit-unknown',
]);
const BROKEN_LINE_MESSAGE =
  /Connection terminated|connection timeout|timeout exceeded when trying to connect|not queryable|Client was closed/i;

/** May the same work succeed if it is run again? Lock time-outs, deadlocks, a server that restarts, a broken line. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return PASSING_STATES.has(code) || isBrokenLine(error, code);
}

function isBrokenLine(error: Error, code: string): boolean {
  // 57014 is a cancelled statement (its time-out): running it again would take as long again.
  const state = (code.startsWith('57P') || code.startsWith('08')) && code.length === 5;
  return state || BROKEN_LINE.has(code) || BROKEN_LINE_MESSAGE.test(error.message);
}

/**
 * BEGIN READ COMMITTED … COMMIT on one connection. `work` must have no effect outside the transaction: after a
 * passing fault (`isTransient`) it is run again from the start, with growing, jittered pauses.
 */
export async function transaction<T>(
  pool: pg.Pool,
  work: (tx: Tx) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const retries = options.retries ?? 5;
  for (let attempt = 0; ; attempt++) {
    try {
      return await once(pool, work);
    } catch (error) {
      const mayRepeat = !(error instanceof CommitUnknown) || options.repeatable === true;
      if (attempt >= retries || !mayRepeat || !isTransient(error)) throw error;
      await wait(Math.min(1_000, 10 * 2 ** attempt) * (0.5 + Math.random()));
    }
  }
}

async function once<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A line that breaks between two statements is told here; the next statement then fails.
  const onError = (error: Error): void => void (broken = error);
  client.on('error', onError);
  try {
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
    const result = await work(txOf(client)).catch(async (error: unknown) => {
      broken = await rolledBack(client, error);
      throw error;
    });
    await commit(client);
    return result;
  } catch (error) {
    if (error instanceof CommitUnknown) broken = error;
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** A new object each time, so that what is noted of a transaction (lock-order.ts) ends with it. */
function txOf(client: pg.PoolClient): Tx {
  const query = (text: unknown, values?: unknown): unknown =>
    typeof text === 'string' && Array.isArray(values)
      ? client.query(prepared(text, values))
      : client.query(text as string, values as unknown[]);
  return { query: query as Tx['query'] };
}

/** Statements are the same few texts all the time: prepared once a connection, they are not parsed and planned each time. */
const names = new Map<string, string>();
/** Texts that are put together anew each time must not fill the server's memory. */
const MOST_PREPARED = 300;

function prepared(text: string, values: unknown[]): pg.QueryConfig {
  const known = names.get(text);
  if (known !== undefined) return { name: known, text, values };
  if (names.size >= MOST_PREPARED) return { text, values };
  const name = `h${names.size}`;
  names.set(text, name);
  return { name, text, values };
}

async function commit(client: pg.PoolClient): Promise<void> {
  const done = await client.query('COMMIT').catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
    // A client that knows its line to be gone sends nothing: the transaction certainly did not take place.
    const unsent = error instanceof Error && /not queryable/i.test(error.message);
    throw error instanceof Error && !unsent && isBrokenLine(error, code) ? new CommitUnknown(error) : error;
  });
  // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error: somebody swallowed one.
  if (done.command !== 'COMMIT')
    throw new Error("the transaction had failed before its COMMIT: a statement's error was swallowed");
}

/** Returns what the connection must be thrown away for, if anything. */
async function rolledBack(client: pg.PoolClient, error: unknown): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (second) {
    // The line is gone and with it the transaction; the first error is the one to tell.
    return second instanceof Error ? second : new Error(String(error));
  }
}
