/** A source as its owner would write one: signs what happens and posts it, in order, over real HTTP. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Journal, SimEvent, SimFault, Simulator, SimulatorOptions } from '../../testkit/simulator.ts';
import { SIGNATURE_HEADER, signatureOf } from '../signature.ts';

const STREAM = 'stream-1';
const MOST_AT_ONCE = 500;
const TRY_AGAIN_MS = 200;
/** What was said so long ago is told as a backlog. */
const TOLD_LATER_MS = 30_000;

export async function startWebhookSender({ seed, hookUrl }: SimulatorOptions): Promise<Simulator> {
  const secret = `signing-secret-of-${seed}`.padEnd(32, '0');
  const journal: Journal = { published: [], received: [] };
  const waiting: string[] = [];
  let doubled = 0;
  let count = 0;
  let closed = false;
  let sending: Promise<void> | null = null;
  let silentUntilMs = 0;

  function put(line: string): void {
    waiting.push(line);
    if (doubled > 0) {
      doubled -= 1;
      waiting.push(line);
    }
    sending ??= send().finally(() => void (sending = null));
  }

  async function send(): Promise<void> {
    while (waiting.length > 0 && !closed) {
      const lines = waiting.slice(0, MOST_AT_ONCE);
      if (hookUrl === undefined || Date.now() < silentUntilMs) await pause(10);
      else if (await post(hookUrl, lines.join('\n'), secret)) waiting.splice(0, lines.length);
      else await pause(TRY_AGAIN_MS);
    }
  }

  return {
    platform: 'webhook',
    connection: { settings: { signingSecret: secret }, endpoints: {}, broadcast: STREAM },
    publish(event) {
      const id = event.id ?? `${seed}-${++count}`;
      const atMs = event.atMs ?? Date.now();
      const line = lineOf(event);
      journal.published.push({
        id,
        kind: event.kind,
        atMs,
        sentAtMs: Date.now(),
        ...('text' in event && { text: event.text }),
      });
      const history = atMs < Date.now() - TOLD_LATER_MS ? { history: true } : {};
      put(JSON.stringify({ id, streamId: STREAM, at: atMs, ...history, ...line }));
      return [id];
    },
    fault(fault: SimFault) {
      if (fault.kind === 'duplicate') doubled = fault.next;
      else if (fault.kind === 'end') put(JSON.stringify({ id: `${seed}-end`, streamId: STREAM, kind: 'ended' }));
      else if (fault.kind === 'broken-frame') put('{"id": "torn", "text": "to');
      else if (fault.kind === 'unknown-payload') put(JSON.stringify({ id: `${seed}-odd-${++count}`, kind: 'dance' }));
      else if (fault.kind === 'drop' || fault.kind === 'stall') silentUntilMs = Date.now() + fault.forMs;
    },
    journal: () => journal,
    async close() {
      closed = true;
      await sending;
    },
  };
}

/** False: to be sent again, under the same ids. */
async function post(url: string, body: string, secret: string): Promise<boolean> {
  const bytes = Buffer.from(body);
  const headers = {
    'content-type': 'application/x-ndjson',
    [SIGNATURE_HEADER]: signatureOf(bytes, secret, Date.now()),
  };
  const answer = await fetch(url, { method: 'POST', headers, body: bytes }).catch(() => null);
  await answer?.arrayBuffer();
  return answer?.ok === true;
}

/** What the sender writes; a streak is one gift at its end, as a source tells it that counts by itself. */
function lineOf(event: SimEvent): object {
  switch (event.kind) {
    case 'message':
    case 'follow':
    case 'share':
    case 'audience':
      return event;
    case 'gift':
      return { ...event, gift: { name: event.name, count: event.count, ...worthOf(event) } };
    case 'like':
      return { kind: 'like', count: event.count };
    case 'edit':
      return { kind: 'message', id: event.targetId, text: event.text, edited: true };
    case 'removal':
      return { kind: 'removal', targetIds: [event.targetId] };
    case 'ban':
      return { kind: 'removal', target: 'author', targetIds: [event.authorId] };
    case 'join':
    case 'pinned':
    case 'direct':
      throw new Error(`an open source has no ${event.kind}`);
  }
}

function worthOf({ coins, count, amountMinor, currency }: Extract<SimEvent, { kind: 'gift' }>): object {
  if (coins !== undefined) return { coins: coins * count };
  return amountMinor === undefined ? {} : { amountMinor, currency };
}
