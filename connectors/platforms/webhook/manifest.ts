import type { Manifest } from '../contract.ts';

const sealed = (title: string, description: string) =>
  ({ type: 'string', title, description, secret: true, minLength: 16, maxLength: 200 }) as const;

export const manifest = {
  id: 'webhook',
  name: 'Open webhook',
  caution:
    'For a source that Hawker has no connector of its own for: it posts what happens to this hub, and Hawker cannot answer there.',
  emits: ['message', 'gift', 'like', 'follow', 'share', 'audience', 'removal', 'ended'],
  can: [],
  order: 'kept',
  resume: 'none',
  // A sender's own clock may not move its viewers to the front of the line.
  time: { source: 'receipt', resolutionMs: 1_000 },
  limits: { textLength: 2_000, silenceMs: 60_000, replyEveryMs: 0 },
  reads: { by: 'hook' },
  hook: { account: 'broadcast' },
  settings: {
    type: 'object',
    additionalProperties: false,
    required: ['signingSecret'],
    properties: {
      signingSecret: sealed(
        'Signing secret',
        'Your own, at least 16 characters; the sender signs with it. `openssl rand -hex 32` makes a good one.',
      ),
      previousSecret: sealed(
        'Previous signing secret',
        'Also accepted while you change the secret at the sender; empty it afterwards.',
      ),
    },
  },
  speech: { links: 'yes', qrCodes: 'yes', otherPlatforms: 'yes', pricesElsewhere: 'yes', games: 'yes' },
  works: { read: 'today', reply: 'never', link: 'never', moderate: 'never' },
} as const satisfies Manifest;
