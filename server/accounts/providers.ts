import { ConnectorError, type OAuthProvider } from '../../connectors/platforms/contract.ts';
import type { RenewalAsked, Renewed } from '../connections/tokens.ts';
import { facebook } from './facebook.ts';
import { google } from './google.ts';
import { instagram } from './instagram.ts';
import { clientOf, SignInRefused, type Door, type Provider } from './provider.ts';
import { twitch } from './twitch.ts';

export const providers: Readonly<Record<OAuthProvider, Provider>> = { google, facebook, instagram, twitch };

export const isProvider = (text: string): text is OAuthProvider => Object.hasOwn(providers, text);

/** What `createTokens` renews with. */
export const renewalBy =
  (door: Omit<Door, 'signal'>) =>
  async (asked: RenewalAsked): Promise<Renewed> => {
    const { signal, ...rest } = asked;
    const client = clientOf(asked.settings);
    return providers[asked.provider].renew({ ...rest, client }, { ...door, signal }).catch((error: unknown) => {
      // An answer nobody foresaw: told, and tried again with the line's own pauses.
      if (error instanceof SignInRefused) throw new ConnectorError('protocol', error.message);
      throw error;
    });
  };
