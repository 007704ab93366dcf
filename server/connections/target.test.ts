import { describe, expect, it } from 'vitest';
import { createCredentials } from './credentials.ts';
import {
  contextOf,
  loopbackAddress,
  loopbackFetch,
  targetOf,
  type LiveTarget,
  type RehearsalTarget,
  type TargetRow,
} from './target.ts';

const addresses = {
  TIKTOK_WEB_URL: 'http://127.0.0.1:1',
  TIKTOK_WEBCAST_URL: 'http://127.0.0.1:2',
  TIKTOK_SIGN_URL: 'http://127.0.0.1:3',
};
const rehearsal: TargetRow = {
  workspaceId: 'w',
  connectionId: 'c',
  platform: 'tiktok',
  showId: 's1',
  showKind: 'rehearsal',
  rehearsalShowId: 's1',
  settings: { handle: 'sim' },
  endpoints: addresses,
  hasSealed: false,
};
const live: TargetRow = { ...rehearsal, showKind: 'live', rehearsalShowId: null, endpoints: null, hasSealed: true };
const credentials = createCredentials('a secret of the hub that is long enough 0123456789');
const sealed = credentials.seal({ workspaceId: 'w', connectionId: 'c' }, { sessionId: 'canary-real-session' });
const open = () => credentials.open(live, sealed);

describe('what a connection may be opened with', () => {
  it('gives a rehearsal its simulators and nothing that was ever sealed', () => {
    const found = targetOf(rehearsal, () => expect.unreachable('a seal was opened for a rehearsal'), {
      TIKTOK_WEB_URL: 'https://x',
    });
    expect(found).toMatchObject({
      ok: true,
      target: { kind: 'rehearsal', simulators: addresses, pretended: { handle: 'sim' } },
    });
    expect(JSON.stringify(found)).not.toContain('canary');
  });

  it('gives a live connection its opened credentials and the addresses of the settings', () => {
    const found = targetOf(live, open, {});
    expect(found.ok && contextOf(found.target)).toEqual({
      settings: { handle: 'sim', sessionId: 'canary-real-session' },
      endpoints: {},
    });
  });

  it.each<[string, Partial<TargetRow>]>([
    ['a real connection in a rehearsal', { rehearsalShowId: null, endpoints: null, hasSealed: true }],
    ["another rehearsal's connection", { rehearsalShowId: 's2' }],
    ["credentials on a rehearsal's connection", { hasSealed: true }],
    ['an address elsewhere', { endpoints: { ...addresses, TIKTOK_SIGN_URL: 'https://tiktok.eulerstream.com' } }],
    [
      'an address that hides its host',
      { endpoints: { ...addresses, TIKTOK_SIGN_URL: 'http://127.0.0.1:3@example.com/' } },
    ],
    [
      'an address left out, where the library would go to the real one',
      { endpoints: { TIKTOK_WEB_URL: 'http://127.0.0.1:1' } },
    ],
    ['no addresses at all', { endpoints: null }],
    ['a platform whose addresses nobody knows', { platform: 'nowhere' }],
  ])('refuses %s', (_, change) => {
    expect(targetOf({ ...rehearsal, ...change }, open, {}).ok).toBe(false);
  });

  it.each<[string, Partial<TargetRow>]>([
    ["a rehearsal's connection in a live show", { rehearsalShowId: 's1' }],
    ["simulators' addresses in a live show", { endpoints: addresses }],
  ])('refuses %s', (_, change) => {
    expect(targetOf({ ...live, ...change }, open, {}).ok).toBe(false);
  });

  it('cannot mix the two kinds: the compiler refuses it', () => {
    const rehearsing = { kind: 'rehearsal', showId: 's', pretended: {} } as const;
    // @ts-expect-error credentials are no part of a rehearsal's target
    const withCredentials: RehearsalTarget = { ...rehearsing, simulators: {}, kind: 'live', credentials: open() };
    const elsewhere = { A: 'https://tiktok.com' };
    // @ts-expect-error an ordinary address is no loopback address
    const away: RehearsalTarget = { ...rehearsing, simulators: elsewhere };
    const plain = { sessionId: 'x' };
    // @ts-expect-error plain settings are no opened credentials
    const unopened: LiveTarget = { kind: 'live', credentials: plain, addresses: {} };
    expect([withCredentials, away, unopened]).toHaveLength(3);
  });

  it.each(['http://127.0.0.1:80', '127.0.0.1:9000', 'ws://localhost:1', 'http://[::1]:4'])(
    'knows %s as this machine',
    (text) => {
      expect(loopbackAddress(text)).toBe(text);
    },
  );

  it.each(['https://youtube.com', '10.0.0.1:80', 'http://127.0.0.1.example.com', '', 'http://', '0.0.0.0:1'])(
    'does not take %j for this machine',
    (text) => {
      expect(loopbackAddress(text)).toBeNull();
    },
  );

  it('lets no request of a rehearsal leave the machine', async () => {
    const asked: string[] = [];
    const inner = ((input: string) => (asked.push(input), Promise.resolve(new Response('')))) as typeof fetch;
    await loopbackFetch(inner)('http://127.0.0.1:1/x');
    await expect(loopbackFetch(inner)('https://www.googleapis.com/')).rejects.toThrow('may not leave');
    expect(asked).toEqual(['http://127.0.0.1:1/x']);
  });
});
