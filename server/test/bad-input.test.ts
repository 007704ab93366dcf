import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Simulator } from '../../connectors/platforms/testkit/simulator.ts';
import { startTikTokSimulator as startTiktok } from '../../connectors/platforms/tiktok/simulator/index.ts';
import { startYoutubeSimulator as startYoutube } from '../../connectors/platforms/youtube/simulator/index.ts';
import { HOME, readConfig } from '../config.ts';
import { createHub, type Hub } from '../deps.ts';
import { readMigrations } from '../db/migrate.ts';
import { MIGRATIONS_DIR, type Foundation } from '../foundation.ts';
import { createLog } from '../log.ts';
import { testDatabase, type TestDatabase } from './harness.ts';
import { freePort } from './hub.ts';
import { proveAddress } from './proven-address.ts';

// The hub as `npm start` makes it, spoken to over HTTP, with the platforms' simulators on its lines.

let database: TestDatabase;
let hub: Hub;
let simulators: Simulator[];
let url: string;
let origin: string;
let cookie = '';
let showId = '';
const dataDir = mkdtempSync(join(tmpdir(), 'hawker-bad-input-'));

interface Answer {
  status: number;
  json: any;
}
async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: { cookie, origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const set = response.headers.getSetCookie().map((one) => one.split(';')[0]);
  if (set.length > 0) cookie = set.join('; ');
  const text = await response.text();
  return { status: response.status, json: text === '' ? null : JSON.parse(text) };
}
const query = async (sql: string, ...values: unknown[]) => (await database.pools.rest.query(sql, values)).rows;
const product = { code: 'Z9', title: 'Linen shirt', price: '49.00', stock: 50 };

beforeAll(async () => {
  database = await testDatabase();
  simulators = await Promise.all([startTiktok({ seed: 'bad' }), startYoutube({ seed: 'bad' })]);
  const endpoints = Object.assign({}, ...simulators.map((one) => one.connection.endpoints)) as Record<string, string>;
  const port = await freePort();
  const config = readConfig({
    ...endpoints,
    PORT: String(port),
    PUBLIC_URL: `http://hub.example:${port}`,
    DATABASE_URL: database.url,
    HAWKER_DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
  });
  // Without the look whether it is durable: the tests' PostgreSQL is not.
  const foundation: Foundation = {
    config: { ...config, databaseUrl: database.url, secret: randomBytes(32).toString('hex') },
    migrations: await readMigrations(MIGRATIONS_DIR),
    database: 'of the tests',
    close: () => Promise.resolve(),
  };
  url = `http://127.0.0.1:${port}`;
  origin = config.publicUrl;
  hub = await createHub(foundation, createLog({ level: 'silent' }));
  await hub.listen();
  await hub.open();
  await proveAddress(database.pools.rest, origin);
  const token = new URL((await hub.ownerLink()) ?? '').searchParams.get('token');
  expect((await call('POST', '/api/sign-in', { token })).status).toBe(200);
}, 90_000);
afterAll(async () => {
  await hub?.close();
  await Promise.all((simulators ?? []).map((one) => one.close()));
  rmSync(dataDir, { recursive: true, force: true });
});

