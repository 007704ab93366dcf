/** The only reader of the clock. Everybody else is handed `now()` or this object. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since some fixed moment, never going back: for measuring how long something took. */
  elapsed(): number;
  /** Resolves after `delayMs`; rejects with the signal's reason when that is aborted first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep(delayMs, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(abortReason(signal));
      const end = () => {
        clearTimeout(timer);
        reject(abortReason(signal));
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', end);
        resolve();
      }, delayMs);
      signal?.addEventListener('abort', end, { once: true });
    });
  },
};

/** `2026-11-22T18:00:00.000Z` for a moment in milliseconds; for records and file names. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();

function abortReason(signal: AbortSignal | undefined): Error {
  return signal?.reason instanceof Error ? signal.reason : new Error('stopped while waiting');
}
