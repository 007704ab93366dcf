/**
 * `Hawker-Signature: t=<unix seconds>,v1=<hex>`: the HMAC-SHA256 of `<t>.` and the raw body. A sender that changes its
 * secret may write a second `,v1=<hex>`. The header is exact: upper-case hex or blanks in it are not accepted.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const SIGNATURE_HEADER = 'hawker-signature';
/** How far the sender's clock may stand from ours: what was signed earlier cannot be sent again by somebody else. */
export const TOLERANCE_MS = 5 * 60_000;

const HEADER = /^t=(\d{10})((?:,v1=[0-9a-f]{64}){1,4})$/;

const macOf = (body: Uint8Array, seconds: string, secret: string): string =>
  createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');

/** What a sender writes into the header. */
export function signatureOf(body: Uint8Array, secret: string, nowMs: number): string {
  const seconds = String(Math.floor(nowMs / 1000));
  return `t=${seconds},v1=${macOf(body, seconds, secret)}`;
}

export type Verified = { ok: true } | { ok: false; reason: string };

/** Every secret is tried against every signature, whatever the first says, each in constant time. */
export function verify(
  body: Uint8Array,
  header: string | undefined,
  secrets: readonly string[],
  nowMs: number,
): Verified {
  const [, seconds, signatures] = HEADER.exec(header ?? '') ?? [];
  if (seconds === undefined || signatures === undefined)
    return refused('The header Hawker-Signature is missing, or is not t=<unix seconds>,v1=<64 hex digits>.');
  const shown = signatures.split(',v1=').slice(1);
  let fits = false;
  for (const secret of secrets) {
    if (secret === '') continue;
    const expected = Buffer.from(macOf(body, seconds, secret), 'utf8');
    for (const one of shown) fits = timingSafeEqual(Buffer.from(one, 'utf8'), expected) || fits;
  }
  if (!fits) return refused('The signature does not fit the body.');
  // Looked at last: who cannot sign learns nothing of our clock.
  if (Math.abs(nowMs - Number(seconds) * 1000) > TOLERANCE_MS)
    return refused(
      'It was signed more than five minutes from now: set the clock of the sender, and sign each try anew.',
    );
  return { ok: true };
}

const refused = (reason: string): Verified => ({ ok: false, reason });
