/** `X-Hub-Signature-256`, as every app of Meta signs its requests: `sha256=` and the hex HMAC-SHA256 of the raw body. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const SIGNATURE_HEADER = 'x-hub-signature-256';

/** What Meta would put in the header. Also the simulators sign with it. */
export const signatureOf = (body: Uint8Array, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/**
 * Which of the secrets signed these bytes: its place in the list, or null. The body is hashed as it came: Meta escapes
 * every letter beyond ASCII before it signs, and JSON written anew by us would be other bytes.
 *
 * Every secret is tried, whatever the first one says, and each comparison takes the same time: an answer's delay tells
 * nothing. The header must be exact: upper-case hex or a second header in it is not what Meta sends.
 */
export function signedBy(body: Uint8Array, header: string | undefined, secrets: readonly string[]): number | null {
  const shown = Buffer.from(header ?? '', 'utf8');
  let found: number | null = null;
  for (const [index, secret] of secrets.entries()) {
    if (secret === '') continue;
    const expected = Buffer.from(signatureOf(body, secret), 'utf8');
    const same = shown.length === expected.length && timingSafeEqual(shown, expected);
    if (same && found === null) found = index;
  }
  return found;
}

/** Two texts compared in constant time: the verify token of a handshake. Nothing is equal to an empty text. */
export function sameText(shown: string | undefined, expected: string | null): boolean {
  if (!shown || !expected) return false;
  const [a, b] = [digest(shown), digest(expected)];
  return timingSafeEqual(a, b);
}

/** Hashed first, so that texts of two lengths compare in the same time too. */
const digest = (text: string): Buffer => createHmac('sha256', 'hawker-compares').update(text).digest();
