import { describe, expect, it } from 'vitest';
import { labelledCatalogs, labelledComments } from '../test/labelled-comments.ts';
import { printed, readerOf } from './catalog-file.ts';

const catalogs = labelledCatalogs();

describe('the labelled comments', () => {
  it('are each written against a catalog that is there', () => {
    const missing = labelledComments().filter((row) => catalogs[row.catalog] === undefined);
    expect([...new Set(missing.map((row) => row.catalog))]).toEqual([]);
  });
  it('are read', () => {
    for (const row of labelledComments()) {
      const catalog = catalogs[row.catalog];
      if (catalog) expect(printed(readerOf(catalog)(row.text), catalog.nowShowing ?? null).intent).toBeTruthy();
    }
  });
});
