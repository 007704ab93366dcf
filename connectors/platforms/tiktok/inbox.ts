/** Deliveries between the line, which pushes, and their reader, who pulls. */
import type { Delivery } from '../contract.ts';

export interface Inbox extends AsyncIterable<Delivery> {
  push(delivery: Delivery): void;
  /** No more will come; what is there is still read. With an error the reading ends by throwing it. */
  end(error?: Error): void;
  readonly size: number;
}

/** `onRead` is told the size after each reading, so that a paused line can be resumed. */
export function createInbox(onRead: (size: number) => void): Inbox {
  let queue: Delivery[] = [];
  let read = 0;
  let ended: { error: Error | undefined } | null = null;
  let wake: (() => void) | null = null;

  const awaken = () => {
    wake?.();
    wake = null;
  };
  const take = (): Delivery | undefined => {
    const next = queue[read];
    if (next === undefined) return undefined;
    read += 1;
    // Shifting each would move the whole rest every time.
    if (read > 1000) [queue, read] = [queue.slice(read), 0];
    onRead(queue.length - read);
    return next;
  };

  return {
    push(delivery) {
      if (ended) return;
      queue.push(delivery);
      awaken();
    },
    end(error) {
      ended ??= { error };
      awaken();
    },
    get size() {
      return queue.length - read;
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const next = take();
        if (next !== undefined) yield next;
        else if (ended?.error) throw ended.error;
        else if (ended) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
