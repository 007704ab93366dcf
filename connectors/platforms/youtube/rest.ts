import type { ConnectorContext } from '../contract.ts';

/** Sleeps on the context's clock; an abort ends it early and is no error here, whoever waits looks at the signal. */
export async function rest(ctx: ConnectorContext, ms: number, signal: AbortSignal = ctx.signal): Promise<void> {
  await ctx.sleep(ms, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

export const PENDING = 'still pending';

/** What comes first: the promise, or `ms` on the context's clock (then PENDING). The promise is left untouched. */
export async function within<T>(
  ctx: ConnectorContext,
  ms: number,
  promise: Promise<T>,
): Promise<Awaited<T> | typeof PENDING> {
  const done = new AbortController();
  const slept = rest(ctx, ms, AbortSignal.any([done.signal, ctx.signal])).then((): typeof PENDING => PENDING);
  try {
    return await Promise.race([promise, slept]);
  } finally {
    done.abort();
  }
}
