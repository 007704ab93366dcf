import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What came to the fakes: the token requests by their fields, whatever way they came. */
export interface Request {
  path: string;
  fields: Record<string, string>;
  authorization: string;
}

export interface Providers {
  addresses: Record<string, string>;
  requests: Request[];
  /** Answers of the next renewals and exchanges, changed by the tests. */
  behave: {
    scopes: string[] | null;
    fail: { status: number; body: unknown } | null;
    holdMs: number;
    refreshTokenExpiresIn: number | null;
    pages: { id: string; name: string; access_token: string }[];
  };
  /** What a person's browser does on the consent page: answers where it is sent back, with which code. */
  consent(authorizeUrl: string): { redirect: string; state: string; code: string; scope: string };
  close(): Promise<void>;
}

/** Google, Facebook, Instagram and Twitch by their documents, on one port of this machine. Codes work once. */
export async function startProviders(): Promise<Providers> {
  const requests: Request[] = [];
  const codes = new Map<string, { challenge: string | null; redirect: string }>();
  const behave: Providers['behave'] = {
    scopes: null,
    fail: null,
    holdMs: 0,
    refreshTokenExpiresIn: null,
    pages: [{ id: '1010', name: 'Shop', access_token: 'page-token-1010' }],
  };
  let made = 0;
  let lastScope = '';

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', base);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = new URLSearchParams(Buffer.concat(chunks).toString());
    const fields = { ...Object.fromEntries(url.searchParams), ...Object.fromEntries(body) };
    requests.push({ path: url.pathname, fields, authorization: request.headers.authorization ?? '' });
    const [status, json] = reply(url.pathname, fields);
    if (behave.holdMs > 0) await new Promise((resolve) => setTimeout(resolve, behave.holdMs));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  }

  function used(fields: Record<string, string>): boolean {
    const code = codes.get(fields['code'] ?? '');
    codes.delete(fields['code'] ?? '');
    if (code === undefined || code.redirect !== fields['redirect_uri']) return false;
    const verifier = fields['code_verifier'];
    const digest = verifier && createHash('sha256').update(verifier).digest('base64url');
    return code.challenge === null || code.challenge === digest;
  }

  function reply(path: string, fields: Record<string, string>): [number, unknown] {
    const isToken = /token$/.test(path);
    if (isToken && behave.fail !== null) return [behave.fail.status, behave.fail.body];
    const scope = behave.scopes?.join(' ') ?? lastScope;
    if (path === '/token') {
      if (fields['grant_type'] === 'authorization_code' && !used(fields)) return [400, { error: 'invalid_grant' }];
      return [
        200,
        {
          ...{ access_token: `google-access-${++made}`, expires_in: 3600, scope, token_type: 'Bearer' },
          ...(fields['grant_type'] === 'authorization_code' ? { refresh_token: 'google-refresh-canary' } : {}),
          ...(behave.refreshTokenExpiresIn === null ? {} : { refresh_token_expires_in: behave.refreshTokenExpiresIn }),
        },
      ];
    }
    if (path === '/youtube/v3/channels')
      return [200, { items: [{ id: 'UCshop', snippet: { title: 'The Shop', customUrl: '@theshop' } }] }];
    if (path === '/oauth2/token') {
      if (fields['grant_type'] === 'authorization_code' && !used(fields))
        return [400, { status: 400, message: 'Invalid authorization code' }];
      return [
        200,
        {
          ...{ access_token: `twitch-access-${++made}`, refresh_token: `twitch-refresh-${made}`, expires_in: 14_000 },
          scope: scope.split(' '),
          token_type: 'bearer',
        },
      ];
    }
    if (path === '/oauth2/validate') return [200, { login: 'theshop', user_id: '77', scopes: [], expires_in: 14_000 }];
    if (path === '/v26.0/oauth/access_token') {
      if (fields['grant_type'] === 'fb_exchange_token')
        return [200, { access_token: 'user-long', token_type: 'bearer', expires_in: 5_184_000 }];
      return used(fields)
        ? [200, { access_token: 'user-short', token_type: 'bearer', expires_in: 5_000 }]
        : [400, { error: { message: 'This authorization code has been used.', type: 'OAuthException', code: 100 } }];
    }
    if (path === '/v26.0/me/permissions')
      return [
        200,
        {
          data: lastScope.split(',').map((permission) => ({
            permission,
            status: behave.scopes?.includes(permission) === false ? 'declined' : 'granted',
          })),
        },
      ];
    if (path === '/v26.0/me/accounts') return [200, { data: behave.pages }];
    if (path === '/v26.0/1010') return [200, { id: '1010', access_token: `page-token-renewed-${++made}` }];
    if (path === '/oauth/access_token')
      return used(fields)
        ? [200, { access_token: 'ig-short', user_id: 17_841_405_793_187, permissions: lastScope }]
        : [
            400,
            {
              error_type: 'OAuthException',
              code: 400,
              error_message: 'Matching code was not found or was already used',
            },
          ];
    if (path === '/access_token')
      return [200, { access_token: 'ig-long', token_type: 'bearer', expires_in: 5_183_944 }];
    if (path === '/refresh_access_token')
      return [200, { access_token: `ig-long-${++made}`, token_type: 'bearer', expires_in: 5_183_944 }];
    if (path === '/v26.0/me') return [200, { user_id: '17841405793187218', username: 'theshop' }];
    return [404, { error: { message: 'Unknown path', type: 'GraphMethodException', code: 803 } }];
  }

  return {
    addresses: {
      ...{ GOOGLE_OAUTH_URL: base, GOOGLE_TOKEN_URL: base, YOUTUBE_API_URL: base, META_OAUTH_URL: base },
      ...{ FACEBOOK_GRAPH_URL: base, INSTAGRAM_GRAPH_URL: base, TWITCH_OAUTH_URL: base },
    },
    requests,
    behave,
    consent(authorizeUrl) {
      const { searchParams } = new URL(authorizeUrl);
      const code = `code-${++made}`;
      lastScope = searchParams.get('scope') ?? '';
      const redirect = searchParams.get('redirect_uri') ?? '';
      codes.set(code, { challenge: searchParams.get('code_challenge'), redirect });
      return { redirect, state: searchParams.get('state') ?? '', code, scope: lastScope };
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
