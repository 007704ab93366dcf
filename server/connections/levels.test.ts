import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Connector, Delivery, Level, Session } from '../../connectors/platforms/contract.ts';
import { ConnectorError } from '../../connectors/platforms/contract.ts';
import { tiktok } from '../../connectors/platforms/tiktok/index.ts';
import { systemClock } from '../clock.ts';
import { createLog } from '../log.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { createCredentials } from './credentials.ts';
import { levelsBy, mergeLevels, proven, refuted, showsStrangers } from './level.ts';
import { createLevels } from './levels.ts';
import { createProofs, type Proofs } from './proofs.ts';
import type { KeptLevel } from './store-levels.ts';

const level = (id: Level['id'], state: Level['state'], sentence: string | null = null): Level => ({
  id,
  state,
  sentence,
});
const kept = (id: Level['id'], state: Level['state'], provenAtMs: number | null): KeptLevel => ({
  ...level(id, state),
  provenAtMs,
  askedAtMs: 1,
});

describe('what an account was found able to do', () => {
  it('stays proven where asking only finds nothing against it', () => {
    const [now] = mergeLevels([kept('reads-own', 'proven', 5)], [level('reads-own', 'unproven')], 9);
    expect(now).toEqual({ id: 'reads-own', state: 'proven', sentence: null, askedAtMs: 9, provenAtMs: 5 });
  });
  it('is missing when the platform says so, and keeps the day it last worked', () => {
    const [now] = mergeLevels([kept('reads-own', 'proven', 5)], [level('reads-own', 'missing', 'Ask for it.')], 9);
    expect(now).toMatchObject({ state: 'missing', sentence: 'Ask for it.', provenAtMs: 5 });
    expect(refuted([kept('reads-own', 'proven', 5)], level('reads-own', 'missing', 'No.'), 9)[0]).toMatchObject({
      state: 'missing',
      provenAtMs: 5,
    });
    expect(proven(refuted([], level('reads-own', 'missing', 'No.'), 9), 'reads-own', 12)[0]).toMatchObject({
      state: 'proven',
      provenAtMs: 12,
      sentence: null,
    });
  });
  it('is said for a platform that tells nothing about accounts', () => {
    const states = Object.fromEntries(levelsBy(tiktok.manifest).map((one) => [one.id, one.state]));
    expect(states).toEqual({
      ...{ 'reads-own': 'unproven', 'reads-strangers': 'unproven', 'hooks-arrive': 'never' },
      ...{ 'replies-publicly': 'unproven', 'replies-privately': 'never' },
    });
  });
  it('of strangers needs more authors than a team has where roles let people through', () => {
    const meta = { oauth: { provider: 'facebook', scopes: [] } } as const;
    expect([showsStrangers(meta, new Set(['a', 'b'])), showsStrangers(meta, new Set('abcde'))]).toEqual([false, true]);
    expect(showsStrangers({}, new Set(['a']))).toBe(true);
  });
});

const said = (id: string, author: { id: string | null; name: string } | null, more: object = {}): Delivery => ({
  event: {
    kind: 'message',
    id,
    atMs: Date.now(),
    text: `comment ${id}`,
    author: author === null ? null : { handle: author.name, ...author },
    ...more,
  },
  cursor: null,
});
const facebookish = {
  ...tiktok.manifest,
  name: 'Pages',
  can: ['reply', 'private-reply'],
  hook: { account: 'pageId' },
  reads: { by: 'poll', everyMs: 1 },
  oauth: { provider: 'facebook', scopes: [] },
} as const;

let database: TestDatabase;
let proofs: Proofs;
let pushed: Delivery[];
let wake: () => void;
let privateReply: ReturnType<typeof vi.fn>;
let connect: () => Promise<Session>;
let levels: ReturnType<typeof createLevels>;
beforeAll(async () => {
  database = await testDatabase();
  await database.pools.rest.query(`INSERT INTO workspace (id, name) VALUES ('w', 'Brand')`);
});
beforeEach(async () => {
  await database.pools.rest.query('DELETE FROM connection');
  await database.pools.rest.query(
    `INSERT INTO connection (id, workspace_id, platform, name, broadcast) VALUES ('c', 'w', 'tiktok', 'Page', 'page')`,
  );
  pushed = [];
  wake = () => undefined;
  privateReply = vi.fn(async () => ({ id: 'm1' }));
  connect = async () => pretended();
  const connector = (): Connector => ({
    manifest: facebookish,
    connect: () => connect(),
    examine: async () => [level('reads-own', 'unproven'), level('replies-privately', 'missing', 'Ask for a review.')],
  });
  const deps = {
    ...{ pools: database.pools, load: async () => connector(), addresses: {}, clock: systemClock, random: () => 0 },
    credentials: createCredentials('a secret of the hub that is long enough 0123456789'),
    tokens: { of: () => () => Promise.resolve('') },
    log: createLog({ level: 'silent' }),
  };
  levels = createLevels(deps);
  proofs = createProofs({ ...deps, levels, lines: { sessionOf: () => ({ session: pretended() }) } });
});
afterEach(() => proofs.close());

