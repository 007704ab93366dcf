import type { Delivery } from '../contract.ts';

export interface Inbox {
  push(delivery: Delivery): void;
  /** No more will come; what is there is still read. With an error the reading ends by throwing it. */
  end(error?: Error): void;
  read(): AsyncGenerator<Delivery>;
}

/** Between the line, which pushes, and the hub, which pulls. `full` is called when too much waits, `drained` after that. */
export function createInbox(limit: number, line: { full(): void; drained(): void }): Inbox {
  let waiting: Delivery[] = [];
  let wake: () => void = () => undefined;
  let ended: { error: Error | undefined } | null = null;
  let full = false;

  return {
    push(delivery) {
      if (ended) return;
      waiting.push(delivery);
      if (waiting.length >= limit && !full) {
        full = true;
        line.full();
      }
      wake();
    },
    end(error) {
      ended ??= { error };
      wake();
    },
    async *read() {
      for (;;) {
        const batch = waiting;
        waiting = [];
        yield* batch;
        if (waiting.length > 0) continue;
        if (full) {
          full = false;
          line.drained();
        }
        if (ended?.error) throw ended.error;
        if (ended) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
