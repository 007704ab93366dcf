import type { IncomingMessage } from 'node:http';

/** How many bytes may be on their way in at a time. It asks nobody who they are: a burst of a platform is no attack. */
export interface Room {
  /** False: there is no room now. `limitBytes` is what a request may have that does not say how long it is. */
  enter(request: IncomingMessage, limitBytes: number): boolean;
  leave(request: IncomingMessage): void;
}

export function createRoom(mostBytes: number): Room {
  const inside = new WeakMap<IncomingMessage, number>();
  let used = 0;
  return {
    enter(request, limitBytes) {
      const said = Number(request.headers['content-length'] ?? limitBytes);
      const bytes = Number.isFinite(said) ? Math.min(said, limitBytes) : limitBytes;
      if (used > 0 && used + bytes > mostBytes) return false;
      used += bytes;
      inside.set(request, bytes);
      return true;
    },
    leave(request) {
      used -= inside.get(request) ?? 0;
      inside.delete(request);
    },
  };
}
