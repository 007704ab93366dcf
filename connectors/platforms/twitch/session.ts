import { ConnectorError, type ConnectorContext, type Delivery } from '../contract.ts';
import type { Account, Api } from './api.ts';
import { endedEvent, readNotification } from './events.ts';
import { createInbox } from './inbox.ts';
import type { Frame } from './payloads.ts';
import { openSocket } from './socket.ts';

const UNREAD = 2_000;
const VIEWERS_EVERY_MS = 60_000;
const ofChat = (channel: string, reader: string) => ({ broadcaster_user_id: channel, user_id: reader });
const ofChannel = (channel: string) => ({ broadcaster_user_id: channel });

interface Wanted {
  type: string;
  condition(channel: string, reader: string): object;
  /** Without it there is no show; the others are left out where they are not allowed. */
  needed?: true;
  scope?: string;
}

const SUBSCRIPTIONS: readonly Wanted[] = [
  { type: 'channel.chat.message', condition: ofChat, needed: true },
  { type: 'stream.offline', condition: ofChannel },
  { type: 'channel.chat.notification', condition: ofChat },
  { type: 'channel.chat.message_delete', condition: ofChat },
  { type: 'channel.chat.clear_user_messages', condition: ofChat },
  { type: 'channel.ban', condition: ofChannel, scope: 'channel:moderate' },
];

export interface Channel {
  id: string;
  liveId: string;
  viewers: number | null;
}

/** One open line to one broadcast: opened, subscribed, watched. */
export async function openFeed(ctx: ConnectorContext, api: Api, own: Account, channel: Channel) {
  const inbox = createInbox(UNREAD, { full: () => socket.pause(), drained: () => socket.resume() });
  const socket = openSocket(ctx, {
    notification(frame) {
      const event = readNotification(frame, { ownId: own.id, liveId: channel.liveId });
      if (event === 'unknown') return ctx.skipped(frame.metadata?.subscription_type ?? 'notification');
      if (event === null) return;
      push({ event, cursor: null });
    },
    revoked: (frame) => revoked(frame, (error) => close(error)),
    lost: (error) => close(error),
  });
  const close = (error?: Error) => {
    inbox.end(error);
    socket.close();
  };
  const push = (delivery: Delivery) => {
    inbox.push(delivery);
    if (delivery.event.kind === 'ended') close();
  };
  ctx.signal.addEventListener('abort', () => close(), { once: true });
  try {
    const sessionId = await socket.welcome;
    await Promise.all(SUBSCRIPTIONS.map((one) => subscribe(ctx, api, { ...one, own, channel, sessionId })));
  } catch (error) {
    close();
    throw error;
  }
  void watchViewers(ctx, api, channel, push).catch((error: Error) => close(error));
  return { deliveries: () => inbox.read(), close: () => close() };
}

interface On {
  own: Account;
  channel: Channel;
  sessionId: string;
}

async function subscribe(ctx: ConnectorContext, api: Api, wanted: Wanted & On): Promise<void> {
  const { type, condition, needed, scope, own, channel, sessionId } = wanted;
  if (scope && own.scopes && !own.scopes.includes(scope)) return;
  const transport = { method: 'websocket', session_id: sessionId };
  try {
    await api.subscribe({ type, version: '1', condition: condition(channel.id, own.id), transport });
  } catch (error) {
    const missing = error instanceof ConnectorError && (error.code === 'forbidden' || error.code === 'refused');
    if (needed || !missing) throw error;
    ctx.log.info({ type }, 'twitch-subscription-left-out');
  }
}

/** Twitch takes a subscription back: the consent is gone, the account is banned there, or gone itself. */
function revoked({ payload }: Frame, end: (error: ConnectorError) => void): void {
  const { type = '', status = '' } = payload?.subscription ?? {};
  if (!SUBSCRIPTIONS.some((one) => one.type === type && one.needed)) return;
  const gone = status === 'authorization_revoked';
  const sentence = gone
    ? 'The consent was taken back. Connect the account again.'
    : `Twitch ended our reading (${status}).`;
  end(new ConnectorError(gone ? 'unauthorized' : 'forbidden', sentence, { final: true }));
}

/** How many watch; and the end, where nobody told it: the stream is gone, or another one is on, in two looks in a row. */
async function watchViewers(ctx: ConnectorContext, api: Api, channel: Channel, push: (one: Delivery) => void) {
  const { id: channelId, liveId } = channel;
  let viewers = channel.viewers;
  for (let misses = 0; ;) {
    const id = `audience:${Math.round(ctx.now())}`;
    if (viewers !== null) push({ event: { kind: 'audience', id, atMs: null, viewers }, cursor: null });
    await ctx.sleep(VIEWERS_EVERY_MS + api.pauseMs(), ctx.signal);
    if (ctx.signal.aborted) return;
    const stream = await api.stream(channelId).catch((error: unknown) => {
      // A look that fails is no fault of the line: the chat tells when the account or the network is gone.
      if (error instanceof ConnectorError) return null;
      throw error;
    });
    viewers = stream?.viewer_count ?? null;
    if (stream === null) continue;
    misses = stream?.id === liveId ? 0 : misses + 1;
    if (misses === 2) return push({ event: endedEvent(liveId, null), cursor: null });
  }
}
