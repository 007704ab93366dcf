import type { Renewed } from '../connections/tokens.ts';
import { ask, form } from './ask.ts';
import {
  scopesOf,
  secondsToMs,
  SignInRefused,
  withPath,
  withQuery,
  type Door,
  type Grant,
  type Provider,
} from './provider.ts';

const WHO = 'Google';
const tokenUrl = ({ addresses }: Door): string =>
  withPath(addresses['GOOGLE_TOKEN_URL'] ?? 'https://oauth2.googleapis.com', '/token');

/** Its words for "sign in again", or for an app that is no more: both end the sign-in. */
const GONE = new Set(['invalid_grant', 'invalid_client', 'unauthorized_client', 'deleted_client', 'disabled_client']);

/** https://developers.google.com/identity/protocols/oauth2/web-server */
export const google: Provider = {
  id: 'google',
  name: WHO,
  pkce: true,
  authorizeUrl: ({ client, redirect, state, scopes, challenge }, addresses) =>
    withQuery(withPath(addresses['GOOGLE_OAUTH_URL'] ?? 'https://accounts.google.com', '/o/oauth2/v2/auth'), {
      response_type: 'code',
      client_id: client.id,
      redirect_uri: redirect,
      scope: scopes.join(' '),
      state,
      code_challenge: challenge,
      code_challenge_method: challenge === null ? null : 'S256',
      access_type: 'offline',
      // Without it Google gives a refresh token the first time only, and a reconnect would get none.
      prompt: 'consent',
    }),
  exchange: async ({ client, redirect, code, verifier }, door) => {
    const told = await ask(door, WHO, tokenUrl(door), {
      ...form({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirect,
        client_id: client.id,
        client_secret: client.secret,
        code_verifier: verifier,
      }),
      secrets: [client.secret, code, verifier ?? ''],
    });
    if (!told.ok) throw new SignInRefused(`Google refused the sign-in: ${told.error}. ${told.sentence}`.trim());
    return grantOf(told.body, door);
  },
  renew: async ({ client, tokens }, door): Promise<Renewed> => {
    if (tokens.refresh === null) return { ok: false, reason: 'there is no refresh token' };
    const told = await ask(door, WHO, tokenUrl(door), {
      ...form({
        grant_type: 'refresh_token',
        refresh_token: tokens.refresh,
        client_id: client.id,
        client_secret: client.secret,
      }),
      secrets: [client.secret, tokens.refresh],
    });
    if (!told.ok) return GONE.has(told.error) ? { ok: false, reason: told.error } : failed(told.error);
    const access = told.body['access_token'];
    if (typeof access !== 'string') return failed('no access token');
    const endsInMs = secondsToMs(told.body['refresh_token_expires_in']);
    return {
      ok: true,
      tokens: { access, refresh: textOr(told.body['refresh_token'], tokens.refresh) },
      expiresInMs: secondsToMs(told.body['expires_in']),
      ...(endsInMs === null ? {} : { consentEndsInMs: endsInMs }),
    };
  },
};

async function grantOf(body: Record<string, unknown>, door: Door): Promise<Grant> {
  const { access_token: access, refresh_token: refresh } = body;
  if (typeof access !== 'string') throw new SignInRefused('Google gave no access token.');
  if (typeof refresh !== 'string')
    throw new SignInRefused(
      "Google gave no refresh token, so the sign-in would end within the hour. Remove Hawker from the account's connected apps at Google, then sign in again.",
    );
  const channel = await channelOf(access, door);
  const choice = {
    ...channel,
    pageId: null,
    tokens: { access, refresh },
    expiresInMs: secondsToMs(body['expires_in']),
    // Told for apps whose consent screen is in testing: seven days.
    consentEndsInMs: secondsToMs(body['refresh_token_expires_in']),
  };
  return { scopes: scopesOf(body['scope']), choices: [choice] };
}

/** Which channel was picked on Google's page; one unit of the day's ledger. Where it cannot be asked, the sign-in holds. */
async function channelOf(access: string, door: Door): Promise<{ id: string; name: string; detail: string | null }> {
  const base = (door.addresses['YOUTUBE_API_URL'] ?? 'https://youtube.googleapis.com').replace(
    /(\/youtube\/v3)?\/*$/,
    '',
  );
  const told = await ask(door, WHO, withQuery(`${base}/youtube/v3/channels`, { part: 'snippet', mine: 'true' }), {
    headers: { authorization: `Bearer ${access}` },
    secrets: [access],
  }).catch(() => null);
  if (told === null || !told.ok) return { id: '', name: 'Google account', detail: null };
  const [item] = (told.body['items'] ?? []) as { id?: string; snippet?: { title?: string; customUrl?: string } }[];
  if (item?.id === undefined)
    throw new SignInRefused(
      'This Google account has no YouTube channel. Sign in with the account that owns the channel.',
    );
  return { id: item.id, name: item.snippet?.title ?? item.id, detail: item.snippet?.customUrl ?? null };
}

const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

function failed(word: string): never {
  throw new SignInRefused(`Google did not renew the sign-in: ${word}.`);
}
