import { expect, test } from 'vitest';
import type { Show } from '../../../../server/api/schemas/shows.ts';
import { firstChoice } from './first-choice.ts';

const show = (id: string, kind: Show['kind'], state: Show['state'], startedAtMs: number): Show => ({
  id,
  slug: id,
  title: id,
  kind,
  state,
  repliesStopped: false,
  claimsStopped: false,
  automaticStopped: false,
  showingProductId: null,
  createdAtMs: startedAtMs,
  startedAtMs,
  endedAtMs: null,
  address: '',
  platforms: [],
  claimWords: [],
  version: 1,
});

test('a show on air comes before a rehearsal on air, and that before what has ended', () => {
  const ended = show('ended', 'live', 'ended', 9);
  const rehearsal = show('rehearsal', 'rehearsal', 'on_air', 8);
  const live = show('live', 'live', 'on_air', 1);
  expect(firstChoice([ended, rehearsal, live])?.id).toBe('live');
  expect(firstChoice([ended, rehearsal])?.id).toBe('rehearsal');
  expect(firstChoice([ended])?.id).toBe('ended');
});

test('of two alike the newer one is opened, and a draft never', () => {
  const list = [show('old', 'live', 'on_air', 1), show('new', 'live', 'on_air', 2), show('plan', 'live', 'draft', 3)];
  expect(firstChoice(list)?.id).toBe('new');
  expect(firstChoice([show('plan', 'live', 'draft', 3)])).toBeNull();
});
