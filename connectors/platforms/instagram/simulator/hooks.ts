/** Instagram's webhooks: the handshake first, then what happens, signed, in both documented shapes, again until taken. */
import { signatureOf } from '../../meta/signature.ts';
import { escaped } from './http.ts';
import type { Change, Platform } from './platform.ts';

/** Real ones wait longer, and try for a day and a half. */
const AGAIN_MS = [0, 500, 1_500, 4_000];
const GATHER_MS = 20;
const MOST_A_REQUEST = 1_000;

/** Sends to `hookUrl`; only with Advanced Access. Answers how to stop. */
export function sendHooks(platform: Platform, hookUrl: string | undefined): () => void {
  if (hookUrl === undefined || platform.access !== 'advanced') return () => undefined;
  const ending = new AbortController();
  const gathered: Change[] = [];
  let timer: NodeJS.Timeout | undefined;
  let verified: Promise<boolean> | null = null;
  let requests = 0;

  const flush = () => {
    timer = undefined;
    const changes = gathered.splice(0, MOST_A_REQUEST);
    if (gathered.length > 0) timer = setTimeout(flush, 0);
    requests += 1;
    void deliver(changes, requests % 2 === 0);
  };
  async function deliver(changes: Change[], direct: boolean): Promise<void> {
    const body = Buffer.from(escaped(JSON.stringify(bodyOf(platform, changes, direct))), 'ascii');
    for (const waitMs of AGAIN_MS) {
      await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
      if (ending.signal.aborted) return;
      verified ??= handshake(platform, hookUrl ?? '', ending.signal);
      if (!(await verified)) verified = null;
      else if (await post(platform, hookUrl ?? '', body, ending.signal)) return sent(changes);
    }
  }

  platform.onTold((change) => {
    if (ending.signal.aborted) return;
    gathered.push(change);
    timer ??= setTimeout(flush, GATHER_MS);
  });
  return () => {
    ending.abort();
    clearTimeout(timer);
  };
}

function sent(changes: Change[]): void {
  for (const change of changes) {
    const published = change.field === 'messages' ? change.published : change.entry.published;
    if (published?.sentAtMs === 0) published.sentAtMs = Date.now();
  }
}

/** `direct`: the change written on the entry, as the page on Instagram Login shows it; its times are milliseconds. */
function bodyOf(platform: Platform, changes: Change[], direct: boolean) {
  const nowMs = Date.now();
  const entry = changes.map((change) => {
    const one = { id: platform.account.igId, time: direct ? nowMs : Math.floor(nowMs / 1000) };
    if (change.field === 'messages') return { ...one, messaging: [messageOf(platform, change)] };
    const told = { field: change.field, value: valueOf(change) };
    return direct ? { ...one, ...told } : { ...one, changes: [told] };
  });
  return { object: 'instagram', entry };
}

const messageOf = ({ account }: Platform, { mid, sender, text, atMs }: Extract<Change, { field: 'messages' }>) => ({
  ...{ sender: { id: sender }, recipient: { id: account.igId }, timestamp: atMs, message: { mid, text } },
});

/** No time: a live comment's hook names none. */
const valueOf = ({ entry, liveId }: Exclude<Change, { field: 'messages' }>) =>
  entry.strange
    ? { hologram: true }
    : {
        id: entry.id,
        from: { id: entry.author.id, username: entry.author.handle },
        text: entry.text,
        media: { id: liveId, media_product_type: 'LIVE' },
      };

async function post(platform: Platform, url: string, body: Buffer<ArrayBuffer>, signal: AbortSignal): Promise<boolean> {
  const headers = {
    'content-type': 'application/json',
    'x-hub-signature-256': signatureOf(body, platform.account.appSecret),
  };
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Nobody there: it is sent again.
    return false;
  }
}

async function handshake({ account }: Platform, hookUrl: string, signal: AbortSignal): Promise<boolean> {
  const challenge = '1158201444';
  const url = new URL(hookUrl);
  url.searchParams.set('hub.mode', 'subscribe');
  url.searchParams.set('hub.challenge', challenge);
  url.searchParams.set('hub.verify_token', account.verifyToken);
  try {
    const response = await fetch(url, { signal });
    return response.ok && (await response.text()) === challenge;
  } catch {
    return false;
  }
}
