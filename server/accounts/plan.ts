import type { Manifest } from '../../connectors/platforms/contract.ts';
import type { Scope } from '../workspaces/scope.ts';
import type { AccountChoice, Client } from './provider.ts';

/** Somebody of the team, in one sign-in of theirs. */
export interface Person {
  scope: Scope;
  sessionId: string;
}

/** What is to become a connection, or to be signed in anew (`connectionId`). */
export interface Plan {
  connectionId: string | null;
  platform: string;
  name: string;
  broadcast: string;
  /** Checked against the manifest; secrets among them. */
  settings: Record<string, string>;
  client: Client;
  /** The app is published at Google: its tokens do not end after seven days. */
  published: boolean;
  /** The address of the hub where the browser was. */
  origin: string;
}

export type Begun = { ok: true; url: string } | { ok: false; field: string | null; reason: string };
export type Finished =
  | { ok: true; connectionId: string }
  | { ok: 'choose'; choice: string }
  | { ok: 'elsewhere'; origin: string }
  | { ok: false; reason: string };

export interface CallbackQuery {
  state?: string | undefined;
  code?: string | undefined;
  error?: string | undefined;
  error_description?: string | undefined;
}

export interface Choice {
  id: string;
  name: string;
  detail: string | null;
}

/** What lies sealed in an attempt. */
export interface Kept {
  plan: Plan;
  verifier: string | null;
  scopes: string[];
  granted?: string[];
  accounts?: AccountChoice[];
}

const SEVEN_DAYS_MS = 7 * 24 * 3_600_000;

/** Instagram is reached by two logins; which one is a setting of the connection where its platform describes it. */
export function providerOf(manifest: Manifest, settings: Readonly<Record<string, string>>) {
  const own = manifest.oauth?.provider ?? 'google';
  return own === 'instagram' && settings['login'] === 'facebook' ? 'facebook' : own;
}

/** By Facebook Login, Instagram's rights have older names, and a Page stands between. */
const INSTAGRAM_BY_FACEBOOK = [
  { name: 'instagram_basic', for: 'Finding the account and what is live.' },
  { name: 'instagram_manage_comments', for: 'Reading live comments with their names, and private replies.' },
  { name: 'instagram_manage_messages', for: 'Private replies.', optional: true as const },
  { name: 'pages_show_list', for: 'Finding the Page the account is linked to.' },
  { name: 'pages_read_engagement', for: 'Reaching the account through that Page.' },
  { name: 'pages_manage_metadata', for: 'Webhooks.', optional: true as const },
];

export function scopesFor(manifest: Manifest, provider: string): NonNullable<Manifest['oauth']>['scopes'] {
  const { oauth } = manifest;
  if (oauth === undefined) return [];
  return oauth.provider === 'instagram' && provider === 'facebook' ? INSTAGRAM_BY_FACEBOOK : oauth.scopes;
}

/** Where the manifest has a place for it: whose hooks these are, and by which Page it is reached. */
export function accountSettings(manifest: Manifest, chosen: AccountChoice): Record<string, string> {
  const described = manifest.settings.properties;
  const place = manifest.hook?.account;
  return {
    ...(place !== undefined && Object.hasOwn(described, place) && chosen.id !== '' ? { [place]: chosen.id } : {}),
    ...(Object.hasOwn(described, 'pageId') && chosen.pageId !== null ? { pageId: chosen.pageId } : {}),
  };
}

export function parted(manifest: Manifest, settings: Readonly<Record<string, string>>) {
  const plain: Record<string, string> = {};
  const secret: Record<string, string> = {};
  for (const [name, value] of Object.entries(settings)) {
    const described = manifest.settings.properties[name];
    // Names the manifest does not have are ours: tokens and the app's pair.
    (described === undefined || described.secret === true ? secret : plain)[name] = value;
  }
  return { plain, secret };
}

export const whereOf = (platform: string, { id, name }: AccountChoice): string =>
  platform === 'twitch' ? name : id === '' ? 'mine' : id;

/** Google ends the sign-ins of an app in testing after seven days, and does not always say so. */
export function consentEnd(provider: string, plan: Plan, chosen: AccountChoice, nowMs: number): number | null {
  const told = chosen.consentEndsInMs;
  if (told !== null) return nowMs + told;
  return provider === 'google' && !plan.published ? nowMs + SEVEN_DAYS_MS : null;
}
