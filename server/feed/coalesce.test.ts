import { expect, test } from 'vitest';
import { wantedOf, type ChangeRow } from './coalesce.ts';

const entity = (n: number, id: string): ChangeRow => ({ n, topic: 'claim', entity: id, fromSeq: null, toSeq: null });
const range = (n: number, fromSeq: number, toSeq: number, topic = 'messages'): ChangeRow => ({
  n,
  topic,
  entity: null,
  fromSeq,
  toSeq,
});

test('a thing that changed a hundred times is loaded once', () => {
  const wanted = wantedOf(
    Array.from({ length: 100 }, (_, i) => entity(i + 1, 'one')),
    10,
  );
  expect(wanted).toMatchObject({ n: 100, size: 1 });
  expect(wanted.entities.get('claim')).toEqual(new Set(['one']));
});

test('runs of messages become one run, readings another', () => {
  const wanted = wantedOf([range(1, 1, 10), range(2, 11, 30), range(3, 1, 10, 'reading')], 1_000);
  expect(wanted.messages).toEqual({ fromSeq: 1, toSeq: 30 });
  expect(wanted.readings).toEqual({ fromSeq: 1, toSeq: 10 });
  expect(wanted.size).toBe(40);
});

test('more than fits is cut between changes, and one that is larger by itself still goes', () => {
  const changes = [range(7, 1, 600), range(8, 601, 900), range(9, 901, 1_300), entity(10, 'x')];
  expect(wantedOf(changes, 1_000).n).toBe(8);
  expect(wantedOf([range(7, 1, 5_000), entity(8, 'x')], 1_000).n).toBe(7);
});
