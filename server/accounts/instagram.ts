import type { Renewed } from '../connections/tokens.ts';
import { ask, form } from './ask.ts';
import { isGone, versioned } from './facebook.ts';
import {
  scopesOf,
  secondsToMs,
  SignInRefused,
  withQuery,
  type Client,
  type Door,
  type Grant,
  type Provider,
} from './provider.ts';

const WHO = 'Instagram';
const graph = ({ addresses }: Door): string =>
  (addresses['INSTAGRAM_GRAPH_URL'] ?? 'https://graph.instagram.com').replace(/\/v\d+\.\d+$/, '');

/**
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login. It knows no
 * PKCE. Its token of one hour becomes one of sixty days, which renews itself for as long as it lives.
 */
export const instagram: Provider = {
  id: 'instagram',
  name: WHO,
  pkce: false,
  authorizeUrl: ({ client, redirect, state, scopes }, addresses) =>
    withQuery(`${addresses['META_OAUTH_URL'] ?? 'https://www.instagram.com'}/oauth/authorize`, {
      client_id: client.id,
      redirect_uri: redirect,
      response_type: 'code',
      scope: scopes.join(','),
      state,
    }),
  exchange: async ({ client, redirect, code }, door) => {
    const base = door.addresses['META_OAUTH_URL'] ?? 'https://api.instagram.com';
    // Instagram adds "#_" to the code; a browser keeps it out of what we are sent, a careless copy does not.
    const plain = code.replace(/#_$/, '');
    const told = await ask(door, WHO, `${base}/oauth/access_token`, {
      ...form({
        client_id: client.id,
        client_secret: client.secret,
        grant_type: 'authorization_code',
        redirect_uri: redirect,
        code: plain,
      }),
      secrets: [client.secret, plain],
    });
    if (!told.ok) throw new SignInRefused(`Instagram refused the sign-in. ${told.sentence}`.trim());
    // The documents show the fields bare and inside a list.
    const [listed] = Array.isArray(told.body['data']) ? (told.body['data'] as Record<string, unknown>[]) : [];
    const short = listed ?? told.body;
    if (typeof short['access_token'] !== 'string') throw new SignInRefused('Instagram gave no access token.');
    return grantOf(short, await longLived(door, client, short['access_token']), door);
  },
  renew: async ({ tokens }, door): Promise<Renewed> => {
    const told = await ask(
      door,
      WHO,
      withQuery(`${graph(door)}/refresh_access_token`, {
        grant_type: 'ig_refresh_token',
        access_token: tokens.access,
      }),
      { secrets: [tokens.access] },
    );
    if (!told.ok) {
      if (isGone(told.error) || told.status === 401) return { ok: false, reason: `${told.error} ${told.sentence}` };
      throw new SignInRefused(`Instagram did not renew the sign-in: ${told.error}.`);
    }
    const access = told.body['access_token'];
    if (typeof access !== 'string') return { ok: false, reason: 'no access token was given' };
    const expiresInMs = secondsToMs(told.body['expires_in']);
    return { ok: true, tokens: { access, refresh: null }, expiresInMs, consentEndsInMs: expiresInMs };
  },
};

async function longLived(
  door: Door,
  client: Client,
  short: string,
): Promise<{ access: string; expiresInMs: number | null }> {
  const told = await ask(
    door,
    WHO,
    withQuery(`${graph(door)}/access_token`, {
      grant_type: 'ig_exchange_token',
      client_secret: client.secret,
      access_token: short,
    }),
    { secrets: [client.secret, short] },
  );
  const access = told.ok ? told.body['access_token'] : null;
  if (!told.ok || typeof access !== 'string')
    throw new SignInRefused(`Instagram gave no lasting token. ${told.ok ? '' : told.sentence}`.trim());
  return { access, expiresInMs: secondsToMs(told.body['expires_in']) };
}

async function grantOf(
  short: Record<string, unknown>,
  { access, expiresInMs }: { access: string; expiresInMs: number | null },
  door: Door,
): Promise<Grant> {
  const me = withQuery(`${versioned(graph(door), door.addresses)}/me`, {
    fields: 'user_id,username,name',
    access_token: access,
  });
  const told = await ask(door, WHO, me, { secrets: [access] }).catch(() => null);
  const about = told?.ok === true ? told.body : {};
  const id = String(about['user_id'] ?? short['user_id'] ?? about['id'] ?? '');
  const choice = {
    id,
    name: String(about['username'] ?? about['name'] ?? id),
    detail: null,
    pageId: null,
    tokens: { access, refresh: null },
    expiresInMs,
    // Past its end it can no longer be renewed.
    consentEndsInMs: expiresInMs,
  };
  return { scopes: scopesOf(short['permissions']), choices: [choice] };
}
