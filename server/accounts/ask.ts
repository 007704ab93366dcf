import { ConnectorError } from '../../connectors/platforms/contract.ts';
import type { Door } from './provider.ts';

/** What a provider answered: a JSON object, or its refusal by its own word. */
export type Told =
  { ok: true; body: Record<string, unknown> } | { ok: false; status: number; error: string; sentence: string };

const BUSY_MS = 30_000;
const LONGEST_SENTENCE = 200;

/**
 * One request to a provider. A refusal is a value; what may be tried again is thrown. Neither address nor body is kept
 * in an error: both carry secrets, and `secrets` are struck out of what the provider says, since some say them back.
 */
export async function ask(
  door: Door,
  who: string,
  url: URL | string,
  init: RequestInit & { secrets?: readonly string[] } = {},
): Promise<Told> {
  const { secrets = [], ...request } = init;
  const answer = await door
    .fetch(url, {
      ...request,
      signal: door.signal,
      redirect: 'error',
      headers: { accept: 'application/json', ...request.headers },
    })
    .catch(() => {
      throw new ConnectorError('network', `${who} cannot be reached. Look at this machine's way to the internet.`);
    });
  const body = asObject(await answer.text().catch(() => ''));
  const refusal = refusalOf(body, answer.status);
  if (answer.status === 429 || (refusal !== null && LIMITS.has(refusal.error))) {
    const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
    const retryAfterMs = Number.isFinite(seconds) ? seconds * 1_000 : BUSY_MS;
    throw new ConnectorError('rate-limited', `${who} asks to slow down.`, { retryAfterMs });
  }
  if (answer.status >= 500 || refusal?.passing === true)
    throw new ConnectorError('network', `${who} answered ${answer.status}.`);
  if (refusal !== null)
    return { ok: false, status: answer.status, error: refusal.error, sentence: struck(refusal.sentence, secrets) };
  if (body === null) throw new ConnectorError('protocol', `${who} answered with something that is not JSON.`);
  return { ok: true, body };
}

export const form = (fields: Readonly<Record<string, string | null>>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== null)),
});

/** Meta's codes for "too much": of the app, the user, the Page, and those of business use. */
const LIMITS = new Set(['4', '17', '32', '613', '80001', '80002', '80006']);

interface Refusal {
  error: string;
  sentence: string;
  passing: boolean;
}

/** The three forms there are: the standard's, Meta's Graph, and { status, message } or { error_type, error_message }. */
function refusalOf(body: Record<string, unknown> | null, status: number): Refusal | null {
  const inner = body?.['error'];
  if (typeof inner === 'object' && inner !== null) {
    const { code, message, is_transient: passing } = inner as Record<string, unknown>;
    return {
      error: String(code ?? 'error'),
      sentence: textOf(message),
      passing: passing === true || code === 1 || code === 2,
    };
  }
  if (typeof inner === 'string' && (status >= 400 || body?.['access_token'] === undefined))
    return { error: inner, sentence: textOf(body?.['error_description'] ?? body?.['message']), passing: false };
  if (status < 400) return null;
  const sentence = textOf(body?.['message'] ?? body?.['error_message']);
  return { error: textOf(body?.['error_type']) || String(status), sentence, passing: false };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Instagram writes ids past 2^53 as bare numbers: they are kept as they stand. */
function exact(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^\d+$/.test(source)
    ? source
    : value;
}

function asObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text, exact);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null; // an error page of something in between: its status has to do
  }
}

export function struck(text: string, secrets: readonly string[]): string {
  const left = secrets.reduce((rest, secret) => (secret.length < 4 ? rest : rest.replaceAll(secret, '•••')), text);
  return left.slice(0, LONGEST_SENTENCE);
}
