import type { Manifest } from '../../connectors/platforms/contract.ts';
import type { Account } from './store-account.ts';

/** What a person must do about a connection, said before the show. Pure. */
export interface Attention {
  /** 'now': it does not work. 'today': it will not for long. 'soon': it is worth doing. */
  when: 'now' | 'today' | 'soon';
  act: 'sign-in' | 'enter';
  sentence: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface Asked {
  account: Account | null;
  tokenState: 'none' | 'ok' | 'refused';
  consentEndsAtMs: number | null;
  /** What was sealed cannot be opened. */
  sealBroken: boolean;
}

export function attentionOf(of: Asked, manifest: Pick<Manifest, 'name' | 'oauth'>, nowMs: number): Attention[] {
  const { name } = manifest;
  if (of.sealBroken)
    return [
      {
        when: 'now',
        act: 'enter',
        sentence: 'Its credentials were sealed with another HAWKER_SECRET: enter them again.',
      },
    ];
  if (of.tokenState === 'refused')
    return [
      of.account === null
        ? { when: 'now', act: 'enter', sentence: `${name} refused the access token: enter a new one.` }
        : { when: 'now', act: 'sign-in', sentence: `Sign in to ${name} again: it no longer accepts the old sign-in.` },
    ];
  return [...endOf(of, name, nowMs), ...withheldOf(of, manifest)];
}

function endOf({ consentEndsAtMs: endMs }: Asked, name: string, nowMs: number): Attention[] {
  if (endMs === null || endMs - nowMs > 3 * DAY_MS) return [];
  if (endMs <= nowMs)
    return [{ when: 'now', act: 'sign-in', sentence: `Sign in to ${name} again: the sign-in has ended.` }];
  const hours = Math.max(1, Math.floor((endMs - nowMs) / HOUR_MS));
  return endMs - nowMs <= DAY_MS
    ? [{ when: 'today', act: 'sign-in', sentence: `Sign in to ${name} again today: the sign-in ends in ${hours} h.` }]
    : [
        {
          when: 'soon',
          act: 'sign-in',
          sentence: `The sign-in to ${name} ends in ${Math.ceil(hours / 24)} days: sign in again on the day of the show.`,
        },
      ];
}

/** Rights the person did not give, each with what it is for. */
function withheldOf({ account }: Asked, { name, oauth }: Pick<Manifest, 'name' | 'oauth'>): Attention[] {
  return (account?.withheld ?? []).map((scope) => {
    const known = oauth?.scopes.find((one) => one.name === scope);
    const what = known === undefined ? '' : ` (${known.for.replace(/\.$/, '')})`;
    return {
      when: 'soon',
      act: 'sign-in',
      sentence: `${name} was not allowed ${scope}${what}. Sign in again and allow it.`,
    };
  });
}
