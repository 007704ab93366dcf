import { describe, expect, it } from 'vitest';
import { loadConnector, platformIds } from '../../connectors/platforms/registry.ts';
import { mayCarryPage, wrongWith, type Checkout, type Place } from './speech.ts';
import { say, WITH_PAGE, type About } from './templates.ts';
import wordings from './wordings.json' with { type: 'json' };

const ALL = { links: 'yes', qrCodes: 'yes', otherPlatforms: 'yes', pricesElsewhere: 'yes', games: 'yes' } as const;
const place = (speech: Partial<Place['speech']>): Place => ({ name: 'TikTok LIVE', speech: { ...ALL, ...speech } });
const kinds = (text: string, speech: Partial<Place['speech']>, checkout: Checkout = 'own') =>
  wrongWith(text, place(speech), checkout).map((one) => `${one.what}: ${one.level}`);

describe('what may be said', () => {
  it.each([
    ['see https://shop.example/a', true],
    ['see www.shop.example', true],
    ['all of it at my-shop.co', true],
    ['shop.example.com/sale', true],
    ['mail me at ana@shop.com', false],
    ['A12 is 12.50 today', false],
    ['v1.2.3 of the size chart', false],
    ['Yes.It fits', false],
  ])('finds an address in "%s": %s', (text, there) => {
    expect(kinds(text, { links: 'no' })).toEqual(there ? ['link: no'] : []);
  });

  it('names of other platforms, games of luck and prices elsewhere are found, its own name is not', () => {
    expect(kinds('also on Insta tonight', { otherPlatforms: 'no' })).toEqual(['other-platform: no']);
    expect(kinds('welcome to my TikTok', { otherPlatforms: 'no' })).toEqual([]);
    expect(kinds('giveaway at nine!', { games: { risky: 'luck', source: 'rules' } })).toEqual(['game: risky']);
    expect(kinds('cheaper on our site', { pricesElsewhere: 'no' })).toEqual(['price-elsewhere: no']);
  });

  it('where the platform’s own shop sells nobody is led away, whatever else is allowed', () => {
    expect(kinds('shop.example.com', {}, 'platform')).toEqual(['link: no']);
    expect(kinds('cheaper on our site', { pricesElsewhere: { risky: 'r', source: 's' } }, 'platform')).toEqual([
      'price-elsewhere: no',
    ]);
    expect(mayCarryPage(place({}), 'platform')).toBe(false);
    expect(mayCarryPage(place({}), 'own')).toBe(true);
    expect(mayCarryPage(place({ links: 'no' }), 'own')).toBe(false);
  });

  it('a risk is told with its source', () => {
    const [wrong] = wrongWith(
      'on youtube too',
      place({ otherPlatforms: { risky: 'May be limited', source: 'rules' } }),
      'own',
    );
    expect(wrong?.sentence).toBe('May be limited (rules)');
  });
});

const values = {
  author: 'anna',
  code: 'A12',
  product: 'Linen shirt',
  variant: 'Red M',
  quantity: 2,
  place: 3,
  price: '€49.00',
  where: 'http://h/show',
  options: 'color: Red, Black',
  example: 'A12 Red',
  stock: 4,
};

describe('every wording there is', () => {
  it('may be said on every platform, and is whole without an address', async () => {
    for (const id of platformIds) {
      const { manifest } = await loadConnector(id);
      for (const checkout of ['own', 'platform'] as const)
        for (const language of Object.keys(wordings))
          for (const about of [
            'reserved',
            'waitlisted',
            'late',
            'offered',
            'cancelled',
            'price',
            'stock',
            'sold-out',
            'which-one',
            'pinned',
          ] as About[])
            for (let pick = 0; pick < 5; pick += 1) {
              const { text, shortText } = say(about, language, values, pick);
              for (const said of [text, shortText ?? ''])
                expect(wrongWith(said, manifest, checkout), `${id} ${language} ${about}: ${said}`).toEqual([]);
              expect(text).not.toMatch(/(?:→|:|👉)$/);
            }
    }
    expect([...WITH_PAGE]).toEqual(['reserved', 'offered', 'moved', 'price', 'pinned']);
  });
});
