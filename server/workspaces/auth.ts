import { hkdfSync } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { magicLink, organization } from 'better-auth/plugins';
import pg from 'pg';
import type { Log } from '../log.ts';
import { TIME_LIMITS } from '../db/pools.ts';
import { accessControl, accessRoles } from './permissions.ts';

export const LINK_LIFE_SECONDS = 30 * 60;
/** The header our own server writes the caller's address into; never taken from outside. */
export const ADDRESS_HEADER = 'x-hawker-address';

export interface AuthOptions {
  databaseUrl: string;
  /** HAWKER_SECRET; the library gets a key derived from it. */
  secret: string;
  /** Where people open the hub; https makes its cookies secure, http (this machine) must not. */
  publicUrl: string;
  log: Log;
  /** However a session ended: sign-out, revoked, expired. */
  onSessionEnd(sessionId: string): void;
  /** Which workspace a new session opens in. */
  firstWorkspaceOf(userId: string): Promise<string | null>;
}

/**
 * The sign-in library with its tables in the schema `auth`, on a small pool of its own. Nothing of it is reachable
 * over HTTP: our own routes call it, so that every route is in one list with its permission, schema and limit.
 */
export function createAuth(options: AuthOptions) {
  const pool = new pg.Pool({
    ...TIME_LIMITS,
    connectionString: options.databaseUrl,
    application_name: 'hawker-sign-in',
    options: '-c search_path=auth',
    max: 4,
    idleTimeoutMillis: 30_000,
  });
  pool.on('error', (error) => options.log.warn({ error }, 'sign-in-connection-lost'));
  let caught: string | null = null;
  const auth = betterAuth({
    appName: 'Hawker',
    baseURL: options.publicUrl,
    secret: Buffer.from(hkdfSync('sha256', options.secret, '', 'hawker/sign-in', 32)).toString('hex'),
    database: pool,
    telemetry: { enabled: false },
    logger: { level: 'error', log: (level, sentence) => options.log.warn({ level, sentence }, 'sign-in-library') },
    rateLimit: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8, maxPasswordLength: 128 },
    session: { expiresIn: 7 * 24 * 3600, updateAge: 24 * 3600, cookieCache: { enabled: false } },
    advanced: {
      cookiePrefix: 'hawker',
      useSecureCookies: options.publicUrl.startsWith('https:'),
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => ({
            data: { ...session, activeOrganizationId: await options.firstWorkspaceOf(session.userId) },
          }),
        },
        delete: { after: async (session) => options.onSessionEnd(session.id) },
      },
    },
    plugins: [
      magicLink({
        disableSignUp: true,
        storeToken: 'hashed',
        expiresIn: LINK_LIFE_SECONDS,
        sendMagicLink: ({ token }) => void (caught = token),
      }),
      organization({
        ac: accessControl,
        roles: accessRoles,
        creatorRole: 'owner',
        allowUserToCreateOrganization: false,
      }),
    ],
  });

  /** A token for one sign-in of this person; older ones stay good until their own end. */
  async function linkToken(email: string): Promise<string> {
    caught = null;
    await auth.api.signInMagicLink({ body: { email }, headers: new Headers() });
    if (caught === null) throw new Error('the sign-in library made no token');
    return caught;
  }
  return { auth, pool, linkToken };
}

export type Auth = ReturnType<typeof createAuth>['auth'];
