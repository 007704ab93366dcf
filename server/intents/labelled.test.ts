import { describe, expect, it } from 'vitest';
import { labelledCatalogs, labelledComments } from '../test/labelled-comments.ts';
import { barsOf, judge } from './accuracy.ts';
import { LEXICONS } from './lexicon/all.ts';

const catalogs = labelledCatalogs();
const rows = labelledComments();
const judged = judge(rows, catalogs);
const sentence = (one: (typeof judged)[number]) => `${one.row.language}: ${one.row.text} → ${JSON.stringify(one.read)}`;

describe('the labelled comments', () => {
  it('are each written against a catalog that is there', () =>
    expect([...new Set(rows.map((row) => row.catalog))].filter((name) => catalogs[name] === undefined)).toEqual([]));

  it.each(LEXICONS.map((lexicon) => lexicon.language))(
    '%s has at least forty, half of them written blind',
    (language) => {
      const own = rows.filter((row) => row.language === language);
      expect(own.length).toBeGreaterThanOrEqual(40);
      expect(own.filter((row) => row.blind).length).toBeGreaterThanOrEqual(20);
    },
  );

  it('lead to no wrong sale', () => expect(judged.filter((one) => one.wrongSale).map(sentence)).toEqual([]));

  it('are read as a person reads them, without asking more than is needed', () => {
    const bars = barsOf(judged);
    expect(bars.intents).toBeGreaterThanOrEqual(0.95);
    expect(bars.lines).toBeGreaterThanOrEqual(0.97);
    expect(bars.accepted).toBeGreaterThanOrEqual(0.9);
    expect(bars.looks).toBeLessThanOrEqual(0.08);
  });

  it.each(LEXICONS.map((lexicon) => lexicon.language))('%s is not carried by the others', (language) => {
    const bars = barsOf(judged.filter((one) => one.row.language === language));
    expect(bars.intents).toBeGreaterThanOrEqual(0.9);
    expect(bars.accepted).toBeGreaterThanOrEqual(0.85);
  });

  it('of advertising is never a claim', () =>
    expect(judged.filter((one) => one.row.intent === 'spam' && one.read.intent === 'claim').map(sentence)).toEqual([]));
});
