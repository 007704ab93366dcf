/** The chat asked for again and again: the fallback, as slow as the platform and the ledger of units ask for. */
import { ConnectorError, type ConnectorContext } from '../contract.ts';
import type { Api } from './api.ts';
import { readDelayMs } from './budget.ts';
import type { ChatPage } from './payloads.ts';
import { rest } from './rest.ts';

const DEFAULT_INTERVAL_MS = 5_000;
const UNREADABLE_IN_A_ROW = 3;

export async function* pollPages(
  ctx: ConnectorContext,
  api: Api,
  liveChatId: string,
  cursor: string | null,
): AsyncGenerator<ChatPage> {
  let token = cursor;
  let intervalMs = DEFAULT_INTERVAL_MS;
  let unreadable = 0;
  while (!ctx.signal.aborted) {
    const page = await nextPage(ctx, api, liveChatId, token);
    if (ctx.signal.aborted) return;
    unreadable = page ? 0 : unreadable + 1;
    if (unreadable >= UNREADABLE_IN_A_ROW)
      throw new ConnectorError('protocol', 'YouTube answers what is no chat page.');
    token = page?.nextPageToken ?? token;
    intervalMs = page?.pollingIntervalMillis ?? intervalMs;
    yield page ?? { items: [], broken: 1 };
    await rest(ctx, readDelayMs(intervalMs, ctx.unitsLeft()));
  }
}

/** Waits after a call that came too soon, where the platform names no delay: after a reconnect nobody knows the last one. */
const TOO_SOON_MS = [2_000, 5_000];

/** Null when the answer was no page. */
async function nextPage(
  ctx: ConnectorContext,
  api: Api,
  liveChatId: string,
  token: string | null,
  tries = 0,
): Promise<ChatPage | null> {
  try {
    return await api.chatPage(liveChatId, token);
  } catch (error) {
    const unnamed =
      error instanceof ConnectorError && error.code === 'rate-limited' && error.retryAfterMs === undefined;
    const waitMs = TOO_SOON_MS[tries];
    if (!unnamed || waitMs === undefined) throw error;
    await rest(ctx, waitMs);
    return ctx.signal.aborted ? null : nextPage(ctx, api, liveChatId, token, tries + 1);
  }
}
