import type { Delivery, PlatformEvent } from '../contract.ts';

/**
 * The chat, with the audience's events in between: they carry the chat's last cursor. Ends when either tells the end of
 * the show, or the chat is over; pulled, so that a hub that is full stops the reading.
 */
export async function* merge(
  chat: AsyncGenerator<Delivery>,
  audience: AsyncGenerator<PlatformEvent>,
  cursorAtStart: string | null,
): AsyncGenerator<Delivery> {
  let cursor = cursorAtStart;
  let nextChat = tagged('chat', chat.next());
  let nextAudience = tagged('audience', audience.next());
  try {
    for (;;) {
      const first = await Promise.race([nextChat, nextAudience]);
      if (first.from === 'chat') {
        if (first.result.done) return;
        cursor = first.result.value.cursor;
        yield first.result.value;
        if (first.result.value.event.kind === 'ended') return;
        nextChat = tagged('chat', chat.next());
      } else if (first.result.done) {
        nextAudience = new Promise(() => undefined);
      } else {
        yield { event: first.result.value, cursor };
        if (first.result.value.kind === 'ended') return;
        nextAudience = tagged('audience', audience.next());
      }
    }
  } finally {
    // Whatever they still wait for is ended by the session's abort; nobody listens to them any more.
    nextChat.catch(() => undefined);
    nextAudience.catch(() => undefined);
    void chat.return(undefined).catch(() => undefined);
    void audience.return(undefined).catch(() => undefined);
  }
}

const tagged = <F extends string, T>(from: F, next: Promise<IteratorResult<T, void>>) =>
  next.then((result) => ({ from, result }));
