import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** A question only this hub answers: the token goes out in the address, the answer must come back. */
export interface Challenges {
  make(): { token: string; answer: string };
  /** null: not a token of ours, too old, or answered before. */
  answer(token: string): string | null;
}

const LIFE_MS = 30_000;
const SHAPE = /^([A-Za-z0-9_-]{22})\.(\d{13})\.([A-Za-z0-9_-]{43})$/;

/**
 * Tokens carry their own proof, so that any process of this hub can answer what another one asked: whoever the proxy
 * picks. Answers are made from the hub's secret: a page that answers everything with 200 proves nothing.
 */
export function createChallenges(secret: string, now: () => number): Challenges {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'hawker/address-challenge', 32));
  const sign = (what: 'token' | 'answer', text: string): string =>
    createHmac('sha256', key).update(`${what}:${text}`).digest('base64url');
  const used = new Map<string, number>();

  function forget(): void {
    for (const [token, at] of used) if (at < now() - LIFE_MS) used.delete(token);
  }

  return {
    make() {
      const body = `${randomBytes(16).toString('base64url')}.${now()}`;
      const token = `${body}.${sign('token', body)}`;
      return { token, answer: sign('answer', token) };
    },
    answer(token) {
      const [, nonce, at, proof] = SHAPE.exec(token) ?? [];
      if (nonce === undefined || at === undefined || proof === undefined) return null;
      if (!isSame(proof, sign('token', `${nonce}.${at}`))) return null;
      if (Math.abs(now() - Number(at)) > LIFE_MS || used.has(token)) return null;
      forget();
      used.set(token, now());
      return sign('answer', token);
    },
  };
}

export function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
