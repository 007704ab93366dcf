import type { Manifest } from '../contract.ts';
import { MESSAGE_LENGTH } from './messages.ts';

export const COMMENT_LENGTH = 8_000;
export const POLL_MS = 3_000;
/** The pause between two polls, and what a busy show's pages take. */
const TOLD_WITHIN_MS = 4_000;
const SEVEN_DAYS = 7 * 24 * 3_600;

const secret = (title: string, description: string) => ({ type: 'string', title, description, secret: true }) as const;

export const manifest = {
  id: 'facebook',
  name: 'Facebook',
  caution:
    'Before Meta has reviewed your app, comments of people without a role on it come without their names and cannot be answered privately. Claims count all the same.',
  emits: ['message', 'removal', 'like', 'audience', 'direct', 'ended'],
  can: ['reply', 'private-reply', 'message', 'hide', 'remove', 'ban', 'unban'],
  conditions: {
    reply: 'Needs the permission pages_manage_engagement.',
    'private-reply':
      'Needs pages_messaging; one for each comment, within seven days. Before the review only to people with a role on your app.',
    message: 'Within 24 hours of the person’s last private message to the Page.',
    hide: 'Needs the permission pages_manage_engagement.',
    remove: 'Needs the permission pages_manage_engagement.',
    ban: 'Lasts until it is taken back: Facebook knows no time-outs. Needs the person’s id, which comes with the review.',
    unban: 'Needs the permission pages_manage_engagement.',
  },
  bans: 'for-good',
  order: 'none',
  resume: 'cursor',
  time: { source: 'platform', resolutionMs: 1_000 },
  // [M] No published figure; 6 to 15 s were seen.
  videoDelayMs: 10_000,
  limits: { textLength: COMMENT_LENGTH, silenceMs: 20_000, replyEveryMs: 1_000 },
  // More than 40 messages a second, kept up, break a Page's inbox: ten leave it room.
  privately: { within: { seconds: SEVEN_DAYS }, textLength: MESSAGE_LENGTH, everyMs: 100 },
  rates: [
    {
      acts: ['private-reply'],
      most: 750,
      perMs: 3_600_000,
      by: 'account',
      source: 'Messenger Platform, rate limits: 750 private replies an hour a Page (said of posts and reels)',
    },
    {
      acts: ['private-reply', 'message'],
      most: 300,
      perMs: 1_000,
      by: 'account',
      source: 'Messenger Platform, rate limits: Send API, 300 texts a second a Page',
    },
  ],
  reads: { by: 'poll', everyMs: TOLD_WITHIN_MS },
  oauth: {
    provider: 'facebook',
    scopes: [
      { name: 'pages_show_list', for: 'to list your Pages, so that you can pick one' },
      { name: 'pages_read_engagement', for: 'to find the live video, its viewers and its state' },
      { name: 'pages_read_user_content', for: 'to read what viewers write' },
      { name: 'pages_manage_engagement', for: 'to answer comments, hide and delete them, and ban people' },
      { name: 'pages_messaging', for: 'to answer a comment privately and to read the answer' },
      { name: 'pages_manage_metadata', for: 'to have comments sent to Hawker as they are written', optional: true },
      { name: 'business_management', for: 'to see Pages that a business portfolio owns', optional: true },
    ],
  },
  hook: { account: 'pageId' },
  settings: {
    type: 'object',
    additionalProperties: false,
    required: [],
    properties: {
      pageId: { type: 'string', title: 'Page id', description: 'Page → About → Page transparency.', maxLength: 64 },
      accessToken: secret('Page access token', 'Not needed where you sign in with Facebook.'),
      appId: { type: 'string', title: 'App id', description: 'From the app’s basic settings.', maxLength: 64 },
      appSecret: secret('App secret', 'Proves that a webhook comes from Meta. From the app’s basic settings.'),
      appSecretNext: secret('New app secret', 'Only while the secret is being changed: both are accepted.'),
      verifyToken: secret('Verify token', 'Any word of yours; type the same one in Meta’s console.'),
    },
  },
  speech: {
    links: 'yes',
    qrCodes: 'yes',
    otherPlatforms: {
      risky: 'Meta shows less of what sends people to other services',
      source: 'https://transparency.meta.com/features/approach-to-ranking/',
    },
    pricesElsewhere: 'yes',
    games: {
      risky: 'promotions need rules of their own and a release of Facebook; sharing or tagging must not be a condition',
      source: 'https://www.facebook.com/policies/pages_groups_events/',
    },
  },
  works: { read: 'today', reply: 'today', link: 'today', moderate: 'today' },
} as const satisfies Manifest;
