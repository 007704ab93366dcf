import { ConnectorError } from '../contract.ts';

/** A request without a clear answer: it may have been carried out, or it is harmless to ask again. */
export type Asking = 'again' | 'once';

const FINAL = { final: true } as const;

/** Helix's refusal as ours. `detail` is Twitch's own sentence, in which no token may stand. */
export function refusal(response: Response, detail: string, asking: Asking): ConnectorError {
  const { status } = response;
  const say = (sentence: string) => (detail ? `${sentence} (${detail})` : sentence);
  if (status === 401)
    return new ConnectorError('unauthorized', say('Twitch refused the token. Connect the account again.'), FINAL);
  if (status === 403)
    return new ConnectorError('forbidden', say('Twitch does not allow this account to do it.'), FINAL);
  if (status === 404) return new ConnectorError('not-found', say('Twitch does not know what was asked for.'), FINAL);
  if (status === 429)
    return new ConnectorError('rate-limited', say('Twitch asks to slow down.'), { retryAfterMs: untilReset(response) });
  if (status < 500) return new ConnectorError('refused', say('Twitch refused the request.'), FINAL);
  if (asking === 'once') return new ConnectorError('unknown-outcome', say('Twitch failed in the middle.'));
  return new ConnectorError('network', say('Twitch is not well.'));
}

/** Until the bucket is full again, by Twitch's own clock: ours may be wrong. */
export function untilReset({ headers }: Response): number {
  const resetMs = Number(headers.get('ratelimit-reset') ?? Number.NaN) * 1_000;
  const saidMs = Date.parse(headers.get('date') ?? '');
  const retryMs = Number(headers.get('retry-after') ?? Number.NaN) * 1_000;
  const delays = [resetMs - saidMs, retryMs].filter(Number.isFinite);
  return Math.max(1_000, ...delays);
}

const NEVER_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** No answer came at all. What was to be done once and may have left is nobody's knowledge. */
export function noAnswer(cause: unknown, asking: Asking): ConnectorError {
  const code = ((cause as { cause?: { code?: unknown } } | null)?.cause?.code ?? '') as string;
  if (asking === 'once' && !NEVER_LEFT.has(code))
    return new ConnectorError('unknown-outcome', 'The line broke before Twitch answered; it may have happened.');
  return new ConnectorError('network', 'Twitch cannot be reached.', { cause });
}
