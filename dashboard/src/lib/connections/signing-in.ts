import { post, type Failure } from '#lib/shared/api.ts';
import type { Manifest, SignInWish } from '../../../../server/api/schemas/connections.ts';

/** What each provider calls itself and the app one registers there. */
const words = {
  google: { name: 'Google', app: 'OAuth client', id: 'Client id', secret: 'Client secret' },
  facebook: { name: 'Facebook', app: 'Meta app', id: 'App id', secret: 'App secret' },
  instagram: { name: 'Instagram', app: 'Meta app', id: 'Instagram app id', secret: 'Instagram app secret' },
  twitch: { name: 'Twitch', app: 'Twitch app', id: 'Client id', secret: 'Client secret' },
} as const;
export type SignInWords = (typeof words)[keyof typeof words];

export function signInWords(manifest: Manifest, settings: Readonly<Record<string, string>> = {}): SignInWords | null {
  const provider = providerOf(manifest, settings);
  return provider === null ? null : words[provider];
}

/** Instagram is reached by two logins. */
export function providerOf(manifest: Manifest, settings: Readonly<Record<string, string>>): keyof typeof words | null {
  const own = manifest.oauth?.provider ?? null;
  return own === 'instagram' && settings['login'] === 'facebook' ? 'facebook' : own;
}

/** Settings that the sign-in fills in by itself, or that stand apart as the app's pair. */
const FILLED = new Set([
  'clientId',
  'clientSecret',
  'appId',
  'appSecret',
  'appSecretNext',
  'accessToken',
  'refreshToken',
  'pageId',
  'igId',
]);
export const isFilled = (name: string): boolean => FILLED.has(name);

/** Leaves for the provider's page; answers only when that was refused. */
export async function leaveToSignIn(wish: SignInWish): Promise<Failure | null> {
  const answer = await post<{ url: string }>('/api/sign-ins', wish);
  if (!answer.ok) return answer.failure;
  window.location.assign(answer.value.url);
  return null;
}
