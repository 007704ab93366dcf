import { describe, expect, it } from 'vitest';
import type { Session } from '../../connectors/platforms/contract.ts';
import { seeded } from '../../connectors/platforms/testkit/seeded.ts';
import { ask, errandOf, type Sendable } from './errand.ts';
import { madeUp } from './outbox.fixture.ts';
import { sayOwn } from './own-texts.ts';
import { holdsSecret, inPublic, SecretLink } from './secrets.ts';
import { owed } from './simulated-lane.fixture.ts';
import type { Due } from './store-send.ts';
import { targetFor, type Line } from './target.ts';
import { say, type About } from './templates.ts';

const KEY = 'kT3vYpQ9sLw2RzXb7NfHc4Jm';
/** Every form of a link of the hub that is somebody's alone. */
const FORMS = [
  `https://shop.example/sign-in?token=${KEY}`,
  `https://shop.example/let-in#${KEY}`,
  `https://shop.example/o/${KEY}`,
  `http://127.0.0.1:3000/o/${KEY}?destination=tiktok`,
  `https://shop.example/c/${KEY}`,
  `https://shop.example/cart/${KEY}`,
  `https://shop.example/api/accounts/callback?code=abc&state=${KEY}`,
  `https://graph.example/v1/me?access_token=${KEY}`,
  `https://anna:${KEY}@shop.example/`,
];

describe('a secret link', () => {
  it('is known in every form, however it is written', () => {
    for (const form of FORMS) {
      expect(inPublic(`Pay here: ${form}`), form).toBeNull();
      expect(holdsSecret(form.replace('/o/', '/\u200Bo/').replace('token', 'ｔｏｋｅｎ')), form).toBe(true);
    }
    for (const fine of [
      'https://shop.example/autumn-show',
      'see /o/ my',
      'the token is 5',
      'sign-in at nine?',
      'A12 → https://shop.example/show-2?p=A12',
    ])
      expect(holdsSecret(fine), fine).toBe(false);
  });

  it('is in no public text of 10,000 replies, whoever wrote them, and reaches the one person it is for', async () => {
    const random = seeded('secrets');
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const heard = { public: [] as string[], private: [] as string[], refused: 0 };
    const session = {
      act: {
        reply: async ({ text }: { text: string }) => (heard.public.push(text), { id: 'p' }),
        'private-reply': async ({ text }: { text: string }) => (heard.private.push(text), { id: 'p' }),
      },
    } as unknown as Session;
    const manifest = madeUp({ can: ['reply', 'private-reply'] });
    const line: Line = { kind: 'live', showId: 's', broadcastId: 'b', session, manifest, unitsLeft: () => null };
    const link = new SecretLink(pick(FORMS));
    const words = (isSecret: boolean): string => {
      const kind = random();
      const author = random() < 0.1 ? pick(FORMS) : `viewer${String(Math.floor(random() * 99))}`;
      const values = {
        author,
        code: 'A12',
        product: random() < 0.1 ? pick(FORMS) : 'Shirt',
        price: '€5',
        options: 'Red',
      };
      if (kind < 0.5) {
        const more = {
          variant: '',
          quantity: 1,
          place: 2,
          where: 'https://shop.example/show',
          example: 'A12',
          stock: 3,
        };
        return say(
          pick<About>(['reserved', 'waitlisted', 'price', 'stock', 'which-one']),
          'en',
          { ...values, ...more },
          Math.floor(random() * 99),
        ).text;
      }
      if (kind < 0.8)
        return (
          sayOwn(
            '{{author}}: {{product}} {{link}}',
            { ...values, stock: '3', link },
            isSecret ? 'one-person' : 'public',
          ) ?? 'x'
        );
      // A person's own words, with a link pasted from the wrong window.
      return random() < 0.5 ? `Here you are: ${pick(FORMS)}` : 'It is true to size';
    };
    for (let i = 0; i < 10_000; i += 1) {
      const isSecret = random() < 0.2;
      const row: Due = owed(`r${String(i)}`, { text: words(isSecret), shortText: null, byPerson: true });
      const one: Sendable = {
        row,
        act: isSecret ? 'private-reply' : 'reply',
        ...{ orPublic: false, on: 'c', authorKey: null, toldMs: null },
      };
      const target = targetFor(line, [row]);
      if (target === null) throw new Error('no target');
      const plan = {
        do: 'send' as const,
        ids: [row.id],
        text: row.text,
        kind: isSecret ? ('private' as const) : ('reply' as const),
        wording: null,
      };
      await ask(errandOf(target, plan, [one], 0), AbortSignal.timeout(5_000)).catch(() => (heard.refused += 1));
    }
    expect(heard.public.filter((text) => text.includes(KEY))).toEqual([]);
    expect(heard.public.length).toBeGreaterThan(6_000);
    expect(heard.refused).toBeGreaterThan(500);
    expect(heard.private.some((text) => text.includes(KEY))).toBe(true);
  }, 60_000);
});
