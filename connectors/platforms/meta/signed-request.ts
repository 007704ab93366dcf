/** `signed_request`: how Meta tells a callback which person it is about (data deletion, deauthorize). */
import { createHmac, timingSafeEqual } from 'node:crypto';

export type SignedRequest =
  | {
      ok: true;
      /** App-scoped; a string for ever. */
      userId: string;
      issuedAtMs: number | null;
      /** Which of the secrets signed it: the app it belongs to. */
      secretIndex: number;
    }
  | { ok: false; reason: string };

const MAX_LENGTH = 16 * 1024;
const PARTS = /^([\w-]+)=*\.([\w-]+=*)$/;

/**
 * `<signature>.<payload>`, both base64url; the HMAC-SHA256 is over the payload's text as it was sent. The signature is
 * compared as text, not as bytes: two of base64's last bits mean nothing, and would let a changed letter through.
 */
export function readSignedRequest(text: string | undefined, secrets: readonly string[]): SignedRequest {
  const match = text === undefined || text.length > MAX_LENGTH ? null : PARTS.exec(text);
  const [, signature, payload] = match ?? [];
  if (signature === undefined || payload === undefined) return refused('This is no signed request.');
  const secretIndex = signerOf(signature, payload, secrets);
  if (secretIndex === null) return refused('No app secret fits this signature.');
  return read(payload, secretIndex);
}

function signerOf(signature: string, payload: string, secrets: readonly string[]): number | null {
  const shown = Buffer.from(signature, 'utf8');
  let found: number | null = null;
  for (const [index, secret] of secrets.entries()) {
    if (secret === '') continue;
    const expected = Buffer.from(createHmac('sha256', secret).update(payload).digest('base64url'), 'utf8');
    const same = shown.length === expected.length && timingSafeEqual(shown, expected);
    if (same && found === null) found = index;
  }
  return found;
}

function read(payload: string, secretIndex: number): SignedRequest {
  const value = parsed(Buffer.from(payload, 'base64url').toString('utf8'));
  if (typeof value !== 'object' || value === null) return refused('The signed request holds no JSON object.');
  const { algorithm, user_id: userId, issued_at: issuedAt } = value as Record<string, unknown>;
  if (typeof algorithm !== 'string' || algorithm.toUpperCase() !== 'HMAC-SHA256')
    return refused('The signed request names another algorithm than HMAC-SHA256.');
  if (typeof userId !== 'string' && typeof userId !== 'number') return refused('The signed request names nobody.');
  return {
    ok: true,
    userId: String(userId),
    issuedAtMs: typeof issuedAt === 'number' ? issuedAt * 1000 : null,
    secretIndex,
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** As Meta would send it; the simulators and tests sign with it. */
export function signRequest(payload: Record<string, unknown>, secret: string): string {
  const text = Buffer.from(JSON.stringify({ algorithm: 'HMAC-SHA256', ...payload })).toString('base64url');
  return `${createHmac('sha256', secret).update(text).digest('base64url')}.${text}`;
}

const refused = (reason: string): SignedRequest => ({ ok: false, reason });
