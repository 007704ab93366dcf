/** Any source that posts its own events: a bridge of Shopee, Lazada or Taobao, an app, a site. docs/connect/webhook.md. */
import { ConnectorError, defineConnector, type ConnectorContext, type Delivery, type HookPart } from '../contract.ts';
import { eventOf, lineOf } from './events.ts';
import { receive } from './hook.ts';
import { manifest } from './manifest.ts';

/** A broadcast called so takes whatever stream the source names. */
const ANY_STREAM = '*';

export const webhook = defineConnector(
  manifest,
  async (ctx) => {
    if (!ctx.settings['signingSecret'])
      throw new ConnectorError('unauthorized', 'This connection has no signing secret: enter one.', { final: true });
    const over = new AbortController();
    const until = AbortSignal.any([ctx.signal, over.signal]);
    return {
      liveId: ctx.broadcast,
      address: '',
      // Nothing is read: what comes is brought by requests, and given to `take`.
      async *deliveries() {
        await aborted(until);
      },
      take(part) {
        const deliveries = taken(ctx, part);
        if (deliveries.some(({ event }) => event.kind === 'ended')) over.abort();
        return deliveries;
      },
      act: {},
      close: async () => over.abort(),
    };
  },
  { hook: { receive } },
);

function taken(ctx: ConnectorContext, { body, receivedMs, early }: HookPart): Delivery[] {
  const line = lineOf(body);
  if (line === null) {
    ctx.skipped('line');
    return [];
  }
  const { streamId, kind, history } = line;
  if (streamId !== null && ctx.broadcast !== ANY_STREAM && streamId !== ctx.broadcast) return [];
  // The end of an earlier show is not the end of this one.
  if ((early || history) && kind === 'ended') return [];
  return [{ event: { ...eventOf(line), ...((early || history) && { history: true }) }, cursor: null, receivedMs }];
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
