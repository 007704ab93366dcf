/** The professional account of the simulator: its ids, secrets and tokens. */
import { seeded } from '../../testkit/seeded.ts';
import type { Login } from '../api.ts';
import { tokenRefused } from './refusals.ts';

export type SimAccount = ReturnType<typeof createAccount>;

export function createAccount(seed: string, login: Login) {
  const random = seeded(`instagram ${seed}`);
  const digits = (length: number) => `1${Array.from({ length: length - 1 }, () => Math.floor(random() * 10)).join('')}`;
  const word = (length: number) => Array.from({ length }, () => Math.floor(random() * 36).toString(36)).join('');
  const newToken = () => (login === 'instagram' ? `IGAA${word(60)}` : `EAAB${word(60)}`);
  let token = newToken();
  const earlier = new Set<string>();
  let dead = false;
  return {
    igId: `17841${digits(12)}`,
    /** What Instagram Login calls the account for this one app. */
    scopedId: digits(16),
    pageId: digits(15),
    appId: digits(16),
    username: `shop.${word(6)}`,
    appSecret: word(32),
    verifyToken: `verify-${word(12)}`,
    digits,
    token: () => token,
    /** The token ends now; the renewal goes on to work. */
    stale(): void {
      earlier.add(token);
      token = newToken();
    },
    kill: () => void (dead = true),
    admit(shown: string | undefined): void {
      if (dead || shown !== token) throw tokenRefused();
    },
    renewed(shown: string | undefined): string {
      if (dead || shown === undefined || (shown !== token && !earlier.has(shown))) throw tokenRefused();
      return token;
    },
  };
}
