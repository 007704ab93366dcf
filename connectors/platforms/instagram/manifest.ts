import type { Manifest } from '../contract.ts';

/** UTF-8 bytes of one private message. */
export const MESSAGE_BYTES = 1_000;
/** How often the list of comments is asked for. */
export const POLL_EVERY_MS = 3_000;

const secret = (title: string, description: string) => ({ type: 'string', title, description, secret: true }) as const;
const id = (title: string, description: string) =>
  ({ type: 'string', title, description, pattern: '^[0-9]{1,32}$' }) as const;

export const manifest = {
  id: 'instagram',
  name: 'Instagram',
  caution:
    'Instagram lets nobody answer a live comment in public, hide it or delete it. One private reply a comment is possible, and only while you are on air.',
  emits: ['message', 'direct', 'ended'],
  // Meta's reference excludes live comments from replies, hiding and deleting; there is no ban in its API at all.
  can: ['private-reply', 'message'],
  conditions: {
    'private-reply':
      'Only while the broadcast is on air, once a comment; to people without a role on your app after Meta’s review.',
    message: 'Only within 24 hours after the person has written to you.',
  },
  order: 'none',
  resume: 'cursor',
  // A hook names no time at all, and the list's is not promised for live comments.
  time: { source: 'receipt', resolutionMs: POLL_EVERY_MS },
  // [M] No published figure; 4 to 10 s were seen.
  videoDelayMs: 6_000,
  limits: { textLength: MESSAGE_BYTES, silenceMs: 30_000, replyEveryMs: 0 },
  // A hundred a second an account. The text is cut to 1,000 bytes, which are fewer letters in most scripts.
  privately: { within: 'while-live', textLength: MESSAGE_BYTES, everyMs: 10 },
  rates: [
    {
      acts: ['private-reply'],
      most: 100,
      perMs: 1_000,
      by: 'account',
      source: 'Instagram messaging, rate limits: private replies to live comments, 100 a second an account',
    },
    {
      acts: ['private-reply', 'message'],
      most: 300,
      perMs: 1_000,
      by: 'account',
      source: 'Instagram messaging, rate limits: Send API, 300 texts a second an account',
    },
  ],
  reads: { by: 'poll', everyMs: POLL_EVERY_MS },
  oauth: {
    provider: 'instagram',
    scopes: [
      { name: 'instagram_business_basic', for: 'to know the account and see its live broadcast' },
      {
        name: 'instagram_business_manage_comments',
        for: 'to read live comments with their names, and answer them privately',
      },
      {
        name: 'instagram_business_manage_messages',
        for: 'to go on writing after the buyer has answered',
        optional: true,
      },
    ],
  },
  hook: { account: 'igId' },
  settings: {
    type: 'object',
    additionalProperties: false,
    required: [],
    properties: {
      login: {
        type: 'string',
        title: 'Login',
        description:
          '“instagram” (Instagram Login, the shorter way) or “facebook” (Facebook Login, through the Page the account is linked to). Empty means instagram.',
        pattern: '^(instagram|facebook)?$',
      },
      igId: id('Instagram account id', 'The professional account’s id. Webhooks are told apart by it.'),
      pageId: id('Facebook Page id', 'Only with Facebook Login: the Page the account is linked to.'),
      accessToken: secret('Access token', 'Of the Instagram user; with Facebook Login of the Page.'),
      appId: { type: 'string', title: 'App id', description: 'From the app’s settings at Meta, for signing in.' },
      appSecret: secret('App secret', 'The Instagram app’s secret; with Facebook Login the app’s own. Signs webhooks.'),
      appSecretNext: secret('Next app secret', 'While you change it: webhooks signed with either are taken.'),
      verifyToken: secret('Verify token', 'Your own words, the same as in the app’s webhook settings.'),
    },
  },
  speech: {
    // Said privately, an address is one to tap; in a comment it never was.
    links: 'yes',
    qrCodes: 'yes',
    otherPlatforms: {
      risky: 'Instagram recommends less what points to other apps',
      source: 'https://help.instagram.com/313829416281232',
    },
    pricesElsewhere: 'yes',
    games: { risky: 'promotions have rules of their own', source: 'https://help.instagram.com/179379842258600' },
  },
  works: { read: 'today', reply: 'after review', link: 'after review', moderate: 'never' },
} as const satisfies Manifest;
