import { describe, expect, it } from 'vitest';
import { fit, say, spokenLanguage } from './templates.ts';
import type { About, Values } from './templates.ts';
import wordings from './wordings.json' with { type: 'json' };

const values: Values = {
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

describe('replies', () => {
  it('name first or code first, and never an unfilled place', () => {
    for (const [language, list] of Object.entries(wordings))
      for (const about of Object.keys(list.long) as About[])
        for (let pick = 0; pick < 5; pick += 1) {
          const { text, shortText } = say(about, language, values, pick);
          expect(text, `${language} ${about}`).not.toMatch(/[{}]|undefined|null/);
          expect(text.length).toBeGreaterThan(5);
          if (shortText !== null) expect(shortText).toContain('@anna');
        }
  });
  it('have at least five wordings each, every public kind in every language, and the next one differs', () => {
    const lacking: string[] = [];
    for (const [language, list] of Object.entries(wordings)) {
      for (const [about, texts] of Object.entries({
        ...list.long,
        tail: list.tail,
        direct: list.direct,
        closing: list.closing,
      }))
        if (new Set(texts).size < 5) lacking.push(`${language} ${about}: ${String(new Set(texts).size)}`);
      for (const about of Object.keys(list.long)) {
        const said = say(about as About, language, values, 1);
        if (said.otherwise === said.text) lacking.push(`${language} ${about}: twice the same`);
      }
    }
    expect(lacking).toEqual([]);
  });
  it('in a line with others begin with a mark and the name, so that a list to that person can leave the name out', () => {
    for (const [language, list] of Object.entries(wordings))
      for (const [about, text] of Object.entries(list.short))
        expect(text, `${language} ${about}`).toMatch(/^\S \{\{author\}\} /);
  });
  it('leave a name that looks like a template a name, and carry no stranger’s link', () => {
    expect(say('reserved', 'en', { ...values, author: '{{link}}' }, 0).text).toContain('@{{link}}');
    expect(say('reserved', 'en', { ...values, author: '{% include "x" %}' }, 0).text).toContain('{% include "x" %}');
    expect(say('reserved', 'en', { ...values, author: 'http://bad.example/x' }, 0).text).not.toContain('bad.example');
  });
  it('are spoken in the nearest language there is', () => {
    expect(spokenLanguage('zh', 'en')).toBe('zh-Hans');
    expect(spokenLanguage('zh', 'zh-Hant')).toBe('zh-Hant');
    expect(spokenLanguage('pt-BR', 'en')).toBe('pt');
    expect(spokenLanguage('xx', 'de')).toBe('de');
    expect(spokenLanguage(null, 'xx')).toBe('en');
  });
  it('are cut by code points and keep the link at their end whole', () => {
    expect(fit('😀'.repeat(30), 10)).toBe(`${'😀'.repeat(9)}…`);
    expect(fit(`@anna ${'x'.repeat(300)} → http://h/show`, 50)).toMatch(/… → http:\/\/h\/show$/);
    expect([...fit(`@anna ${'x'.repeat(300)} → http://h/show`, 50)].length).toBe(50);
  });
});

it('a wording filled by hand reads as Liquid would render it', async () => {
  const { Liquid } = await import('liquidjs');
  const plain = new Liquid();
  for (const [language, list] of Object.entries(wordings))
    for (const [about, texts] of Object.entries(list.long))
      texts.forEach((text, pick) => {
        const all = { ...values, author: '@anna', item: 'A12 Red M' };
        expect(say(about as About, language, values, pick).text).toBe(
          String(plain.parseAndRenderSync(text, all)).replace(/\s+/g, ' ').trim(),
        );
      });
});
