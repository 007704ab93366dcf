import type { Renewed } from '../connections/tokens.ts';
import { ask, type Told } from './ask.ts';
import { SignInRefused, withQuery, type AccountChoice, type Client, type Door, type Provider } from './provider.ts';

const WHO = 'Facebook';
export const META_VERSION = 'v26.0';
/** Meta's words for a token that is no more, and for a role or permission that was taken away. */
const GONE = new Set(['190', '102', '10', '100', '200', '3', 'OAuthException']);
const MOST_PAGES = 10;

/** A base address that names its version already is taken as it is. */
export function versioned(base: string, addresses: Door['addresses']): string {
  const plain = base.replace(/\/+$/, '');
  return /\/v\d+\.\d+$/.test(plain) ? plain : `${plain}/${addresses['META_API_VERSION'] ?? META_VERSION}`;
}
const graph = (door: Door): string =>
  versioned(door.addresses['FACEBOOK_GRAPH_URL'] ?? 'https://graph.facebook.com', door.addresses);

/**
 * https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow. Meta documents PKCE for OIDC tokens
 * only, which are of no use at the Graph API: here the app's secret and the state protect the code.
 */
export const facebook: Provider = {
  id: 'facebook',
  name: WHO,
  pkce: false,
  authorizeUrl: ({ client, redirect, state, scopes }, addresses) =>
    withQuery(`${versioned(addresses['META_OAUTH_URL'] ?? 'https://www.facebook.com', addresses)}/dialog/oauth`, {
      client_id: client.id,
      redirect_uri: redirect,
      state,
      response_type: 'code',
      scope: scopes.join(','),
      // Asks again for what was refused the last time.
      auth_type: 'rerequest',
    }),
  exchange: async ({ client, redirect, code, platform }, door) => {
    const secrets = [client.secret, code];
    const short = await token(
      door,
      { client_id: client.id, client_secret: client.secret, redirect_uri: redirect, code },
      secrets,
    );
    const user = await longLived(door, client, short);
    const [scopes, choices] = await Promise.all([granted(door, user), pages(door, user, platform)]);
    return { scopes, choices };
  },
  /** A Page's token does not end by itself; when it was refused, the user's long-lived one may give another. */
  renew: async ({ settings, accountId, tokens }, door): Promise<Renewed> => {
    if (tokens.refresh === null) return { ok: false, reason: 'there is no user token' };
    const page = settings['pageId'] || accountId;
    const told = await get(door, `${graph(door)}/${encodeURIComponent(page)}`, {
      fields: 'access_token',
      access_token: tokens.refresh,
    });
    if (!told.ok) {
      if (GONE.has(told.error) || told.status === 401) return { ok: false, reason: `${told.error} ${told.sentence}` };
      throw new SignInRefused(`Facebook did not renew the sign-in: ${told.error}.`);
    }
    const access = told.body['access_token'];
    if (typeof access !== 'string') return { ok: false, reason: 'the person no longer manages this Page' };
    return { ok: true, tokens: { access, refresh: tokens.refresh }, expiresInMs: null };
  },
};

const get = (
  door: Door,
  address: string,
  query: Record<string, string>,
  secrets: readonly string[] = [],
): Promise<Told> => ask(door, WHO, withQuery(address, query), { secrets: [query['access_token'] ?? '', ...secrets] });

async function token(door: Door, query: Record<string, string>, secrets: readonly string[]): Promise<string> {
  const told = await get(door, `${graph(door)}/oauth/access_token`, query, secrets);
  const access = told.ok ? told.body['access_token'] : null;
  if (typeof access === 'string') return access;
  throw new SignInRefused(`Facebook refused the sign-in. ${told.ok ? '' : told.sentence}`.trim());
}

/** One or two hours become sixty days; the Pages' tokens that come of it do not end by themselves. */
const longLived = (door: Door, client: Client, short: string): Promise<string> =>
  token(
    door,
    {
      grant_type: 'fb_exchange_token',
      client_id: client.id,
      client_secret: client.secret,
      fb_exchange_token: short,
    },
    [client.secret, short],
  );

async function granted(door: Door, access: string): Promise<string[] | null> {
  const told = await get(door, `${graph(door)}/me/permissions`, { access_token: access });
  if (!told.ok || !Array.isArray(told.body['data'])) return null;
  const list = told.body['data'] as { permission?: string; status?: string }[];
  return list.flatMap(({ permission, status }) =>
    permission !== undefined && status === 'granted' ? [permission] : [],
  );
}

interface Page {
  id?: string;
  name?: string;
  access_token?: string;
  instagram_business_account?: { id?: string; username?: string };
}

/** The Pages this person manages, or the Instagram accounts behind them. */
async function pages(door: Door, user: string, platform: string): Promise<AccountChoice[]> {
  const found: AccountChoice[] = [];
  let after: string | null = null;
  for (let read = 0; read < MOST_PAGES; read++) {
    const told: Told = await get(door, `${graph(door)}/me/accounts`, {
      fields: `id,name,access_token${platform === 'instagram' ? ',instagram_business_account{id,username}' : ''}`,
      limit: '100',
      access_token: user,
      ...(after === null ? {} : { after }),
    });
    if (!told.ok) throw new SignInRefused(`Facebook does not tell which Pages there are. ${told.sentence}`.trim());
    for (const page of (told.body['data'] ?? []) as Page[]) {
      const choice = platform === 'instagram' ? behindPage(page, user) : ofPage(page, user);
      if (choice !== null) found.push(choice);
    }
    const paging = told.body['paging'] as { next?: string; cursors?: { after?: string } } | undefined;
    after = paging?.next === undefined ? null : (paging.cursors?.after ?? null);
    if (after === null) break;
  }
  if (found.length > 0) return found;
  throw new SignInRefused(
    platform === 'instagram'
      ? 'No Page of this person has an Instagram account linked to it. Link them in the Page’s settings, then sign in again.'
      : 'This person manages no Page, or picked none on Facebook’s page. Sign in again and pick the Page.',
  );
}

function ofPage({ id, name, access_token: access }: Page, user: string): AccountChoice | null {
  if (id === undefined || access === undefined) return null;
  const tokens = { access, refresh: user };
  return { id, name: name ?? id, detail: id, pageId: id, tokens, expiresInMs: null, consentEndsInMs: null };
}

function behindPage(page: Page, user: string): AccountChoice | null {
  const choice = ofPage(page, user);
  const { id, username } = page.instagram_business_account ?? {};
  return choice === null || id === undefined
    ? null
    : { ...choice, id, name: username ?? id, detail: `by the Page ${choice.name}` };
}

export const isGone = (error: string): boolean => GONE.has(error);
