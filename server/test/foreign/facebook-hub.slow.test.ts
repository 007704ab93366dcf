import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from './driver.ts';
import { PAGE, said, startFacebook, VIDEO, type FacebookFake, type Said } from './facebook-fake.ts';
import { freePort, startHub, type HubProcess, type Watched } from './hub.ts';
import { connection, proveIn, withoutRehearsal } from './stage.ts';

const SECRET = 'app-secret-of-a-stranger';
const VERIFY = 'our-word';
let there: FacebookFake;
let hub: HubProcess;
let seen: Watched;
let dir: string;
let tested: { ok: boolean };

beforeAll(async () => {
  there = await startFacebook();
  dir = await mkdtemp(join(tmpdir(), 'hawker-facebook-'));
  const PORT = String(await freePort());
  const PUBLIC_URL = `http://hub.example:${PORT}`;
  hub = await startHub({ PORT, PUBLIC_URL, HAWKER_DATA_DIR: dir, ...there.endpoints });
  await hub.signIn();
  await proveIn(dir, PUBLIC_URL);
  await withoutRehearsal(hub);
  const settings = { ...there.settings, appSecret: SECRET, verifyToken: VERIFY };
  const id = await connection(hub, {
    platform: 'facebook',
    name: 'The Shop',
    broadcast: 'https://www.facebook.com/theshop',
    settings,
  });
  tested = await hub.call('POST', `/api/connections/${id}/test`);
  await hub.call('POST', '/api/products', { code: 'Z7', title: 'Linen shirt', price: '39.00', stock: 20 });
  const show = await hub.call<{ id: string }>('POST', '/api/shows', { title: 'Friday evening' });
  await hub.call('POST', `/api/shows/${show.id}/start`, { connectionIds: [id] });
  seen = await hub.follow(show.id);
}, 180_000);
afterAll(async () => {
  seen?.close();
  await hub?.stop();
  await there?.stop();
  if (dir) await rm(dir, { recursive: true, force: true });
}, 60_000);

const person = (name: string) => ({ from: { id: `2400${name.length}${name.charCodeAt(0)}`, name } });
const claimsOf = (name: string) => seen.all('claims').filter(({ handle }) => handle === name);
const claimed = (name: string) =>
  seen.until(`${name} reserved`, () => claimsOf(name).some(({ state }) => state === 'reserved'));
const answered = (commentId: string) =>
  there.seen.calls.filter(
    ({ method, path, body }) =>
      method === 'POST' &&
      (path === `${commentId}/comments` ||
        (body['recipient'] as { comment_id?: string } | undefined)?.comment_id === commentId),
  );

async function hook(
  comment: Said,
  verb: string,
  change: (bytes: Buffer) => Buffer = (bytes) => bytes,
): Promise<number> {
  const time = Math.floor(Date.now() / 1000);
  const value = {
    ...{ item: 'comment', verb, comment_id: comment.id, post_id: `${PAGE}_${VIDEO}`, parent_id: `${PAGE}_${VIDEO}` },
    ...{
      from: comment.from,
      message: comment.message,
      created_time: Math.floor(Date.parse(`${comment.created_time.slice(0, 19)}Z`) / 1000),
    },
  };
  const json = JSON.stringify({ object: 'page', entry: [{ id: PAGE, time, changes: [{ field: 'feed', value }] }] });
  // As Meta writes it: everything beyond ASCII escaped, and that is what is signed.
  const body = Buffer.from(
    json.replaceAll(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
  const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
  return (await fetch(`${hub.url}/webhooks/meta`, { method: 'POST', headers, body: new Uint8Array(change(body)) }))
    .status;
}

describe("the hub against a stranger's Facebook", { timeout: 60_000 }, () => {
  it('finds the live, reads it by polling, and answers a claim', async () => {
    expect(tested).toMatchObject({ ok: true });
    await seen.until('the line', () => seen.all('connections').some(({ state }) => state === 'live'));
    const comment = said('CF Z7 ขอค่ะ', person('Mai'));
    there.push(comment);
    await claimed('Mai');
    await seen.until('the answer', () => answered(comment.id).length === 1);
  });

  it('counts a claim without a name', async () => {
    const before = seen.all('claims').length;
    there.push(said('Z7'));
    await seen.until('the claim', () => seen.all('claims').length === before + 1);
  });

  it('hears of a comment by a webhook before the list tells it, once', async () => {
    const query = `hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${VERIFY}`;
    const shaken = await fetch(`${hub.url}/webhooks/meta?${query}`);
    expect([shaken.status, await shaken.text()]).toEqual([200, '1158201444']);
    const comment = said('Z7 😀', person('Nok'));
    expect(await hook(comment, 'add')).toBe(200);
    await claimed('Nok');
    expect(await hook(comment, 'add')).toBe(200);
    there.push(comment);
    await pause(4_500);
    expect(claimsOf('Nok')).toHaveLength(1);
    expect(answered(comment.id)).toHaveLength(1);
  });

  it('leaves a claim as it is when its comment is edited, and keeps nothing of a forged webhook', async () => {
    const comment = said('Z7', person('Ploy'));
    expect(await hook(comment, 'add')).toBe(200);
    await claimed('Ploy');
    there.push(comment);
    comment.message = 'Z7 x9';
    expect(await hook(comment, 'edited')).toBe(200);
    const forged = said('Z7', person('Eve'));
    const flip = (bytes: Buffer) => bytes.fill(0x38, bytes.indexOf('Z7') + 1, bytes.indexOf('Z7') + 2);
    expect(await hook(forged, 'add', flip)).toBeGreaterThanOrEqual(400);
    await pause(4_000);
    expect(claimsOf('Ploy').map(({ state, quantity }) => [state, quantity])).toEqual([['reserved', 1]]);
    expect(claimsOf('Eve')).toEqual([]);
  });

  it('says that a dead token needs a person, and where', async () => {
    there.tokens.clear();
    const action = () => seen.all('connections').find(({ state }) => state !== 'live');
    await seen.until('the state', () => action() !== undefined, 20_000);
    expect(action()).toMatchObject({ state: 'refused', code: 'unauthorized' });
    expect(action()?.sentence).toMatch(/access token.*Connections/);
    expect(`${JSON.stringify(seen.all('connections'))}${hub.output()}`).not.toContain(there.settings['accessToken']);
  });
});
