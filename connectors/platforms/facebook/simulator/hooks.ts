/** A Page's webhooks, signed and sent as Meta sends them: in batches, again where they were not taken, in no sure order. */
import { createHmac } from 'node:crypto';
import type { Change, Platform } from './platform.ts';

const GATHER_MS = 20;
const MOST = 1_000;
/** Meta goes on for a day and a half; a simulator has no such time. */
const AGAIN_MS = [0, 200, 1_000, 3_000, 10_000];

export function sendHooks(platform: Platform, hookUrl: string | undefined): () => void {
  // Before the review nothing is sent of people without a role, and here nothing at all.
  if (hookUrl === undefined || platform.access !== 'advanced') return () => undefined;
  const ending = new AbortController();
  const gathered: Change[] = [];
  let timer: NodeJS.Timeout | undefined;
  let verified: Promise<boolean> | null = null;

  const flush = () => {
    timer = undefined;
    const changes = gathered.splice(0, MOST);
    if (gathered.length > 0) timer = setTimeout(flush, 0);
    void send(changes);
  };

  async function send(changes: Change[]): Promise<void> {
    const body = escaped(JSON.stringify(bodyOf(platform, changes)));
    for (const waitMs of AGAIN_MS) {
      await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
      if (ending.signal.aborted) return;
      verified ??= handshake(platform, hookUrl ?? '', ending.signal);
      if (!(await verified)) verified = null;
      else if (await post(platform, hookUrl ?? '', body, ending.signal)) return sent(changes);
    }
  }

  platform.onTold((change) => {
    const field = change.field === 'messaging' ? 'messages' : change.field;
    if (ending.signal.aborted || !platform.subscribed().includes(field)) return;
    gathered.push(change);
    timer ??= setTimeout(flush, GATHER_MS);
  });
  return () => {
    ending.abort();
    clearTimeout(timer);
  };
}

function sent(changes: Change[]): void {
  for (const { published } of changes) if (published?.sentAtMs === 0) published.sentAtMs = Date.now();
}

function bodyOf(platform: Platform, changes: Change[]) {
  const time = Math.floor(Date.now() / 1000);
  const entry = changes.map(({ field, value }) => {
    const one = { id: platform.page.id, time };
    return field === 'messaging' ? { ...one, messaging: [value] } : { ...one, changes: [{ field, value }] };
  });
  return { object: 'page', entry };
}

/** Meta signs the body with everything beyond ASCII escaped, in lower case. */
const escaped = (json: string): string =>
  json.replaceAll(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

async function post(platform: Platform, hookUrl: string, body: string, signal: AbortSignal): Promise<boolean> {
  const bytes = Buffer.from(body, 'ascii');
  const mac = (hash: string) => createHmac(hash, platform.secrets.appSecret).update(bytes).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-hub-signature-256': `sha256=${mac('sha256')}`,
    'x-hub-signature': `sha1=${mac('sha1')}`,
  };
  try {
    const response = await fetch(hookUrl, { method: 'POST', headers, body: bytes, signal });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Nobody there: it is sent again.
    return false;
  }
}

async function handshake(platform: Platform, hookUrl: string, signal: AbortSignal): Promise<boolean> {
  const challenge = String(Date.now());
  const url = new URL(hookUrl);
  url.searchParams.set('hub.mode', 'subscribe');
  url.searchParams.set('hub.challenge', challenge);
  url.searchParams.set('hub.verify_token', platform.secrets.verifyToken);
  try {
    const response = await fetch(url, { signal });
    return response.ok && (await response.text()) === challenge;
  } catch {
    return false;
  }
}
