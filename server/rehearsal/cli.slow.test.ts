import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { HOME } from '../config.ts';
import { startEmbedded, type Embedded } from '../embedded.ts';
import { hasRedis, startRedis } from '../test/redis.ts';
import type { Figures } from './figures.ts';

const CLI = join(HOME, 'server', 'rehearsal', 'cli.ts');

interface Ran {
  code: number | null;
  figures: Figures;
  said: string;
}

/** As `npm run rehearse -- …` runs it. */
async function rehearse(words: string[], env: Record<string, string> = {}): Promise<Ran> {
  const child = spawn(process.execPath, [CLI, ...words, '--json'], {
    cwd: HOME,
    env: { ...process.env, DATABASE_URL: '', REDIS_URL: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, said] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const last = out.trim().split('\n').at(-1) ?? '';
  expect(last, said).toMatch(/^\{/);
  return { code, figures: JSON.parse(last) as Figures, said };
}

function expectWhole({ code, figures, said }: Ran): void {
  expect(figures, said).toMatchObject({ lost: 0, oversold: 0, stored: figures.published });
  expect(figures.duplicatesDropped).toBeGreaterThan(0);
  expect(figures.claims).toBe(figures.reserved + figures.waitlisted + figures.refused + figures.cancelled);
  for (const platform of ['tiktok', 'youtube']) {
    expect(figures.perPlatform[platform]).toMatchObject({ lost: 0, lagMs: { p99: expect.any(Number) } });
    expect(figures.perPlatform[platform]?.published).toBeGreaterThan(100);
  }
  expect(code).toBe(0);
}

let own: Embedded | undefined;
let folder: string | undefined;
afterAll(async () => {
  await own?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe('npm run rehearse', () => {
  it('loses nothing and oversells nothing, and says the same of the same seed', { timeout: 240_000 }, async () => {
    const words = ['--seconds', '6', '--rate', '100', '--seed', '7'];
    const one = await rehearse(words);
    expectWhole(one);
    expect(one.figures.published).toBe(620);
    expect(one.figures.repliesSent).toBeGreaterThan(0);
    const two = await rehearse(words);
    expectWhole(two);
    expect(two.figures.lines).toBe(one.figures.lines);
    expect(two.figures.units).toEqual(one.figures.units);
  });

  it(
    'sells nothing that its author was not seeing, whatever the delays of the platforms',
    { timeout: 240_000 },
    async () => {
      const words = '--seconds 65 --rate 40 --seed 11 --delays 3,8,8,18 --switch 20 --bare 0.4'.split(' ');
      const { figures, said, code } = await rehearse(words);
      expect(figures, said).toMatchObject({ wrongProduct: 0, lost: 0, oversold: 0 });
      expect(figures.bare.said).toBeGreaterThan(150);
      expect(figures.bare.sold).toBeGreaterThan(figures.bare.said / 2);
      expect(figures.bare.asked).toBeGreaterThan(0);
      expect(code).toBe(0);
    },
  );

  it.skipIf(!hasRedis())('does the same on a PostgreSQL and a Redis of your own', { timeout: 240_000 }, async () => {
    // Not the tests' own server, which gave up durability for speed: the hub refuses such a one.
    folder = await mkdtemp(join(tmpdir(), 'hawker-own-'));
    own = await startEmbedded({ dataDir: folder });
    const ran = await rehearse(['--seconds', '6', '--rate', '100', '--seed', '7'], {
      DATABASE_URL: own.url,
      REDIS_URL: await startRedis(),
    });
    expectWhole(ran);
    const client = new pg.Client({ connectionString: own.url });
    await client.connect();
    const left = await client.query(`SELECT datname FROM pg_database WHERE datname LIKE 'hawker_rehearse%'`);
    await client.end();
    expect(left.rows).toEqual([]);
  });

  it(
    'plays four platforms at once, at the access that a brand has without a review',
    { timeout: 240_000 },
    async () => {
      const platforms = ['tiktok', 'youtube', 'facebook', 'instagram'];
      const words = ['--seconds', '10', '--rate', '100', '--seed', '11', '--access', 'standard'];
      const { code, figures, said } = await rehearse([...words, '--platforms', platforms.join(',')]);
      expect(figures, said).toMatchObject({ lost: 0, oversold: 0, stored: figures.published, access: 'standard' });
      expect(Object.keys(figures.perPlatform).toSorted()).toEqual(platforms.toSorted());
      for (const [platform, one] of Object.entries(figures.perPlatform)) {
        expect({ platform, enough: one.published > 100 }).toEqual({ platform, enough: true });
        expect(one).toMatchObject({ lost: 0, stored: one.published });
        // What is polled is there with the next question but one at the latest, also on a busy machine.
        if (one.reads.by === 'poll') expect(one.lagMs.p50).toBeLessThan(one.reads.everyMs + 1_000);
      }
      expect(figures.claims).toBeGreaterThan(100);
      expect(code).toBe(0);
    },
  );

  it('names what is wrong with its words', async () => {
    const ran = spawnSync(process.execPath, [CLI, '--rate', 'fast'], { cwd: HOME, encoding: 'utf8' });
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain('--rate must be a number');
    const nowhere = spawnSync(process.execPath, [CLI, '--platforms', 'tiktok,myspace'], {
      cwd: HOME,
      encoding: 'utf8',
    });
    expect(nowhere.status).toBe(1);
    expect(nowhere.stderr).toContain('there is no simulator of "myspace"');
  });
});