function pretended(): Session {
  return {
    liveId: 'l',
    address: 'https://pages.example/l',
    async *deliveries() {
      for (;;) {
        const next = pushed.shift();
        if (next !== undefined) yield next;
        else await new Promise<void>((resolve) => (wake = resolve));
        if (next?.event.kind === 'ended') return;
      }
    },
    act: { 'private-reply': privateReply as never },
    close: async () => undefined,
  };
}
const push = (delivery: Delivery): void => {
  pushed.push(delivery);
  wake();
};
const stored = async (): Promise<Record<string, KeptLevel>> =>
  Object.fromEntries(
    (await database.pools.rest.query('SELECT levels FROM connection')).rows[0].levels.map((one: KeptLevel) => [
      one.id,
      one,
    ]),
  );
const proof = () => proofs.read('w', 'c');

describe('asking', () => {
  it('is stored with its time, and asked of no connection of another workspace', async () => {
    const found = await levels.examine('w', 'c');
    expect(found).toMatchObject({ ok: true });
    expect((await stored())['replies-privately']).toMatchObject({ state: 'missing', askedAtMs: expect.any(Number) });
    expect(await levels.examine('other', 'c')).toBeNull();
  });
  it('twice at once for different levels loses neither', async () => {
    levels.prove('w', 'c', 'reads-own');
    levels.prove('w', 'c', 'hooks-arrive');
    levels.delivered('w', 'c', 'private-reply');
    await vi.waitFor(async () =>
      expect(Object.keys(await stored()).sort()).toEqual(['hooks-arrive', 'reads-own', 'replies-privately']),
    );
  });
});

describe('Prove it', () => {
  it('works before a show: shows who wrote, by which way, and that the private reply was accepted', async () => {
    await proofs.begin('w', 'c', { privateReply: true });
    await vi.waitFor(() => expect(proof()).toMatchObject({ state: 'watching', sentence: /phone/ }));
    push(said('history', { id: 'u0', name: 'Old' }, { history: true }));
    push(said('1', { id: 'u1', name: 'Rosa' }));
    await vi.waitFor(() => expect(proof()?.privateReply.state).toBe('accepted'));
    expect(proof()?.arrived).toMatchObject([{ name: 'Rosa', text: 'comment 1', way: 'list' }]);
    proofs.hookArrived('w', 'c');
    push(said('2', { id: 'u1', name: 'Rosa' }));
    await vi.waitFor(() => expect(proof()?.arrived).toHaveLength(2));
    expect([proof()?.hooks, privateReply.mock.calls.length]).toEqual([1, 1]);
    await vi.waitFor(async () =>
      expect(Object.values(await stored()).map((one) => `${one.id} ${one.state}`)).toEqual([
        ...['reads-own proven', 'reads-strangers proven', 'hooks-arrive proven', 'replies-privately proven'],
      ]),
    );
    expect(proofs.end('w', 'c')).toBe(true);
    push({ event: { kind: 'ended', id: 'e', atMs: null, reason: 'over' }, cursor: null });
    await vi.waitFor(() => expect(proof()).toMatchObject({ state: 'ended', sentence: /with their names/ }));
  });

  it('at standard access says that the name is missing and that the private reply was refused', async () => {
    privateReply.mockRejectedValue(new ConnectorError('forbidden', 'Meta refused it (10).', { final: true }));
    await proofs.begin('w', 'c', { privateReply: true });
    await vi.waitFor(() => expect(proof()?.state).toBe('watching'));
    push(said('1', null));
    await vi.waitFor(() =>
      expect(proof()?.privateReply).toEqual({ state: 'refused', sentence: 'Meta refused it (10).' }),
    );
    expect(proof()?.arrived[0]?.name).toBeNull();
    await vi.waitFor(async () => {
      const now = await stored();
      expect(now['reads-own']?.state).toBe('proven');
      expect(now['reads-strangers']).toMatchObject({ state: 'missing', missing: 'review' });
      expect(now['replies-privately']?.state).toBe('missing');
    });
    push({ event: { kind: 'ended', id: 'e', atMs: null, reason: 'over' }, cursor: null });
  });

  it('says what is needed when nothing is live', async () => {
    connect = () => Promise.reject(new ConnectorError('not-live', 'Not live.'));
    await proofs.begin('w', 'c', { privateReply: false });
    await vi.waitFor(() => expect(proof()).toMatchObject({ state: 'failed', sentence: /Start a test broadcast/ }));
  });

  it('in a show looks at the show’s own line and opens no second one', async () => {
    connect = () => Promise.reject(new Error('a second line was opened'));
    const delivered: string[] = [];
    const source = { workspaceId: 'w', connectionId: 'c', showId: 's', broadcastId: 'b', platform: 'tiktok' };
    const sink = proofs
      .over({
        open: () => ({
          deliver: async ({ event }) => void delivered.push(event.id),
          drained: async () => undefined,
          close: async () => undefined,
        }),
      })
      .open({ ...source, time: facebookish.time, sessionStartedMs: 0 } as never);
    await sink.deliver(said('0', { id: 'u', name: 'Before' }));
    await proofs.begin('w', 'c', { privateReply: true });
    await vi.waitFor(() => expect(proof()?.state).toBe('watching'));
    await sink.deliver({ ...said('1', { id: 'u1', name: 'Rosa' }), via: 'live' });
    await vi.waitFor(() => expect(proof()?.privateReply.state).toBe('accepted'));
    expect(proof()?.arrived).toMatchObject([{ name: 'Rosa', way: 'hook' }]);
    expect(delivered).toEqual(['0', '1']);
  });
});
