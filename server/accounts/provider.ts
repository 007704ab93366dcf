import type { OAuthProvider } from '../../connectors/platforms/contract.ts';
import type { KeptTokens } from '../connections/credentials.ts';
import type { RenewalAsked, Renewed } from '../connections/tokens.ts';

/** The app a brand registered at the provider: its own, since Hawker has none. */
export interface Client {
  id: string;
  secret: string;
}

/** Where a provider is reached and by what. Addresses by the setting's name; absent means the real one. */
export interface Door {
  addresses: Readonly<Record<string, string>>;
  fetch: typeof fetch;
  signal: AbortSignal;
}

export interface Asked {
  client: Client;
  /** Exactly as it is registered in the app. */
  redirect: string;
  state: string;
  scopes: readonly string[];
  /** Of the verifier, S256; null where the provider knows no PKCE. */
  challenge: string | null;
  /** Which login leads to an Instagram account; 'facebook' asks for the Pages' Instagram accounts. */
  platform: string;
}

/** An account that the sign-in opens: a channel, a Page. Times from now. */
export interface AccountChoice {
  id: string;
  name: string;
  /** Tells two of one name apart. */
  detail: string | null;
  /** Where it is reached through a Page. */
  pageId: string | null;
  tokens: KeptTokens;
  expiresInMs: number | null;
  /** Until somebody must sign in again; null: not known to end. */
  consentEndsInMs: number | null;
}

export interface Grant {
  /** Null: the provider did not say, which by the standard means: those that were asked for. */
  scopes: string[] | null;
  choices: AccountChoice[];
}

export interface Provider {
  id: OAuthProvider;
  name: string;
  pkce: boolean;
  authorizeUrl(asked: Asked, addresses: Door['addresses']): URL;
  /** Code for tokens, and whose they are. Throws `SignInRefused`, or `ConnectorError` when it may be tried again. */
  exchange(
    asked: { client: Client; redirect: string; code: string; verifier: string | null; platform: string },
    door: Door,
  ): Promise<Grant>;
  renew(asked: Omit<RenewalAsked, 'signal'> & { client: Client }, door: Door): Promise<Renewed>;
}

/** The provider said no; the sentence says what to do, without any secret. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
}

/** Where the app's pair lies when the platform's own settings have no place for it. */
export const APP_ID = 'oauth.clientId';
export const APP_SECRET = 'oauth.clientSecret';

/** Connectors call the pair by their platform's own words. */
export const clientOf = (settings: Readonly<Record<string, string>>): Client => ({
  id: settings[APP_ID] ?? settings['clientId'] ?? settings['appId'] ?? '',
  secret: settings[APP_SECRET] ?? settings['clientSecret'] ?? settings['appSecret'] ?? '',
});

/** The pair as settings: under the names the platform describes, else under ours. */
export function asSettings(client: Client, described: Readonly<Record<string, unknown>>): Record<string, string> {
  const named = (names: readonly string[], otherwise: string): string =>
    names.find((name) => Object.hasOwn(described, name)) ?? otherwise;
  return {
    ...(client.id === '' ? {} : { [named(['clientId', 'appId'], APP_ID)]: client.id }),
    ...(client.secret === '' ? {} : { [named(['clientSecret', 'appSecret'], APP_SECRET)]: client.secret }),
  };
}

export const withQuery = (address: string, query: Readonly<Record<string, string | null>>): URL => {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) if (value !== null) url.searchParams.set(name, value);
  return url;
};

/** A setting may be the whole address or the base of a test server. */
export function withPath(address: string, path: string): string {
  const url = new URL(address);
  if (url.pathname === '/') url.pathname = path;
  return url.href;
}

export const secondsToMs = (seconds: unknown): number | null => {
  const number = Number(seconds ?? Number.NaN);
  return Number.isFinite(number) && number > 0 ? number * 1_000 : null;
};

/** Scopes as providers write them: a list, or one text with spaces or commas between. */
export const scopesOf = (told: unknown): string[] | null => {
  if (Array.isArray(told)) return told.map(String);
  return typeof told === 'string' ? told.split(/[\s,]+/).filter(Boolean) : null;
};
