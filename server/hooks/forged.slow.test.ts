import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signatureOf as metaSignature } from '../../connectors/platforms/meta/signature.ts';
import { seeded } from '../../connectors/platforms/testkit/seeded.ts';
import { signatureOf as openSignature } from '../../connectors/platforms/webhook/signature.ts';
import { hookHub, OPEN_SECRET, type HookHub } from './hooks.fixture.ts';

const FLIPS = 5_000;
const AT_ONCE = 100;
const APP_SECRET = 'app-secret-0123456789abcdef';
const PAGE = '100200300';

interface Route {
  url: string;
  header: string;
  body: Buffer;
  sign(secret?: string): string;
}

/** As Meta writes it: what is not ASCII is escaped, and the slashes are too. */
const escaped = (value: unknown): Buffer =>
  Buffer.from(
    JSON.stringify(value)
      .replaceAll('/', '\\/')
      .replace(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );

const update = escaped({
  object: 'page',
  entry: [
    {
      id: PAGE,
      time: 1_790_000_000,
      changes: [
        {
          field: 'feed',
          value: {
            ...{
              item: 'comment',
              verb: 'add',
              comment_id: '55_66',
              post_id: `${PAGE}_55`,
              created_time: 1_790_000_000,
            },
            ...{ message: 'ขอ A1 2 ตัว 😀', from: { id: '77', name: 'Nok น้อง' } },
          },
        },
      ],
    },
  ],
});
const line = Buffer.from(JSON.stringify({ id: 'm1', author: { id: 'u1', name: 'Nok น้อง' }, text: 'ขอ A1 2 ตัว 😀' }));

let hub: HookHub;
const routes: Record<string, Route> = {};
beforeAll(async () => {
  hub = await hookHub();
  await hub.connection({
    ...{ platform: 'facebook', settings: { pageId: PAGE }, onAir: false },
    secrets: { appSecret: APP_SECRET, verifyToken: 'verify-me', accessToken: 'token' },
  });
  const { connectionId } = await hub.connection({
    ...{ platform: 'webhook', onAir: false },
    secrets: { signingSecret: OPEN_SECRET },
  });
  routes['meta'] = {
    ...{ url: '/webhooks/meta', header: 'x-hub-signature-256', body: update },
    sign: (secret = APP_SECRET) => metaSignature(update, secret),
  };
  routes['open'] = {
    ...{ url: `/webhooks/open/${connectionId}`, header: 'hawker-signature', body: line },
    sign: (secret = OPEN_SECRET) => openSignature(line, secret, Date.now()),
  };
});
afterAll(() => hub.close());

async function send({ url, header }: Route, body: Buffer, signature: string | undefined): Promise<number> {
  const headers = { 'content-type': 'application/json', ...(signature === undefined ? {} : { [header]: signature }) };
  return (await hub.api.app.inject({ method: 'POST', url, payload: body, headers })).statusCode;
}
const keptParts = async () => Number((await hub.query('SELECT count(*) FROM hook_part'))[0].count);

/** One byte of the body or of the signature changed, never to itself; now and then only the case of a letter. */
function flip(bytes: Buffer, random: () => number): Buffer {
  const changed = Buffer.from(bytes);
  const at = Math.floor(random() * changed.length);
  changed[at] = changed[at]! ^ (random() < 0.25 ? 0x20 : 1 + Math.floor(random() * 255));
  return changed;
}

describe.each(['meta', 'open'])('at %s', (name) => {
  it(`of ${FLIPS} requests with one byte changed none is taken, and nothing is kept`, async () => {
    const route = routes[name]!;
    const random = seeded(`flips of ${name}`);
    const before = await keptParts();
    const answers = new Map<number, number>();
    for (let sent = 0; sent < FLIPS; sent += AT_ONCE) {
      const signature = route.sign();
      const batch = Array.from({ length: AT_ONCE }, (_, index) =>
        index % 2 === 0
          ? send(route, flip(route.body, random), signature)
          : send(route, route.body, flip(Buffer.from(signature, 'latin1'), random).toString('latin1')),
      );
      for (const status of await Promise.all(batch)) answers.set(status, (answers.get(status) ?? 0) + 1);
    }
    expect(Object.fromEntries(answers)).toEqual({ 401: FLIPS });
    expect(await keptParts()).toBe(before);
  }, 120_000);

  it('a wrong secret, and a signature that is missing, empty, cut or longer, are refused; nothing is kept', async () => {
    const route = routes[name]!;
    const before = await keptParts();
    const good = route.sign();
    const shown = [
      route.sign('another secret that is long enough'),
      undefined,
      '',
      good.slice(0, -1),
      good.slice(0, 20),
      `${good}0`,
      ` ${good}x`,
    ];
    for (const signature of [...shown, good.toUpperCase(), good.replace('=', '')])
      expect([signature, await send(route, route.body, signature)]).toEqual([signature, 401]);
    expect(await send(route, Buffer.alloc(0), good)).toBe(401);
    expect(await keptParts()).toBe(before);
  });

  it('escaped letters beyond ASCII verify over the bytes as they came, and are kept as they read', async () => {
    const route = routes[name]!;
    expect(await send(route, route.body, route.sign())).toBe(name === 'meta' ? 200 : 202);
    const rows = await hub.query('SELECT body FROM hook_part ORDER BY id DESC LIMIT 1');
    expect(JSON.stringify(rows[0].body)).toContain('ขอ A1 2 ตัว 😀');
    // The same words in other bytes are another body.
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(route.body.toString()), null, 1));
    expect(await send(route, rewritten, route.sign())).toBe(401);
  });
});
