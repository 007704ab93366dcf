import { lookup } from 'node:dns/promises';
import { isSame, type Challenges } from './challenge.ts';

export type Found = { ok: true; resolved: string[] } | { ok: false; sentence: string; resolved: string[] };

const LIMIT_MS = 5_000;
/** An answer is 43 characters: whoever sends more is somebody else. */
const MOST_BYTES = 200;

/**
 * Does PUBLIC_URL lead to this hub? Asks for a challenge of its own by it, as somebody outside would. Never follows a
 * redirect: where it leads is not the address that was given.
 */
export async function findOurselves(publicUrl: string, challenges: Challenges, limitMs = LIMIT_MS): Promise<Found> {
  const url = new URL(publicUrl);
  const signal = AbortSignal.timeout(limitMs);
  const resolved = await Promise.race([addressesOf(url), ended(signal)]);
  const { token, answer } = challenges.make();
  const failed = (sentence: string): Found => ({ ok: false, sentence, resolved });
  try {
    const response = await fetch(`${url.origin}/address-challenge/${token}`, {
      redirect: 'manual',
      signal,
      headers: { accept: 'text/plain' },
    });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      return failed(redirected(url, response.headers.get('location')));
    }
    const text = await readShort(response);
    if (response.status === 200 && isSame(text, answer)) return { ok: true, resolved };
    return failed(strange(url, response.status));
  } catch (error) {
    return failed(unreachable(url, error));
  }
}

async function addressesOf({ hostname }: URL): Promise<string[]> {
  const found = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true }).catch(() => []);
  return found.map((one) => one.address);
}

const ended = (signal: AbortSignal): Promise<string[]> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve([]), { once: true }));

async function readShort(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  for (let size = 0; reader !== undefined && size <= MOST_BYTES;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(parts).toString('utf8').trim();
    parts.push(value);
    size += value.length;
  }
  await reader?.cancel();
  return '';
}

function redirected(url: URL, location: string | null): string {
  const to = location !== null && URL.canParse(location, url) ? new URL(location, url).origin : null;
  return to === null || to === url.origin
    ? `${url.origin} answers with a redirect in place of the hub. Let the proxy pass every path on as it is.`
    : `${url.origin} leads on to ${to}. Set PUBLIC_URL to the address that answers itself.`;
}

function strange(url: URL, status: number): string {
  if (status === 502 || status === 503 || status === 504)
    return `A proxy answers at ${url.origin}, but it does not reach the hub (${status}). Point it at PUBLIC_PORT, or at PORT.`;
  return `Something else than this hub answers at ${url.origin} (${status}). Point the name, tunnel or proxy at this hub.`;
}

const NO_NAME = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ENODATA']);
const NO_WAY = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

function unreachable(url: URL, error: unknown): string {
  const code = codeOf(error);
  if (NO_NAME.has(code)) return `The name ${url.hostname} does not exist in the DNS, as this machine sees it.`;
  if (code === 'ECONNREFUSED') return `Nothing listens at ${url.origin}. Is the tunnel or proxy running?`;
  if (/CERT|SSL|TLS|SELF_SIGNED/i.test(code))
    return `The certificate of ${url.hostname} is not valid (${code}); platforms and browsers refuse it too.`;
  if (NO_WAY.has(code) || isTimeout(error))
    return `${url.origin} did not answer within ${LIMIT_MS / 1000} seconds. Is the port let through the firewall?`;
  return `${url.origin} could not be reached${code === '' ? '' : ` (${code})`}.`;
}

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';

function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause)
    if ('code' in at && typeof at.code === 'string') return at.code;
  return '';
}
