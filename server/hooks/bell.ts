/** Says inside this process that something was kept for a connection. Other processes look at the table by themselves. */
export interface Bell {
  ring(connectionIds: Iterable<string>): void;
  /** Answers how to stop listening. */
  listen(connectionId: string, rung: () => void): () => void;
}

export function createBell(): Bell {
  const listeners = new Map<string, Set<() => void>>();
  return {
    ring(connectionIds) {
      for (const id of connectionIds) for (const rung of listeners.get(id) ?? []) rung();
    },
    listen(connectionId, rung) {
      const all = listeners.get(connectionId) ?? new Set();
      listeners.set(connectionId, all.add(rung));
      return () => {
        all.delete(rung);
        if (all.size === 0) listeners.delete(connectionId);
      };
    },
  };
}
