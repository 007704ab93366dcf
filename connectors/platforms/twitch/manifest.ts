import type { Manifest } from '../contract.ts';

/** A chat message may be this long, counted in code points. */
export const TEXT_LENGTH = 500;
/** Twitch says that it is there at least this often; a little longer without a word, and the line counts as dead. */
export const KEEPALIVE_SECONDS = 10;

export const manifest = {
  id: 'twitch',
  name: 'Twitch',
  emits: ['message', 'gift', 'audience', 'removal', 'ended'],
  can: ['reply', 'remove', 'ban', 'unban'],
  conditions: {
    reply: 'The channel may hold answers back: followers only, slow mode, AutoMod.',
    remove: 'Needs an account that is the channel or its moderator.',
    ban: 'Needs an account that is the channel or its moderator.',
    unban: 'Needs an account that is the channel or its moderator.',
  },
  order: 'kept',
  resume: 'none',
  time: { source: 'platform', resolutionMs: 1 },
  // [M] With low latency; some 10 s without it.
  videoDelayMs: 6_000,
  limits: { textLength: TEXT_LENGTH, silenceMs: 20_000, replyEveryMs: 1_000 },
  // An account that is the channel or its moderator may write 100; who is neither, 20.
  rates: [{ acts: ['reply'], most: 20, perMs: 30_000, by: 'account', source: 'dev.twitch.tv/docs/chat, rate limits' }],
  reads: { by: 'push' },
  oauth: {
    provider: 'twitch',
    scopes: [
      { name: 'user:read:chat', for: 'Reading the chat, with cheers and subscriptions.' },
      { name: 'user:write:chat', for: 'Answering in the chat.' },
      { name: 'moderator:manage:chat_messages', for: 'Taking a message out of the chat.', optional: true },
      { name: 'moderator:manage:banned_users', for: 'Time-outs and bans, and lifting them.', optional: true },
      { name: 'channel:moderate', for: 'Hearing how long somebody was timed out by others.', optional: true },
    ],
  },
  settings: {
    type: 'object',
    additionalProperties: false,
    required: [],
    properties: {
      accessToken: {
        type: 'string',
        title: 'User access token',
        description: 'Lasts about four hours; the sign-in with Twitch renews itself instead.',
        secret: true,
      },
      clientId: { type: 'string', title: 'Client id', description: 'Of the app the token was made for.' },
    },
  },
  speech: {
    links: { risky: 'a channel may block addresses', source: 'https://help.twitch.tv/s/article/how-to-use-automod' },
    qrCodes: 'yes',
    otherPlatforms: 'yes',
    pricesElsewhere: 'yes',
    games: {
      risky: 'gambling has rules of its own',
      source: 'https://safety.twitch.tv/s/article/Community-Guidelines',
    },
  },
  works: { read: 'today', reply: 'today', link: 'today', moderate: 'today' },
} as const satisfies Manifest;
