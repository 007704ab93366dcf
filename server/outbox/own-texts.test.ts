import { describe, expect, it } from 'vitest';
import { ownTextsIn, sayOwn, wrongWithOwnText } from './own-texts.ts';
import type { OwnValues } from './own-texts.ts';
import { SecretLink } from './secrets.ts';

const values: OwnValues = {
  author: '@anna',
  code: 'A12',
  product: 'Linen shirt',
  price: '€49.00',
  stock: '4',
  options: 'Red, Black',
  link: 'https://shop.example/live',
};
const said = (text: string, more: Partial<OwnValues> = {}) => sayOwn(text, { ...values, ...more }, 'public');

describe('a seller’s own words', () => {
  it('name the values there are, and may ask of them', () => {
    expect(said('{{author}}, {{product}} ({{code}}): {{price}} → {{link}}')).toBe(
      '@anna, Linen shirt (A12): €49.00 → https://shop.example/live',
    );
    const asking = '{% if stock == "0" %}Gone{% elsif stock == "1" %}The last one{% else %}{{stock}} left{% endif %}';
    expect([said(asking), said(asking, { stock: '1' }), said(asking, { stock: '0' })]).toEqual([
      '4 left',
      'The last one',
      'Gone',
    ]);
    expect(said('{{ options | default: "one size" | upcase }}', { options: '' })).toBe('ONE SIZE');
    expect(wrongWithOwnText(asking)).toBeNull();
  });

  it('leave a name a name, whatever it looks like', () => {
    for (const author of ['{{link}}', '{% if true %}', '{{ "x" | upcase }}', '%}{{', '${link}', 'constructor'])
      expect(said('Hi {{author}}!', { author })).toBe(`Hi ${author}!`);
  });

  it.each([
    '{{ constructor }}',
    '{{ author.constructor }}',
    '{{ author.__proto__ }}',
    '{{ author["constructor"] }}',
    '{{ __proto__.polluted }}',
    '{{ author.constructor.constructor | default: "return process" }}',
    '{{ process.env.SECRET }}',
    '{{ this }}',
    '{{ author.length }}',
    '{% assign x = "y" %}',
    '{% for i in (1..100000000) %}x{% endfor %}',
    '{% tablerow i in (1..9) %}x{% endtablerow %}',
    '{% include "/etc/passwd" %}',
    '{% render "/etc/passwd" %}',
    '{% layout "/etc/passwd" %}',
    '{% capture x %}y{% endcapture %}',
    '{% increment x %}',
    '{% liquid echo author %}',
    '{% raw %}{{x}}{% endraw %}',
    '{{ "x" | append: "y" }}',
    '{{ "a,b" | split: "," }}',
    '{{ "e" | date: "%Y" }}',
    '{{ (1..1000000000) }}',
    '{{ author | truncate: 10 | nothing }}',
    '{{ unknown }}',
    '{% if author %}never closed',
    '{{ author',
    '',
    '   ',
    `{% if a %}${'x'.repeat(2_000)}{% endif %}`,
    '{% if code %}'.repeat(8) + 'x' + '{% endif %}'.repeat(8),
    `{{ author ${'| upcase '.repeat(60)} }}`,
  ])('reach nothing else and do nothing else: %s', (text) => {
    expect(wrongWithOwnText(text)).toMatch(/\S/);
  });

  it('cost next to nothing, whatever they are', () => {
    const hostile = [
      '{% if code contains "1" or code contains "2" and code contains "3" %}x{% endif %}'.repeat(10),
      '{{'.repeat(480),
      '{%'.repeat(480),
      '|'.repeat(900),
      `{{ "${'a'.repeat(900)}" | truncate: 100000000 }}`,
      '{{ author | truncate: 1e9, author }}',
      '{{ '.repeat(200) + ' }}'.repeat(200),
    ];
    for (const text of hostile) {
      // The best of three: a busy machine may stand still in any one of them.
      const took = [1, 2, 3].map(() => {
        const began = performance.now();
        wrongWithOwnText(text);
        sayOwn(text, { ...values, author: 'x'.repeat(1_000) }, 'public');
        return performance.now() - began;
      });
      expect(Math.min(...took), text.slice(0, 30)).toBeLessThan(50);
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('say a secret link to one person and to nobody else', () => {
    const link = new SecretLink('https://shop.example/c/abcdefabcdefabcdef');
    const text = 'Pay here: {{link}}.';
    expect(sayOwn(text, { ...values, link }, 'one-person')).toBe(
      'Pay here: https://shop.example/c/abcdefabcdefabcdef.',
    );
    expect(sayOwn(text, { ...values, link }, 'public')).toBe('Pay here: .');
    expect(`${String(link)} ${JSON.stringify({ link })} ${Object.keys(link).join('')}`).not.toContain('abcdef');
  });

  it('are in the message’s language, else in the show’s, else in what there is', () => {
    const texts = { en: ['hello'], th: ['สวัสดี'], 'zh-Hant': ['您好'] };
    expect(ownTextsIn(texts, ['th', 'en'])).toEqual(['สวัสดี']);
    expect(ownTextsIn(texts, ['zh', 'en'])).toEqual(['您好']);
    expect(ownTextsIn(texts, ['de', 'en'])).toEqual(['hello']);
    expect(ownTextsIn({ fr: ['salut'] }, [null, 'de'])).toEqual(['salut']);
  });
});
