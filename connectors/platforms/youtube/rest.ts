import type { ConnectorContext } from '../contract.ts';

/** Sleeps on the context's clock; an abort ends it at once and is no error here, whoever waits looks at the signal. */
export async function rest(ctx: ConnectorContext, ms: number, signal: AbortSignal = ctx.signal): Promise<void> {
  if (signal.aborted) return;
  const aborted = Promise.withResolvers<void>();
  const wake = () => aborted.resolve();
  signal.addEventListener('abort', wake, { once: true });
  try {
    await Promise.race([ctx.sleep(ms, signal), aborted.promise]);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', wake);
  }
}

export const PENDING = 'still pending';

/** What comes first: the promise, or `ms` on the context's clock (then PENDING). The promise is left untouched. */
export async function within<T>(
  ctx: ConnectorContext,
  ms: number,
  promise: Promise<T>,
): Promise<Awaited<T> | typeof PENDING> {
  const { signal, abort, unlink } = linked(ctx.signal);
  const slept = rest(ctx, ms, signal).then((): typeof PENDING => PENDING);
  try {
    return await Promise.race([promise, slept]);
  } finally {
    unlink();
    abort();
  }
}

/**
 * A signal that aborts with any of the others, until it is unlinked. `AbortSignal.any` would do, but keeps something of
 * every composite for as long as the session's own signal lives: hours of messages.
 */
export function linked(...signals: AbortSignal[]): { signal: AbortSignal; abort(): void; unlink(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const signal of signals) {
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  }
  const unlink = () => signals.forEach((signal) => signal.removeEventListener('abort', abort));
  return { signal: controller.signal, abort, unlink };
}
