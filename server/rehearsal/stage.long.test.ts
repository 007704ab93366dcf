import { afterEach, describe, expect, it } from 'vitest';
import { openStage, type Stage } from './stage-process.ts';

const catalog = [
  { code: 'A12', title: 'Dress', priceMinor: '100', currency: 'EUR', variants: [{ options: {}, stock: 50 }] },
];
const performance = { catalog, showing: 'A12', rate: 50, seconds: 1, preludeSeconds: 0, viewers: 50 };

const cast = { platforms: ['tiktok', 'youtube', 'twitch'], access: 'advanced' as const };

let stage: Stage;
afterEach(() => stage.close());

describe('the stage', () => {
  it('hosts the platforms of its cast on this machine and says what the script says, on time, with a journal of its own', async () => {
    stage = await openStage({ ...cast, seed: '7', epoch: 0 });
    expect(Object.keys(stage.connections)).toEqual(cast.platforms);
    for (const { endpoints } of Object.values(stage.connections)) {
      for (const address of Object.values(endpoints)) expect(address).toContain('127.0.0.1:');
    }
    stage.go(performance);
    await stage.over;
    const { published } = await stage.journal();
    expect(published).toHaveLength(50);
    expect(Math.max(...published.map((one) => one.publishedMs - one.dueMs))).toBeLessThan(500);
    expect(new Set(published.map((one) => one.platform))).toEqual(new Set(cast.platforms));
  });

  it('gives the same ids for the same seed, and others after a restart', async () => {
    const ids: string[][] = [];
    for (const epoch of [0, 0, 1]) {
      stage = await openStage({ ...cast, seed: '7', epoch });
      stage.go(performance);
      await stage.over;
      ids.push((await stage.journal()).published.map((one) => one.id));
      await stage.close();
    }
    expect(ids[0]).toEqual(ids[1]);
    expect(ids[0]?.filter((id) => ids[2]?.includes(id))).toEqual([]);
  });

  it('lets a person play a viewer, with any text at all', async () => {
    stage = await openStage({ ...cast, seed: '7', epoch: 0 });
    const odd = `mine A12 \u0000 \ud800 😍 ${'x'.repeat(5_000)}`;
    expect(await stage.say({ platform: 'youtube', name: 'Me', text: odd })).toMatch(/^LCC/);
    expect(await stage.say({ platform: 'tiktok', name: 'Me', text: 'mine A12' })).toMatch(/^\d{15,}$/);
    expect(await stage.say({ platform: 'twitch', name: 'Me', text: odd })).toMatch(/^c/);
    expect(await stage.say({ platform: 'nowhere', name: 'Me', text: 'hi' })).toBeNull();
  });
});
