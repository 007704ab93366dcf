import { expect, test } from 'vitest';
import { facebook, tiktok, youtube } from './places.fixture.ts';
import { kindOn, kindSaid, privateOnly, Sends, type Place } from './sends.ts';

const instagram: Place = { ...facebook, id: 'instagram', name: 'Instagram', can: ['private-reply', 'message'] };
delete instagram.rates;
const NOON = Date.UTC(2026, 10, 23, 12);
const HOUR = 3_600_000;

test('a reply goes out by the best way the platform has, and where a rule allows none it is unreachable', () => {
  expect([facebook, youtube, instagram].map((place) => kindOn(place, 'best'))).toEqual([
    'private-reply',
    'reply',
    'private-reply',
  ]);
  expect([facebook, instagram].map((place) => kindOn(place, 'public'))).toEqual(['reply', 'private-reply']);
  expect([youtube, facebook].map((place) => kindOn(place, 'private'))).toEqual(['unreachable', 'private-reply']);
  expect([kindOn(undefined, 'best'), kindOn(youtube, 'screen')]).toEqual(['screen', 'screen']);
  expect([kindSaid(instagram, 'reply'), kindSaid(youtube, 'reply'), kindSaid(youtube, 'screen')]).toEqual([
    'private-reply',
    'reply',
    'screen',
  ]);
  expect([...privateOnly([facebook, youtube, instagram, tiktok])]).toEqual(['instagram']);
});

test('limits are counted by the busiest hour and the busiest day, each against the platform’s own word', () => {
  const sends = new Sends();
  const said = { about: 'price', hourMs: NOON };
  sends.add({ ...said, platform: 'youtube', kind: 'reply' }, 30);
  sends.add({ ...said, platform: 'youtube', kind: 'reply', hourMs: NOON + HOUR }, 20);
  sends.add({ ...said, platform: 'youtube', kind: 'reply', hourMs: NOON + 24 * HOUR }, 40);
  sends.add({ ...said, platform: 'facebook', kind: 'private-reply' }, 800);
  sends.add({ ...said, platform: 'youtube', kind: 'unreachable' }, 7);
  const quota = sends.quota([youtube, facebook]);
  expect(quota).toContainEqual(
    expect.objectContaining({ platform: 'youtube', limit: 'public answers, busiest hour', used: 40 }),
  );
  expect(quota).toContainEqual({
    ...{ platform: 'youtube', limit: 'units of a day', allowed: youtube.limits.dailyUnits?.total },
    used: 50 * (youtube.limits.dailyUnits?.reply ?? 0),
  });
  expect(quota).toContainEqual({
    ...{ platform: 'facebook', limit: 'private answers, busiest hour', used: 800, allowed: 750 },
  });
  expect(sends.lines()).toContainEqual({ platform: 'youtube', kind: 'unreachable', about: 'price', count: 7 });
});

test('what is taken away and added leaves the rest, and what comes to nothing is no line', () => {
  const [was, delta] = [new Sends(), new Sends()];
  const line = { platform: 'youtube', kind: 'reply', about: 'price', hourMs: NOON };
  was.add(line, 2);
  delta.add(line, -2);
  delta.add({ ...line, about: 'stock' });
  expect(was.with(delta).lines()).toEqual([{ platform: 'youtube', kind: 'reply', about: 'stock', count: 1 }]);
  expect(was.lines()).toHaveLength(1);
});
