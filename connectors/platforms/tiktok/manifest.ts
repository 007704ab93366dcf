import type { Manifest } from '../contract.ts';
import { REPLY_LENGTH, REPLY_NEEDS } from './actions.ts';

const SHOP_RULES = 'TikTok Shop content rules: leading viewers elsewhere is punished, in live videos too';

export const manifest = {
  id: 'tiktok',
  name: 'TikTok LIVE',
  caution:
    'TikTok has no official way to read a live chat. This uses an unofficial library and a third party that signs its requests: it can stop working any day, and TikTok may leave out messages.',
  emits: ['message', 'gift', 'like', 'follow', 'share', 'join', 'audience', 'removal', 'pinned', 'ended'],
  can: ['reply'],
  conditions: { reply: REPLY_NEEDS },
  order: 'by-time',
  // A new line starts from now; only the last few comments are told again, as history.
  resume: 'none',
  time: { source: 'platform', resolutionMs: 1 },
  // [M] Phones in one market see it some 3 to 8 s later; no published figure.
  videoDelayMs: 5_000,
  limits: { textLength: REPLY_LENGTH, silenceMs: 30_000, replyEveryMs: 2_000 },
  reads: { by: 'push' },
  settings: {
    type: 'object',
    additionalProperties: false,
    required: [],
    properties: {
      signApiKey: {
        type: 'string',
        title: 'Sign-server key',
        description:
          'From eulerstream.com. Reading works without one, within a small shared limit; replying needs a paid one.',
        secret: true,
        maxLength: 400,
      },
      sessionId: {
        type: 'string',
        title: 'Session cookie (sessionid)',
        description:
          'Of the account that replies. It is sent to the sign server with every reply: use an account made for this.',
        secret: true,
        maxLength: 400,
      },
      ttTargetIdc: {
        type: 'string',
        title: 'Data centre (tt-target-idc)',
        description: 'The cookie beside the session; useast1a where it is left empty.',
        maxLength: 60,
        pattern: '^[A-Za-z0-9._-]*$',
      },
    },
  },
  shop: 'TikTok Shop',
  speech: {
    links: 'no',
    qrCodes: { risky: 'A code that leads out of TikTok counts as leading viewers elsewhere.', source: SHOP_RULES },
    otherPlatforms: { risky: 'Naming other platforms or accounts can get a live video limited.', source: SHOP_RULES },
    pricesElsewhere: { risky: '"Cheaper on our site" is punished where TikTok Shop is used.', source: SHOP_RULES },
    games: { risky: 'Selling by luck counts as gambling.', source: SHOP_RULES },
  },
  works: { read: 'today', reply: 'paid', link: 'never', moderate: 'never' },
} as const satisfies Manifest;
