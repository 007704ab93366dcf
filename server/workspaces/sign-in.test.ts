import { randomBytes } from 'node:crypto';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { createSignIn, type Caller, type SignIn } from './sign-in.ts';

let database: TestDatabase;
let signIn: SignIn;
const ended: string[] = [];
const secret = randomBytes(32).toString('hex');
const publicUrl = 'http://127.0.0.1:4000';
const nobody: Caller = { headers: {}, address: '127.0.0.1' };
const withCookies = (cookies: string[]): Caller => ({
  headers: { cookie: cookies.map((one) => one.split(';')[0]).join('; ') },
  address: '127.0.0.1',
});
const make = (at = publicUrl) =>
  createSignIn({
    databaseUrl: database.url,
    pool: database.pools.rest,
    secret,
    publicUrl: at,
    log: pino({ level: 'silent' }),
    onSessionEnd: (id) => void ended.push(id),
  });

beforeAll(async () => {
  database = await testDatabase();
  signIn = make();
});
afterAll(() => signIn.close());

const tokenOf = async () => new URL((await signIn.ownerLink(publicUrl)) ?? '').searchParams.get('token') ?? '';
const enter = async () => {
  const entry = await signIn.byLink(await tokenOf(), nobody);
  if (!entry.ok) throw new Error(entry.reason);
  return withCookies(entry.cookies);
};

test('the printed link signs the owner in once, however many open it at the same time', async () => {
  const token = await tokenOf();
  const entries = await Promise.all(Array.from({ length: 10 }, () => signIn.byLink(token, nobody)));
  const good = entries.filter((entry) => entry.ok);
  expect(good).toHaveLength(1);
  const cookies = good.flatMap((entry) => (entry.ok ? entry.cookies : []));
  expect(cookies.join()).toMatch(/HttpOnly/);
  expect(cookies.join()).not.toMatch(/Secure/);
  const who = await signIn.who(withCookies(cookies));
  expect(who?.scope.role).toBe('owner');
  expect(who?.workspace.name).toBe('My brand');
});

test('a token nobody was given and a token older than 30 minutes open nothing', async () => {
  expect(await signIn.byLink('x'.repeat(32), nobody)).toEqual({ ok: false, reason: 'used-or-old' });
  const token = await tokenOf();
  await database.pools.rest.query(`UPDATE auth.verification SET "expiresAt" = now() - interval '1 second'`);
  expect(await signIn.byLink(token, nobody)).toEqual({ ok: false, reason: 'used-or-old' });
});

test('a sign-out is told, and its cookie opens nothing more', async () => {
  const caller = await enter();
  const who = await signIn.who(caller);
  await signIn.out(caller);
  expect(ended).toContain(who?.sessionId);
  expect(await signIn.who(caller)).toBeNull();
});

test('over https its cookie is for https only', async () => {
  const secure = make('https://shop.example');
  const token = new URL((await secure.ownerLink('https://shop.example')) ?? '').searchParams.get('token') ?? '';
  const entry = await secure.byLink(token, nobody);
  expect(entry.ok && entry.cookies.join()).toMatch(
    /^__Secure-hawker\.session_token=.*HttpOnly; Secure|Secure; HttpOnly/,
  );
  await secure.close();
});

test('once the owner has a password the link is no longer offered, other sign-ins end, and the password opens', async () => {
  const other = await enter();
  const caller = await enter();
  const who = await signIn.who(caller);
  if (who === null) throw new Error('not signed in');
  const otherSession = (await signIn.who(other))?.sessionId;
  const next = { email: 'Ana@Shop.example', name: 'Ana', password: 'correct horse battery' };
  expect(await signIn.setPassword(who, next, caller)).toEqual({ ok: true });
  expect(ended).toContain(otherSession);
  expect(await signIn.who(other)).toBeNull();
  expect(await signIn.ownerLink(publicUrl)).toBeNull();
  expect(await signIn.byPassword('ana@shop.example', 'wrong', nobody)).toEqual({ ok: false, reason: 'wrong' });
  expect(await signIn.byPassword('nobody@shop.example', 'wrong', nobody)).toEqual({ ok: false, reason: 'wrong' });
  const entry = await signIn.byPassword('ana@shop.example', 'correct horse battery', nobody);
  expect(entry.ok).toBe(true);
  expect(await signIn.setPassword(who, { ...next, password: 'another one' }, caller)).toEqual({
    ok: false,
    reason: 'wrong',
  });
  expect(
    await signIn.setPassword(who, { ...next, password: 'another one', currentPassword: next.password }, caller),
  ).toEqual({ ok: true });
});

test('a second start finds the workspace and the owner of the first', async () => {
  const second = make();
  expect((await second.first()).id).toBe((await signIn.first()).id);
  await second.close();
});
