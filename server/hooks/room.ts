import type { IncomingMessage, ServerResponse } from 'node:http';

/** How many bytes may be on their way in at a time. It asks nobody who they are: a burst of a platform is no attack. */
export interface Room {
  /** False: there is no room now. `limitBytes` is what a request may have that does not say how long it is. */
  enter(request: IncomingMessage, response: ServerResponse, limitBytes: number): boolean;
  used(): number;
}

export function createRoom(mostBytes: number): Room {
  let used = 0;
  return {
    used: () => used,
    enter(request, response, limitBytes) {
      const bytes = bytesOf(request, limitBytes);
      if (used > 0 && used + bytes > mostBytes) return false;
      used += bytes;
      let inside = true;
      const leave = (): void => {
        if (inside) used -= bytes;
        inside = false;
      };
      // Whoever hangs up in the middle is never answered: then there is only the close.
      response.once('finish', leave).once('close', leave);
      return true;
    },
  };
}

function bytesOf({ headers }: IncomingMessage, limitBytes: number): number {
  const said = Number(headers['content-length'] ?? limitBytes);
  return said >= 0 && said <= limitBytes ? said : limitBytes;
}
