/** One timer for everything that falls due: set again whenever something is due earlier than it would ring. */
import type { ConnectorContext } from '../contract.ts';

export interface Alarm {
  /** Looks at `dueMs` again; call it after anything that may have brought it forward. */
  set(): void;
  stop(): void;
}

export function createAlarm(
  ctx: Pick<ConnectorContext, 'now' | 'sleep'>,
  dueMs: () => number,
  ring: () => void,
): Alarm {
  let armed: { forMs: number; abort: AbortController } | null = null;
  let stopped = false;

  const wait = async (mine: { forMs: number; abort: AbortController }) => {
    // An aborted sleep may resolve or reject; either way it is no longer the armed one.
    await ctx.sleep(Math.max(1, Math.ceil(mine.forMs - ctx.now())), mine.abort.signal).catch(() => undefined);
    if (armed !== mine || stopped) return;
    armed = null;
    ring();
    set();
  };

  const set = () => {
    if (stopped) return;
    const forMs = dueMs();
    if (forMs === Infinity || (armed && armed.forMs <= forMs)) return;
    armed?.abort.abort();
    armed = { forMs, abort: new AbortController() };
    void wait(armed);
  };

  return {
    set,
    stop() {
      stopped = true;
      armed?.abort.abort();
      armed = null;
    },
  };
}
