import { expect, test } from 'vitest';
import { Pacer } from './pacing.ts';

const heard = () => {
  const said: string[] = [];
  return { said, pacer: new Pacer(5000, (words) => said.push(words)) };
};

test('the first words are said at once and the next ones wait their turn', () => {
  const { said, pacer } = heard();
  pacer.offer('2 questions', 0);
  pacer.offer('3 questions', 1000);
  pacer.offer('4 questions', 2000);
  expect(said).toEqual(['2 questions']);
  pacer.tick(4999);
  expect(said).toEqual(['2 questions']);
  pacer.tick(5000);
  expect(said).toEqual(['2 questions', '4 questions']);
});

test('the same words are not repeated one after the other', () => {
  const { said, pacer } = heard();
  pacer.offer('YouTube is down', 0);
  pacer.offer('YouTube is down', 6000);
  expect(said).toEqual(['YouTube is down']);
});

test('the same words may be said again much later', () => {
  const { said, pacer } = heard();
  pacer.offer('YouTube is down', 0);
  pacer.offer('YouTube is down', 20_000);
  expect(said).toHaveLength(2);
});
