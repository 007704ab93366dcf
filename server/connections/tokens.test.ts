import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { renewalBy } from '../accounts/providers.ts';
import { startProviders, type Providers } from '../accounts/providers.fixture.ts';
import { systemClock } from '../clock.ts';
import { createPools, type Pools } from '../db/pools.ts';
import { createLog } from '../log.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { createCredentials, tokensIn, withTokens } from './credentials.ts';
import { createTokens, type Tokens } from './tokens.ts';

const credentials = createCredentials('a secret of the hub that is long enough 0123456789');
const where = { workspaceId: 'w', connectionId: 'c' };
const HOUR_MS = 3_600_000;

let database: TestDatabase;
let other: Pools;
let providers: Providers;
beforeAll(async () => {
  [database, providers] = await Promise.all([testDatabase(), startProviders()]);
  other = createPools({ url: database.url, name: 'another process', hotSize: 1, restSize: 2 });
  await query(`INSERT INTO workspace (id, name) VALUES ('w', 'Brand')`);
});
beforeEach(() => {
  providers.requests.length = 0;
  Object.assign(providers.behave, { fail: null, holdMs: 0 });
});
afterAll(async () => {
  await other.end();
  await providers.close();
});

const query = async (sql: string, values: unknown[] = []) => (await database.pools.rest.query(sql, values)).rows;
const tokens = (pools: Pools = database.pools): Tokens =>
  createTokens({
    ...{ pools, credentials, clock: systemClock, log: createLog({ level: 'silent' }) },
    renew: renewalBy({ addresses: providers.addresses, fetch }),
  });

async function connection(account: object | null, kept: { access: string; refresh: string | null }, leftMs: number) {
  const secrets = { clientSecret: 'app-secret', ...(account === null ? { accessToken: kept.access } : {}) };
  const { sealed, keyId } = credentials.seal(where, account === null ? secrets : withTokens(secrets, kept));
  await query(`DELETE FROM connection`);
  await query(
    `INSERT INTO connection (id, workspace_id, platform, name, broadcast, settings, sealed, key_id, account, token_state, token_expires_at)
     VALUES ('c', 'w', 'youtube', 'Our channel', 'mine', '{"clientId":"app-id"}', $1, $2, $3, 'ok', $4)`,
    [sealed, keyId, account === null ? null : JSON.stringify(account), new Date(Date.now() + leftMs)],
  );
}
const google = { id: 'UC1', name: 'Our channel', provider: 'google', scopes: [], withheld: [] };
const ended = () => connection(google, { access: 'old', refresh: 'google-refresh' }, -HOUR_MS);
const row = async () => (await query('SELECT * FROM connection'))[0];
const keptNow = async () => {
  const { sealed, key_id: keyId } = await row();
  return tokensIn(credentials.secrets(where, { sealed, keyId }));
};

describe('the access token of a signed-in account', () => {
  it('is handed out as it is while it lives', async () => {
    await connection(google, { access: 'lives', refresh: 'r' }, HOUR_MS);
    expect(await tokens().of(where)()).toBe('lives');
    expect(providers.requests).toEqual([]);
  });

  it('is renewed with one request for twenty who ask at once, in two processes', async () => {
    await ended();
    providers.behave.holdMs = 300;
    const [here, there] = [tokens(), tokens(other)];
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? here : there).of(where)()));
    expect(providers.requests).toHaveLength(1);
    expect(new Set(all).size).toBe(1);
    expect(all[0]).toMatch(/^google-access-/);
  });

  it('that was refused in mid-show is renewed once, and whoever comes later with the old one gets the new', async () => {
    await connection(google, { access: 'old', refresh: 'google-refresh' }, HOUR_MS);
    providers.behave.holdMs = 200;
    const [here, there] = [tokens(), tokens(other)];
    const asked = [here.of(where)('old'), here.of(where)('old'), there.of(where)('old'), there.of(where)('old')];
    const all = await Promise.all(asked);
    expect(await there.of(where)('old')).toBe(all[0]);
    expect(new Set(all).size).toBe(1);
    expect(providers.requests).toHaveLength(1);
  });

  it('is sealed before it is used, with what renews it, and an open line is not closed for it', async () => {
    await ended();
    const before = (await row()).version;
    const access = await tokens().of(where)();
    expect(await keptNow()).toEqual({ access, refresh: 'google-refresh' });
    expect((await row()).version).toBe(before);
    expect((await row()).token_expires_at.getTime()).toBeGreaterThan(Date.now() + HOUR_MS / 2);
  });

  it('whose consent was revoked is final, asked for once, and seen before the next show', async () => {
    await ended();
    providers.behave.fail = {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Token has been revoked.' },
    };
    const of = tokens().of(where);
    await expect(of()).rejects.toMatchObject({ code: 'unauthorized', final: true, message: /Sign in again/ });
    await expect(of()).rejects.toMatchObject({ code: 'unauthorized', final: true });
    await expect(tokens(other).of(where)('old')).rejects.toMatchObject({ final: true });
    expect(providers.requests).toHaveLength(1);
    expect((await row()).token_state).toBe('refused');
  });

  it('that is renewed after its supposed end has no end', async () => {
    await ended();
    await query(`UPDATE connection SET consent_ends_at = now() - interval '1 day'`);
    await tokens().of(where)();
    expect((await row()).consent_ends_at).toBeNull();
  });

  it('is tried again when the provider is ill, and what still lives is used meanwhile', async () => {
    await ended();
    providers.behave.fail = { status: 503, body: {} };
    await expect(tokens().of(where)()).rejects.toMatchObject({ code: 'network', final: false });
    expect((await row()).token_state).toBe('ok');
    await connection(google, { access: 'nearly', refresh: 'r' }, 30_000);
    expect(await tokens().of(where)()).toBe('nearly');
    providers.behave.fail = null;
    expect(await tokens().of(where)()).toMatch(/^google-access-/);
  });

  it('of Instagram is renewed by itself while it lives, long before its end', async () => {
    const account = { ...google, provider: 'instagram' };
    await connection(account, { access: 'ig', refresh: null }, 20 * 24 * HOUR_MS);
    expect(await tokens().of(where)()).toMatch(/^ig-long-/);
    const { consent_ends_at: ends, token_expires_at: expires } = await row();
    expect(ends).toEqual(expires);
  });

  it('of a Facebook Page comes from the person’s lasting token', async () => {
    await connection(
      { ...google, id: '1010', provider: 'facebook' },
      { access: 'page', refresh: 'user-long' },
      HOUR_MS,
    );
    await query('UPDATE connection SET token_expires_at = NULL');
    expect(await tokens().of(where)()).toBe('page');
    expect(await tokens().of(where)('page')).toMatch(/^page-token-renewed-/);
    providers.behave.fail = null;
    expect(providers.requests[0]?.fields['access_token']).toBe('user-long');
  });
});

describe('a token that a person typed', () => {
  it('is handed out, and refused for good once the platform refuses it', async () => {
    await connection(null, { access: 'typed', refresh: null }, HOUR_MS);
    const of = tokens().of(where);
    expect(await of()).toBe('typed');
    await expect(of('typed')).rejects.toMatchObject({ code: 'unauthorized', final: true, message: /Enter a new one/ });
    expect((await row()).token_state).toBe('refused');
    expect(providers.requests).toEqual([]);
  });
});
