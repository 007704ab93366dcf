/** The tiny platform's requests: one frame each, its HMAC in `x-tiny-signature`. Some faults are planted here. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HookAnswer, HookRequest } from '../../contract.ts';
import type { Plant } from './connector.ts';

export const signTiny = (body: Uint8Array, secret: string): string =>
  createHmac('sha256', secret).update(body).digest('hex');

/** Escaped as Meta escapes: what is signed is not what JSON.stringify would write. */
export const escaped = (json: string): string =>
  json.replace(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

export function receiveTinyHook(
  request: HookRequest,
  secrets: readonly string[],
  plant: Plant | undefined,
): HookAnswer {
  const shown = request.headers['x-tiny-signature'] ?? '';
  const unsigned = plant === 'an unsigned request is let in' && shown === '';
  if (!unsigned && !secrets.some((secret) => secret !== '' && fits(request.body, shown, secret, plant)))
    return { ok: false, status: 401, reason: 'The signature does not fit.' };
  const body: unknown = JSON.parse(Buffer.from(request.body).toString() || '{}');
  const { id = '' } = body as { id?: string };
  return { ok: true, parts: [{ account: 'tiny', id, body, receivedMs: request.receivedMs }] };
}

function fits(body: Uint8Array, shown: string, secret: string, plant: Plant | undefined): boolean {
  const expected = signTiny(
    plant === 'the words of a request are signed, not its bytes' ? wordsOf(body) : body,
    secret,
  );
  if (plant === 'only the start of a signature is compared') return shown !== '' && expected.startsWith(shown);
  const [a, b] = [Buffer.from(shown), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const wordsOf = (body: Uint8Array): Uint8Array => {
  try {
    return Buffer.from(escaped(JSON.stringify(JSON.parse(Buffer.from(body).toString()))));
  } catch {
    return body;
  }
};
