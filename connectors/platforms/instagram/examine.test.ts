import { afterEach, describe, expect, test } from 'vitest';
import { contextFor } from '../testkit/line.ts';
import type { Simulator } from '../testkit/simulator.ts';
import { instagram } from './index.ts';
import type { InstagramOptions } from './simulator/platform.ts';
import { startInstagramSimulator } from './simulator/index.ts';

const closing: Simulator[] = [];
afterEach(async () => {
  for (const sim of closing.splice(0)) await sim.close();
});

async function simulator(options: Partial<InstagramOptions>): Promise<Simulator> {
  const sim = await startInstagramSimulator({ seed: 'levels', ...options });
  closing.push(sim);
  return sim;
}
async function levelsOf(sim: Simulator, settings: Record<string, string> = {}) {
  const connection = { ...sim.connection, settings: { ...sim.connection.settings, ...settings } };
  const levels = (await instagram.examine?.(contextFor(connection).ctx)) ?? [];
  return Object.fromEntries(levels.map(({ id, state, missing }) => [id, missing ?? state]));
}
const stranger = { id: '6100', handle: 'nok', name: 'Nok' };

describe.each(['instagram', 'facebook'] as const)('levels by %s login', (login) => {
  test('with everything allowed, reading strangers is proven by their names', async () => {
    const sim = await simulator({ login });
    sim.publish({ kind: 'message', author: stranger, text: 'A1' });
    expect(await levelsOf(sim)).toEqual({
      'reads-own': 'proven',
      'reads-strangers': 'proven',
      'hooks-arrive': 'subscription',
      'replies-publicly': 'never',
      'replies-privately': 'unproven',
    });
  });

  test('before the review strangers have no names, and it says that the review is missing', async () => {
    const sim = await simulator({ login, access: 'standard' });
    expect(await levelsOf(sim)).toMatchObject({ 'reads-own': 'proven', 'reads-strangers': 'unproven' });
    sim.publish({ kind: 'message', author: stranger, text: 'A1' });
    expect(await levelsOf(sim)).toMatchObject({ 'reads-strangers': 'review', 'replies-privately': 'review' });
  });

  test('without any permission nothing is claimed', async () => {
    const sim = await simulator({ login, access: 'none' });
    expect(await levelsOf(sim)).toMatchObject({ 'reads-own': 'permission', 'replies-publicly': 'never' });
  });

  test('a dead token is told from a missing permission', async () => {
    const sim = await simulator({ login });
    sim.fault({ kind: 'refuse-credential' });
    expect(await levelsOf(sim)).toMatchObject({ 'reads-own': 'token', 'replies-privately': 'token' });
  });

  test('hooks need a secret to be proven with', async () => {
    const sim = await simulator({ login });
    expect(await levelsOf(sim, { appSecret: '' })).toMatchObject({ 'hooks-arrive': 'subscription' });
  });
});

test('the account is found by its token alone', async () => {
  const sim = await simulator({});
  expect(await levelsOf(sim, { igId: '' })).toMatchObject({ 'reads-own': 'proven' });
});
