import { auth as google } from '@googleapis/youtube';
import { ConnectorError, type ConnectorContext } from '../contract.ts';

type OAuth2Client = InstanceType<typeof google.OAuth2>;

/** An API key reads public chats; the sign-in reads, answers and moderates as the account. */
export type Credentials = { by: 'key'; key: string } | { by: 'sign-in'; client: OAuth2Client; renew(): void };

export function credentialsOf(ctx: ConnectorContext): Credentials {
  const { apiKey = '', clientId = '', clientSecret = '', refreshToken = '' } = ctx.settings;
  if (clientId && clientSecret && refreshToken) return signIn(ctx, { clientId, clientSecret, refreshToken });
  if (apiKey) return { by: 'key', key: apiKey };
  throw new ConnectorError(
    'unauthorized',
    'Add an API key to read, or client id, client secret and refresh token to answer too.',
    { final: true },
  );
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
  const renew = () => client.setCredentials({ refresh_token: refreshToken });
  renew();
  return { by: 'sign-in', client, renew };
}

/** The setting may be the whole address or the base of a test server. */
function withPath(address: string): string {
  const url = new URL(address);
  if (url.pathname === '/') url.pathname = '/token';
  return url.href;
}

export const secretsOf = (ctx: ConnectorContext): string[] =>
  ['apiKey', 'clientSecret', 'refreshToken'].flatMap((name) => ctx.settings[name] || []);
