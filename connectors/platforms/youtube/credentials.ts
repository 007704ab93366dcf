import { auth as google } from '@googleapis/youtube';
import { ConnectorError, type ConnectorContext } from '../contract.ts';

type OAuth2Client = InstanceType<typeof google.OAuth2>;

/** An API key reads public chats; the sign-in reads, answers and moderates as the account. */
export type Credentials =
  | { by: 'key'; key: string }
  | {
      by: 'sign-in';
      client: OAuth2Client;
      /** The next call goes with a new access token. */
      renew(): Promise<void>;
      /** Before a call, for a token that others renew; never logged. */
      refresh(): Promise<void>;
      tokens(): string[];
    };

/** The account that signed in goes before all else; a refresh token typed with its app renews itself here. */
export async function credentialsOf(ctx: ConnectorContext): Promise<Credentials> {
  const { apiKey = '', clientId = '', clientSecret = '', refreshToken = '' } = ctx.settings;
  const signedIn = await ctx.token();
  if (signedIn !== '') return byToken(ctx, signedIn);
  if (clientId && clientSecret && refreshToken) return signIn(ctx, { clientId, clientSecret, refreshToken });
  if (apiKey) return { by: 'key', key: apiKey };
  throw new ConnectorError(
    'unauthorized',
    'Sign in with Google, or add an API key to read; client id, client secret and refresh token answer too.',
    { final: true },
  );
}

/** The hub renews the token, once for all who use it; here it is only asked for. */
function byToken(ctx: ConnectorContext, first: string): Credentials {
  const client = new google.OAuth2();
  let token = first;
  const use = (next: string): void => {
    token = next;
    // No expiry is told: the vendor's client must not try to renew what it has no refresh token for.
    client.setCredentials({ access_token: next });
  };
  use(first);
  return {
    by: 'sign-in',
    client,
    renew: async () => use(await ctx.token(token)),
    refresh: async () => use(await ctx.token()),
    tokens: () => [token],
  };
}

function signIn(
  ctx: ConnectorContext,
  { clientId, clientSecret, refreshToken }: { clientId: string; clientSecret: string; refreshToken: string },
): Credentials {
  const tokenUrl = ctx.endpoints.GOOGLE_TOKEN_URL;
  const client = new google.OAuth2({
    clientId,
    clientSecret,
    transporterOptions: { fetchImplementation: ctx.fetch, timeout: 10_000, retry: false },
    ...(tokenUrl ? { endpoints: { oauth2TokenUrl: withPath(tokenUrl) } } : {}),
  });
  const renew = async () => client.setCredentials({ refresh_token: refreshToken });
  client.setCredentials({ refresh_token: refreshToken });
  return { by: 'sign-in', client, renew, refresh: async () => undefined, tokens: () => [] };
}

/** The setting may be the whole address or the base of a test server. */
function withPath(address: string): string {
  const url = new URL(address);
  if (url.pathname === '/') url.pathname = '/token';
  return url.href;
}

export const secretsOf = (ctx: ConnectorContext): string[] =>
  ['apiKey', 'clientSecret', 'refreshToken'].flatMap((name) => ctx.settings[name] || []);
