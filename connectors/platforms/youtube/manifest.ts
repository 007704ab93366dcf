import type { Manifest } from '../contract.ts';
import { TEXT_LENGTH } from './actions.ts';
import { COST, DAILY_UNITS } from './budget.ts';

const secret = (title: string, description: string) => ({ type: 'string', title, description, secret: true }) as const;

export const manifest = {
  id: 'youtube',
  name: 'YouTube',
  caution:
    'YouTube allows a project 10,000 units a day: about 500 answers. Hawker shows what is left and slows down before it is gone.',
  emits: ['message', 'gift', 'audience', 'removal', 'ended'],
  can: ['reply', 'remove', 'ban'],
  conditions: {
    reply: 'Needs the sign-in with Google; an API key can only read.',
    remove: 'Needs the sign-in with Google as owner or moderator of the chat.',
    ban: 'Needs the sign-in with Google as owner or moderator of the chat.',
  },
  order: 'kept',
  resume: 'cursor',
  time: { source: 'platform', resolutionMs: 1 },
  // [M] With low latency; normal latency is 15 to 20 s, ultra-low some 3 s. Studio's stream settings say which.
  videoDelayMs: 8_000,
  limits: {
    textLength: TEXT_LENGTH,
    silenceMs: 45_000,
    replyEveryMs: 1_000,
    dailyUnits: { total: DAILY_UNITS, reply: COST.reply, read: COST.read },
  },
  reads: { by: 'push' },
  oauth: {
    provider: 'google',
    scopes: [
      {
        name: 'https://www.googleapis.com/auth/youtube.readonly',
        for: 'Finding the live broadcast and reading its chat.',
      },
      {
        name: 'https://www.googleapis.com/auth/youtube.force-ssl',
        for: 'Answering in the chat, removing messages, and bans.',
        optional: true,
      },
    ],
  },
  settings: {
    type: 'object',
    additionalProperties: false,
    required: [],
    properties: {
      apiKey: secret('API key', 'Enough to read a public chat.'),
      clientId: {
        type: 'string',
        title: 'OAuth client id',
        description: 'With the secret and the refresh token: reads, answers and moderates.',
      },
      clientSecret: secret('OAuth client secret', "From the project's credentials page."),
      refreshToken: secret(
        'Refresh token',
        'Made by signing in with Google; lasts 7 days while the consent screen is in testing.',
      ),
    },
  },
  speech: {
    // Owners and moderators may post addresses, ordinary viewers may not.
    links: 'yes',
    qrCodes: 'yes',
    otherPlatforms: {
      risky: 'YouTube forbids sending viewers away to break its rules',
      source: 'https://support.google.com/youtube/answer/9054257',
    },
    pricesElsewhere: 'yes',
    games: { risky: 'contests have rules of their own', source: 'https://support.google.com/youtube/answer/1620498' },
  },
  works: { read: 'today', reply: 'today', link: 'today', moderate: 'today' },
} as const satisfies Manifest;
