import type { ConnectorContext } from '../contract.ts';

/** Sleeps on the context's clock; an abort ends it at once and is no error here, whoever waits looks at the signal. */
export async function rest(ctx: Pick<ConnectorContext, 'sleep'>, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted || ms <= 0) return;
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

/**
 * A signal that aborts with any of the others, until it is unlinked. `AbortSignal.any` would do, but keeps something of
 * every composite for as long as the session's own signal lives: hours of polling.
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