describe('wrong settings', () => {
  it('are all named at once, and nothing starts', async () => {
    const env = {
      ...process.env,
      PORT: 'four',
      HOST: 'not a host',
      REDIS_URL: 'ftp://x',
      ROLE: 'boss',
      YOUTUBE_API_URL: 'nowhere',
    };
    const child = spawn(process.execPath, ['server/main.ts'], { cwd: HOME, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(1);
    for (const name of ['PORT', 'HOST', 'REDIS_URL', 'ROLE', 'YOUTUBE_API_URL']) expect(said).toContain(name);
  });
});

describe('a body that is not as it must be', () => {
  const products = async () => (await call('GET', '/api/products')).json.length;

  it('with an unknown field, a character nobody can keep, or no JSON is refused by name, and nothing is written', async () => {
    const before = await products();
    const bad: [unknown, { status: number; code: string; field?: string }][] = [
      [
        { ...product, colour: 'red' },
        { status: 400, code: 'bad-field', field: 'colour' },
      ],
      [
        { ...product, title: 'Shirt\0' },
        { status: 400, code: 'bad-field', field: 'title' },
      ],
      [
        { ...product, title: 'Shirt \ud83d' },
        { status: 400, code: 'bad-field', field: 'title' },
      ],
      [
        { ...product, stock: 9_007_199_254_740_993 },
        { status: 400, code: 'bad-field', field: 'stock' },
      ],
      [
        { ...product, price: 'cheap' },
        { status: 400, code: 'bad-field', field: 'price' },
      ],
      ['{"code": "Z9", ', { status: 400, code: 'bad-request' }],
      ['{"__proto__": {"role": "owner"}}', { status: 400, code: 'bad-request' }],
      [
        { ...product, title: 'x'.repeat(1_100_000) },
        { status: 413, code: 'too-large' },
      ],
      ['['.repeat(100_000), { status: 400, code: 'bad-request' }],
    ];
    for (const [body, { status, ...wanted }] of bad) {
      const answer = await call('POST', '/api/products', body);
      expect({ status: answer.status, ...answer.json }).toMatchObject({ status, ...wanted });
      expect(answer.json.message.length).toBeGreaterThan(10);
    }
    expect(await products()).toBe(before);
    expect((await call('POST', '/api/products', product)).status).toBe(201);
  });

  it('a malformed row of a sheet is named with its line, and the other rows are in', async () => {
    const sheet = [
      'code,title,price,stock',
      'Y1,Cup,9.00,3',
      'Y2,Plate,nine,3',
      ',Fork,1.00,1',
      'Y3,Knife,2.00,many',
      'Y4,Bowl,4.00,\0',
      'Y5,Spoon,3.00,7',
    ];
    const answer = await call('POST', '/api/products/import', {
      sheet: sheet.filter((line) => !line.includes('\0')).join('\n'),
    });
    expect(answer).toMatchObject({
      status: 200,
      json: {
        created: 2,
        bad: [
          { row: 3, field: 'price' },
          { row: 4, field: 'code' },
          { row: 5, field: 'stock' },
        ],
      },
    });
    expect((await call('POST', '/api/products/import', { sheet: sheet.join('\n') })).status).toBe(400);
    expect((await query(`SELECT code FROM product WHERE code LIKE 'Y%' ORDER BY code`)).map((row) => row.code)).toEqual(
      ['Y1', 'Y5'],
    );
  });
});

describe('what viewers write', () => {
  const odd: Record<string, string> = {
    nul: 'a\0b\0',
    'high surrogate': 'half \ud83d',
    'low surrogate': '\ude00 half',
    'a hundred thousand characters': 'x'.repeat(100_000),
    'a hundred thousand that unfold': '\uFDFA'.repeat(100_000),
    'right to left': '\u202Eevil\u202C שלום',
    'nothing visible': '\u200b\u200b\u200b',
    'a template': '{{author}} {% raw %} ${1+1}',
    markup: '<img src=x onerror=alert(1)>',
    'a spreadsheet': '=HYPERLINK("http://x")',
    json: '{"__proto__":{"a":1}}\\u0000\\ud800',
  };
  const huge = ['9007199254740992', '9007199254740993', '9223372036854775806', '9223372036854775807'];
  let wanted = 0;

  beforeAll(async () => {
    const ids: string[] = [];
    for (const [i, { platform, connection }] of simulators.entries()) {
      const { broadcast, settings } = connection;
      const added = await call('POST', '/api/connections', { platform, name: platform, broadcast, settings });
      expect(added).toMatchObject({ status: 201 });
      ids[i] = added.json.id;
    }
    showId = (await call('POST', '/api/shows', { title: 'Bad input' })).json.id;
    expect((await call('POST', `/api/shows/${showId}/start`, { connectionIds: ids })).status).toBe(200);
    await vi.waitFor(
      async () => expect(await query('SELECT DISTINCT state FROM connection_health')).toEqual([{ state: 'live' }]),
      { timeout: 20_000, interval: 100 },
    );
    for (const sim of simulators) {
      let n = 0;
      const say = (text: string, more: { id?: string } = {}): void => {
        // Authors' ids too lie past 2^53, one beside the other.
        const id = String(9_007_199_254_740_992n + BigInt((n += 1)));
        sim.publish({ kind: 'message', author: { id, handle: `viewer${id}`, name: `Viewer ${id}` }, text, ...more });
      };
      for (const text of Object.values(odd)) {
        say('mine Z9');
        say(text);
      }
      sim.fault({ kind: 'broken-frame' });
      for (const id of huge) say(`huge ${id}`, { id });
      sim.fault({ kind: 'unknown-payload' });
      say('mine Z9');
    }
    wanted = Object.keys(odd).length * 2 + huge.length + 1;
  }, 60_000);

  const messages = (platform: string) =>
    query(
      `SELECT e.platform_id, t.text FROM record.event e JOIN record.event_text t USING (show_id, seq, day) JOIN author a ON a.id = e.author_id AND a.handle LIKE 'viewer%'
       WHERE e.show_id = $1 AND e.platform = $2 AND e.kind = 'message' ORDER BY e.seq`,
      showId,
      platform,
    );

  it('is cleaned and kept, whatever it is, and nothing beside it is lost', async () => {
    for (const { platform } of simulators) {
      await expect.poll(async () => (await messages(platform)).length, { timeout: 30_000, interval: 100 }).toBe(wanted);
      const texts = (await messages(platform)).map((row) => row.text as string);
      expect(texts.filter((text) => text === 'mine Z9')).toHaveLength(Object.keys(odd).length + 1);
      expect(texts).toContain('a\uFFFDb\uFFFD');
      for (const char of ['x', '\uFDFA']) {
        const long = texts.find((text) => text.startsWith(char.repeat(50))) ?? '';
        expect([...long].length).toBeLessThanOrEqual(2_010);
        expect([...long].length).toBeGreaterThan(150);
      }
      for (const name of ['right to left', 'nothing visible', 'a template', 'markup', 'a spreadsheet'])
        expect(texts).toContain(odd[name]);
    }
  });

  it('keeps ids past 2^53 apart', async () => {
    for (const { platform } of simulators) {
      const rows = (await messages(platform)).filter((row) => (row.text as string).startsWith('huge'));
      expect(rows.map((row) => row.text).sort()).toEqual(huge.map((id) => `huge ${id}`).sort());
      expect(new Set(rows.map((row) => row.platform_id)).size).toBe(huge.length);
    }
  });

  it('costs nobody their claim, leaves nothing undecided, and answers go out', async () => {
    const claimed = (Object.keys(odd).length + 1) * simulators.length;
    await expect
      .poll(() => query(`SELECT state, count(*)::int AS n FROM claim WHERE show_id = $1 GROUP BY state`, showId), {
        timeout: 20_000,
        interval: 100,
      })
      .toEqual([{ state: 'reserved', n: claimed }]);
    expect(await query(`SELECT * FROM lane_attempt WHERE failed`)).toEqual([]);
    const behind = `SELECT c.last_seq - l.cursor AS n FROM show_counter c JOIN lane l ON l.id = 'decide:' || c.show_id`;
    await expect.poll(() => query(behind), { timeout: 5_000 }).toEqual([{ n: '0' }]);
    expect(
      await query(`SELECT on_hand, reserved FROM stock s JOIN product p ON p.id = s.product_id WHERE p.code = 'Z9'`),
    ).toEqual([{ on_hand: 50, reserved: claimed }]);
    const youtube = simulators.find((one) => one.platform === 'youtube');
    await expect
      .poll(() => youtube?.journal().received.filter((one) => one.kind === 'reply').length, { timeout: 20_000 })
      .toBeGreaterThan(0);
  });

  it('is answered by a person only where there is such a message, and an id past 2^53 is refused as one', async () => {
    const past = await call('POST', `/api/shows/${showId}/answers`, '{"seq": 9007199254740993, "text": "hello"}');
    expect(past).toMatchObject({ status: 400, json: { code: 'bad-field', field: 'seq' } });
    const absent = await call('POST', `/api/shows/${showId}/answers`, { seq: 99_999, text: 'hello' });
    expect(absent).toMatchObject({ status: 404, json: { field: 'seq' } });
    expect(await call('GET', '/api/shows/9007199254740993')).toMatchObject({ status: 404 });
  });

  it('reaches a console as it was kept', async () => {
    const older = await call('GET', `/api/shows/${showId}/messages?limit=500`);
    expect(older.status).toBe(200);
    expect(
      older.json.messages.filter(
        (one: { kind: string; handle: string }) => one.kind === 'message' && one.handle.startsWith('viewer'),
      ),
    ).toHaveLength(wanted * simulators.length);
  });
});
