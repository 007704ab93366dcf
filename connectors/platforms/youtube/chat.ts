/** Pages of chat, streamed or polled, into deliveries: history marked, combos counted once, cursors kept. */
import { ConnectorError, type ConnectorContext, type Delivery, type PlatformEvent } from '../contract.ts';
import type { Api } from './api.ts';
import { Combos } from './combos.ts';
import { endedEvent, readItem } from './events.ts';
import type { Own } from './own.ts';
import type { ChatPage } from './payloads.ts';
import { pollPages } from './poll.ts';
import { PENDING, rest, within } from './rest.ts';
import { NoStream, type ChatStream } from './stream.ts';

export interface Chat {
  liveChatId: string;
  own: Pick<Own, 'channelIdFor'>;
  /** Null where only polling is possible. */
  stream: ChatStream | null;
}

const STREAM_TRIES = 3;
const BETWEEN_TRIES_MS = 300;
const REOPEN_MIN_MS = 500;
const REOPEN_MAX_MS = 30_000;
/** A broadcast that is offline and says nothing any more; one such page alone may be an encoder that comes back. */
const OFFLINE_PAGES = 3;
/** How long after the opening without a cursor what is older than the opening counts as history. */
const HISTORY_WINDOW_MS = 5_000;

export async function* chatDeliveries(ctx: ConnectorContext, api: Api, chat: Chat): AsyncGenerator<Delivery> {
  const openedAtMs = api.platformNow();
  const historyUntilMs = ctx.cursor === null ? ctx.now() + HISTORY_WINDOW_MS : 0;
  const isHistory = ({ atMs }: PlatformEvent) => atMs !== null && atMs < openedAtMs && ctx.now() < historyUntilMs;
  const combos = new Combos();
  const pages = chatPages(ctx, api, chat);
  let cursor = ctx.cursor;
  let offlinePages = 0;
  const deliver = (event: PlatformEvent): Delivery => ({ event, cursor: combos.cursorFor(cursor) });
  try {
    let next = pages.next();
    while (!ctx.signal.aborted) {
      const dueAtMs = combos.dueAtMs();
      const first = dueAtMs === null ? await next : await within(ctx, Math.max(0, dueAtMs - ctx.now()), next);
      yield* combos.take(ctx.now()).map(deliver);
      if (first === PENDING) continue;
      if (first.done) return;
      const page = first.value;
      const { events, ended } = readPage(ctx, chat, page, (event) => combos.hold(event, ctx.now(), cursor));
      const last = events.pop();
      for (const event of events) yield deliver(marked(event, isHistory(event)));
      // Only the last event of a page has the page's own cursor: before it the page must be read again.
      cursor = page.nextPageToken ?? cursor;
      if (last) yield deliver(marked(last, isHistory(last)));
      offlinePages = page.offlineAt && page.items.length === 0 ? offlinePages + 1 : 0;
      const over = offlinePages >= OFFLINE_PAGES ? endedEvent(chat.liveChatId, 'the broadcast went offline') : ended;
      if (over) {
        yield* combos.take(ctx.now(), true).map(deliver);
        yield deliver(over);
        return;
      }
      next = pages.next();
    }
  } catch (error) {
    if (ctx.signal.aborted) return;
    if (!(error instanceof ConnectorError) || error.code !== 'ended') throw error;
    yield* combos.take(ctx.now(), true).map(deliver);
    yield deliver(endedEvent(chat.liveChatId, error.message));
  } finally {
    // Not awaited: a generator that hangs in a call answers only when the abort has reached the call.
    void pages.return(undefined).catch((error: unknown) => ctx.log.debug({ error: String(error) }, 'chat-close'));
  }
}

const marked = (event: PlatformEvent, history: boolean): PlatformEvent => (history ? { ...event, history } : event);

function readPage(
  ctx: ConnectorContext,
  chat: Chat,
  page: ChatPage,
  hold: (event: Extract<PlatformEvent, { kind: 'gift' }>) => void,
): { events: PlatformEvent[]; ended: PlatformEvent | null } {
  for (let count = 0; count < page.broken; count += 1) ctx.skipped('broken chat payload');
  const events: PlatformEvent[] = [];
  let ended: PlatformEvent | null = null;
  for (const item of page.items) {
    const reading = readItem(item, chat.own.channelIdFor(item));
    if ('unknown' in reading) ctx.skipped(`chat item: ${reading.unknown}`);
    else if ('ignored' in reading) continue;
    else if (reading.event.kind === 'ended') ended = reading.event;
    else if (reading.isCombo && reading.event.kind === 'gift') hold(reading.event);
    else events.push(reading.event);
  }
  return { events, ended: ended && { ...ended, id: `ended:${chat.liveChatId}` } };
}

/** The stream as long as there is one, from the last token on; polling where there is none. */
async function* chatPages(ctx: ConnectorContext, api: Api, chat: Chat): AsyncGenerator<ChatPage> {
  let token = ctx.cursor;
  const remember = (page: ChatPage) => {
    token = page.nextPageToken ?? token;
    return page;
  };
  const open = (source: (from: string | null) => AsyncGenerator<ChatPage>) =>
    fromTokenOrStart(
      ctx,
      source,
      () => token,
      () => (token = null),
    );
  const { stream } = chat;
  if (stream) {
    for await (const page of untilNoStream(ctx, () => open((from) => stream.pages(chat.liveChatId, from))))
      yield remember(page);
    if (ctx.signal.aborted) return;
    ctx.log.info({}, 'chat-falls-back-to-polling');
  }
  for await (const page of open((from) => pollPages(ctx, api, chat.liveChatId, from))) yield remember(page);
}

/** Streams again and again, for the platform closes each after a while; ends when there is no stream to be had. */
async function* untilNoStream(ctx: ConnectorContext, open: () => AsyncGenerator<ChatPage>): AsyncGenerator<ChatPage> {
  let tries = 0;
  let heardEver = false;
  let reopenMs = REOPEN_MIN_MS;
  while (!ctx.signal.aborted) {
    try {
      for await (const page of open()) {
        heardEver = true;
        if (page.items.length > 0) reopenMs = REOPEN_MIN_MS;
        yield page;
      }
      // Closed in order, by the platform: each opening costs units, so a silent chat is reopened ever more slowly.
      await rest(ctx, reopenMs);
      reopenMs = Math.min(REOPEN_MAX_MS, reopenMs * 2);
    } catch (error) {
      if (!(error instanceof NoStream)) throw error;
      // A line that worked and broke is a gap: the hub must see it, and comes back with the cursor.
      if (heardEver) throw error.cause;
      tries += 1;
      if (error.permanent || tries >= STREAM_TRIES) return;
      await rest(ctx, BETWEEN_TRIES_MS * tries);
    }
  }
}

/** A token can grow too old; then the chat is read from its recent history, once, instead of never. */
async function* fromTokenOrStart(
  ctx: ConnectorContext,
  source: (from: string | null) => AsyncGenerator<ChatPage>,
  from: () => string | null,
  forget: () => void,
): AsyncGenerator<ChatPage> {
  const token = from();
  try {
    yield* source(token);
  } catch (error) {
    const refused = token !== null && from() === token && error instanceof ConnectorError && error.code === 'refused';
    if (!refused) throw error;
    ctx.log.warn({}, 'resume-token-refused');
    forget();
    yield* source(null);
  }
}
