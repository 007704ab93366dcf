import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from './driver.ts';
import { freePort, startHub, type HubProcess, type Watched } from './hub.ts';
import { comment, hookOf, IG_ID, startInstagram, VERIFY, type InstagramFake } from './instagram-fake.ts';
import { connection, proveIn, withoutRehearsal } from './stage.ts';

let there: InstagramFake;
let hub: HubProcess;
let seen: Watched;
let dir: string;
let tested: { ok: boolean };

beforeAll(async () => {
  there = await startInstagram();
  dir = await mkdtemp(join(tmpdir(), 'hawker-instagram-'));
  const PORT = String(await freePort());
  const PUBLIC_URL = `http://hub.example:${PORT}`;
  hub = await startHub({ PORT, PUBLIC_URL, HAWKER_DATA_DIR: dir, ...there.endpoints });
  await hub.signIn();
  await proveIn(dir, PUBLIC_URL);
  await withoutRehearsal(hub);
  const asked = { platform: 'instagram', name: 'Friday', broadcast: '@fridaysale', settings: there.settings };
  const id = await connection(hub, asked);
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

const person = (name: string) => ({ id: `5260${name.length}${name.charCodeAt(0)}`, username: name });
const claimsOf = (name: string) => seen.all('claims').filter(({ handle }) => handle === name);
const claimed = (name: string) =>
  seen.until(`${name} reserved`, () => claimsOf(name).some(({ state }) => state === 'reserved'));
const answered = (commentId: string) =>
  there.sent.filter(({ body }) => (body['recipient'] as { comment_id?: string }).comment_id === commentId);

async function hook(name: string, text: string, id: string, change: (bytes: Buffer) => Buffer = (bytes) => bytes) {
  const value = { id, from: person(name), text, media: { id: there.liveId, media_product_type: 'LIVE' } };
  const { headers, body } = hookOf({
    object: 'instagram',
    entry: [{ id: IG_ID, time: Date.now(), changes: [{ field: 'live_comments', value }] }],
  });
  const response = await fetch(`${hub.url}/webhooks/meta`, {
    method: 'POST',
    headers,
    body: new Uint8Array(change(body)),
  });
  return response.status;
}

describe("the hub against a stranger's Instagram", { timeout: 60_000 }, () => {
  it('finds the live, reads it by polling, and answers a claim privately', async () => {
    expect(tested).toMatchObject({ ok: true });
    await seen.until('the line', () => seen.all('connections').some(({ state }) => state === 'live'));
    const said = comment('CF Z7 ขอค่ะ', person('mai.shops'));
    there.comments.push(said);
    await claimed('mai.shops');
    await seen.until('the private reply', () => answered(said.id).length === 1);
  });

  it('shakes hands, and hears of a comment by a webhook before the list tells it, once', async () => {
    const query = `hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${VERIFY}`;
    const shaken = await fetch(`${hub.url}/webhooks/meta?${query}`);
    expect([shaken.status, await shaken.text()]).toEqual([200, '1158201444']);
    const said = { ...comment('Z7 😀', person('nok.sells')), id: '17880000000000001' };
    expect(await hook('nok.sells', said.text, said.id)).toBe(200);
    await claimed('nok.sells');
    expect(await hook('nok.sells', said.text, said.id)).toBe(200);
    there.comments.push(said);
    await pause(4_000);
    expect(claimsOf('nok.sells')).toHaveLength(1);
    expect(answered(said.id)).toHaveLength(1);
  });

  it('keeps nothing of a webhook with a byte changed', async () => {
    const flip = (bytes: Buffer) => {
      const at = bytes.indexOf('Z7');
      bytes[at + 1] = 0x38;
      return bytes;
    };
    expect(await hook('eve', 'Z7', '17880000000000002', flip)).toBeGreaterThanOrEqual(400);
    await pause(500);
    expect(claimsOf('eve')).toEqual([]);
  });

  it('counts a claim without a name', async () => {
    const before = seen.all('claims').length;
    there.comments.push(comment('Z7'));
    await seen.until('the claim', () => seen.all('claims').length === before + 1);
  });

  it('says that a private reply came too late, and does not try it for ever', async () => {
    const status = await hook('late', 'Z7', '17880000000000003');
    there.liveId = null;
    expect(status).toBe(200);
    await claimed('late');
    await seen.until('the end', () => seen.all('connections').some(({ state }) => state === 'ended'), 20_000);
    await seen.until('the reply’s end', () =>
      seen.all('replies').some(({ state, sentence }) => state === 'expired' && /on air/.test(sentence ?? '')),
    );
    const tries = answered('17880000000000003').length;
    expect(tries).toBeLessThanOrEqual(1);
    await pause(3_000);
    expect(answered('17880000000000003')).toHaveLength(tries);
  });
});
