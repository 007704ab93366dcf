import type { Renewed } from '../connections/tokens.ts';
import { ask, form } from './ask.ts';
import { scopesOf, secondsToMs, SignInRefused, withPath, withQuery, type Door, type Provider } from './provider.ts';

const WHO = 'Twitch';
const at = (addresses: Door['addresses'], path: string): string =>
  `${withPath(addresses['TWITCH_OAUTH_URL'] ?? 'https://id.twitch.tv', '/oauth2')}/${path}`;

/**
 * https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/#authorization-code-grant-flow. It documents no PKCE for
 * this flow: the app's secret and the state are what protects the code.
 */
export const twitch: Provider = {
  id: 'twitch',
  name: WHO,
  pkce: false,
  authorizeUrl: ({ client, redirect, state, scopes }, addresses) =>
    withQuery(at(addresses, 'authorize'), {
      response_type: 'code',
      client_id: client.id,
      redirect_uri: redirect,
      scope: scopes.join(' '),
      state,
    }),
  exchange: async ({ client, redirect, code }, door) => {
    const told = await ask(door, WHO, at(door.addresses, 'token'), {
      ...form({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirect,
        client_id: client.id,
        client_secret: client.secret,
      }),
      secrets: [client.secret, code],
    });
    if (!told.ok) throw new SignInRefused(`Twitch refused the sign-in. ${told.sentence}`.trim());
    const { access_token: access, refresh_token: refresh } = told.body;
    if (typeof access !== 'string' || typeof refresh !== 'string')
      throw new SignInRefused('Twitch gave no tokens. Sign in again.');
    const who = await whoIs(access, door);
    const choice = {
      ...who,
      detail: null,
      pageId: null,
      tokens: { access, refresh },
      expiresInMs: secondsToMs(told.body['expires_in']),
      consentEndsInMs: null,
    };
    return { scopes: scopesOf(told.body['scope']), choices: [choice] };
  },
  renew: async ({ client, tokens }, door): Promise<Renewed> => {
    if (tokens.refresh === null) return { ok: false, reason: 'there is no refresh token' };
    const told = await ask(door, WHO, at(door.addresses, 'token'), {
      ...form({
        grant_type: 'refresh_token',
        refresh_token: tokens.refresh,
        client_id: client.id,
        client_secret: client.secret,
      }),
      secrets: [client.secret, tokens.refresh],
    });
    // 400 and 401: the refresh token, 403: the app's secret. None of them heals by itself.
    if (!told.ok) return { ok: false, reason: told.sentence || told.error };
    const access = told.body['access_token'];
    if (typeof access !== 'string') return { ok: false, reason: 'no access token was given' };
    const next = told.body['refresh_token'];
    return {
      ok: true,
      tokens: { access, refresh: typeof next === 'string' ? next : tokens.refresh },
      expiresInMs: secondsToMs(told.body['expires_in']),
    };
  },
};

/** https://dev.twitch.tv/docs/authentication/validate-tokens */
async function whoIs(access: string, door: Door): Promise<{ id: string; name: string }> {
  const told = await ask(door, WHO, at(door.addresses, 'validate'), {
    headers: { authorization: `OAuth ${access}` },
    secrets: [access],
  });
  if (!told.ok) throw new SignInRefused('Twitch does not know the token it gave. Sign in again.');
  return { id: String(told.body['user_id'] ?? ''), name: String(told.body['login'] ?? 'Twitch account') };
}
