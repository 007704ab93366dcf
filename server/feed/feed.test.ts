import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '../clock.ts';
import { transaction } from '../db/transaction.ts';
import { createLog } from '../log.ts';
import { lockCounter, writeEvents, type EventRow } from '../intake/store.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { buildShow, type BuiltShow } from '../test/show-builder.ts';
import type { ClientFrame, FeedChanges, FeedClaim, FeedMessage, ServerFrame } from './entry.ts';
import { createFeed, type Feed } from './feed.ts';
import { Follower, SLOW_BYTES, STUCK_BYTES } from './follower.ts';
import { ShowReader } from './reader.ts';
import { takeNumbers, type Change } from './store.ts';
import { findFollowed } from './store-changes.ts';

let db: TestDatabase;
let feed: Feed;
let server: WebSocketServer;
let owner: { workspaceId: string; sessionId: string };
const log = createLog({ level: 'silent' });

beforeAll(async () => {
  db = await testDatabase();
  feed = createFeed({ pools: db.pools, redisUrl: null, clock: systemClock, log });
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false, maxPayload: 16 * 1024 });
  await once(server, 'listening');
  server.on('connection', (socket) => feed.attach(socket, owner));
});
afterAll(async () => {
  await feed.close();
  server.close();
});

/** A console: folds what it is sent, and can be cut off at any time. */
class Console {
  readonly messages = new Map<number, FeedMessage>();
  readonly claims = new Map<string, FeedClaim>();
  readonly frames: ServerFrame[] = [];
  n: number | undefined;
  socket: WebSocket;
  readonly show: BuiltShow;

  constructor(show: BuiltShow) {
    this.show = show;
    this.socket = this.open();
  }

  open(): WebSocket {
    owner = { workspaceId: this.show.workspaceId, sessionId: 'session' };
    this.socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    this.socket.on('open', () =>
      this.send({ t: 'follow', show: this.show.showId, ...(this.n === undefined ? {} : { since: this.n }) }),
    );
    this.socket.on('message', (data) => this.take(JSON.parse(String(data)) as ServerFrame));
    this.socket.on('error', () => undefined);
    return this.socket;
  }

  send(frame: ClientFrame): void {
    this.socket.send(JSON.stringify(frame));
  }

  take(frame: ServerFrame): void {
    this.frames.push(frame);
    if (frame.t !== 'snapshot' && frame.t !== 'changes') return;
    if (frame.t === 'snapshot') {
      this.messages.clear();
      this.claims.clear();
    } else if (this.n !== undefined && frame.n <= this.n) return;
    this.n = frame.n;
    this.fold(frame.changes);
  }

  fold(changes: FeedChanges): void {
    for (const message of changes.messages ?? []) this.messages.set(message.seq, message);
    for (const claim of changes.claims ?? [])
      if ((this.claims.get(claim.id)?.version ?? 0) <= claim.version) this.claims.set(claim.id, claim);
  }

  async has(check: () => boolean, ms = 5_000): Promise<boolean> {
    const end = Date.now() + ms;
    while (Date.now() < end && !check()) await wait(5);
    return check();
  }
}

const row = (text: string): EventRow => ({
  source: null,
  kind: 'message',
  platformId: null,
  authorId: null,
  text,
  body: null,
  spokenAtMs: Date.now(),
  spokenBy: 'platform',
  receivedMs: Date.now(),
  history: false,
});

/** Appends as intake does; `silent`: the process died before it could tell anybody. */
async function append(show: BuiltShow, texts: string[], options: { silent?: boolean } = {}): Promise<void> {
  await transaction(db.pools.hot, async (tx) => {
    const before = await lockCounter(tx, show.workspaceId, show.showId);
    await writeEvents(tx, show.workspaceId, show.showId, before, texts.map(row));
    await takeNumbers(tx, show.workspaceId, show.showId, [
      { topic: 'messages', fromSeq: before + 1, toSeq: before + texts.length },
    ]);
  });
  if (options.silent !== true) feed.told(show.showId);
}

async function change(show: BuiltShow, work: string, params: unknown[], changes: Change[]): Promise<void> {
  await transaction(db.pools.hot, async (tx) => {
    await tx.query(work, params);
    await takeNumbers(tx, show.workspaceId, show.showId, changes);
  });
  feed.told(show.showId);
}

async function sells(show: BuiltShow): Promise<void> {
  const [w, s] = [show.workspaceId, show.showId];
  await db.pools.rest.query(
    `INSERT INTO product (id, workspace_id, code, code_key, title, price_minor, currency) VALUES ($1, $2, 'A12', 'a12', 'Dress', 4900, 'EUR')`,
    [`p-${s}`, w],
  );
  await db.pools.rest.query(
    `INSERT INTO variant (id, workspace_id, product_id, sku, options) VALUES ($1, $2, $3, 'A12-M', '{"size":"M"}')`,
    [`v-${s}`, w, `p-${s}`],
  );
  await db.pools.rest.query(
    `INSERT INTO stock (id, workspace_id, variant_id, product_id, on_hand, reserved) VALUES ($1, $2, $3, $4, 5, 2)`,
    [`v-${s}:main`, w, `v-${s}`, `p-${s}`],
  );
}
const claim = (show: BuiltShow, seq: number): Promise<void> =>
  change(
    show,
    `INSERT INTO claim (id, workspace_id, show_id, seq, n, product_id, variant_id, stock_id, quantity, price_minor, currency, state, made_by, spoken_at)
     VALUES ($1, $2, $3, $4, 0, $5, $6, $7, 1, 4900, 'EUR', 'pending', 'rule', now())`,
    [
      `${show.showId}.${seq}.0`,
      show.workspaceId,
      show.showId,
      seq,
      `p-${show.showId}`,
      `v-${show.showId}`,
      `v-${show.showId}:main`,
    ],
    [{ topic: 'claim', entity: `${show.showId}.${seq}.0` }],
  );
const settle = (show: BuiltShow, seq: number): Promise<void> =>
  change(
    show,
    `UPDATE claim SET state = 'reserved', rank = $2, version = version + 1, settled_at = now() WHERE id = $1`,
    [`${show.showId}.${seq}.0`, seq],
    [
      { topic: 'claim', entity: `${show.showId}.${seq}.0` },
      { topic: 'stock', entity: `v-${show.showId}:main` },
    ],
  );

describe('a console', () => {
  test('first gets all there is, then what changes', async () => {
    const show = await buildShow(db.pools.rest);
    await sells(show);
    await append(show, ['one', 'two']);
    await claim(show, 2);
    const seen = new Console(show);
    expect(await seen.has(() => seen.messages.size === 2 && seen.claims.size === 1)).toBe(true);
    const first = seen.frames[0] as Extract<ServerFrame, { t: 'snapshot' }>;
    expect(first).toMatchObject({ t: 'snapshot', n: 2, lastSeq: 2 });
    expect(first.changes.stock).toMatchObject([{ available: 3, onHand: 5, reserved: 2 }]);
    expect(first.changes.products).toMatchObject([
      { code: 'A12', variants: [{ options: { size: 'M' }, priceMinor: '4900' }] },
    ]);
    expect(first.changes.connections).toHaveLength(2);
    expect(first.changes.show).toMatchObject({ id: show.showId, state: 'on_air' });
    await append(show, ['three']);
    await settle(show, 2);
    expect(
      await seen.has(
        () => seen.messages.get(3)?.text === 'three' && [...seen.claims.values()][0]?.state === 'reserved',
      ),
    ).toBe(true);
    expect([...seen.claims.values()][0]).toMatchObject({
      code: 'A12',
      title: 'Dress',
      variant: { size: 'M' },
      rank: 2,
      priceMinor: '4900',
    });
    expect(seen.frames.slice(1).every((frame) => frame.t === 'changes')).toBe(true);
    seen.socket.close();
  });

  test('hears within two seconds of what a process wrote that died before it could tell', async () => {
    const show = await buildShow(db.pools.rest);
    const seen = new Console(show);
    await seen.has(() => seen.frames.length > 0);
    await append(show, ['untold'], { silent: true });
    expect(await seen.has(() => seen.messages.size === 1, 2_000)).toBe(true);
    seen.socket.close();
  });

  test('that was away gets what it missed, or a new snapshot when that is too much', async () => {
    const show = await buildShow(db.pools.rest);
    const seen = new Console(show);
    await seen.has(() => seen.frames.length > 0);
    seen.socket.terminate();
    for (let i = 0; i < 30; i++) await append(show, [`missed ${i}`], { silent: true });
    seen.frames.length = 0;
    seen.open();
    expect(await seen.has(() => seen.messages.size === 30)).toBe(true);
    expect(seen.frames.map((frame) => frame.t)).toEqual(['changes']);
    seen.socket.terminate();
    await transaction(db.pools.hot, (tx) =>
      takeNumbers(
        tx,
        show.workspaceId,
        show.showId,
        Array.from({ length: 2_500 }, () => ({ topic: 'show', entity: show.showId })),
      ),
    );
    await wait(1_200);
    seen.frames.length = 0;
    seen.open();
    expect(await seen.has(() => seen.frames.length > 0)).toBe(true);
    expect(seen.frames[0]?.t).toBe('snapshot');
    seen.socket.close();
  });

  test('of another workspace finds no such show, and a frame that is none is refused', async () => {
    const [show, other] = [await buildShow(db.pools.rest), await buildShow(db.pools.rest)];
    const seen = new Console({ ...show, workspaceId: other.workspaceId });
    expect(await seen.has(() => seen.frames.length === 1)).toBe(true);
    expect(seen.frames[0]).toMatchObject({ t: 'refused', code: 'not-found' });
    for (const odd of [
      '{',
      '[]',
      '{"t":"follow"}',
      '{"t":"follow","show":"x","more":1}',
      'null',
      '{"t":"ack","show":"s","n":1e400}',
    ])
      seen.socket.send(odd);
    expect(await seen.has(() => seen.frames.length === 7)).toBe(true);
    expect(seen.frames.slice(1).every((frame) => frame.t === 'refused' && frame.code === 'bad-frame')).toBe(true);
    seen.socket.close();
  });

  test('is closed when its sign-in is revoked', async () => {
    const show = await buildShow(db.pools.rest);
    const seen = new Console(show);
    await seen.has(() => seen.frames.length > 0);
    const closed = once(seen.socket, 'close');
    feed.closeFor('session');
    expect((await closed)[0]).toBe(4401);
  });

  test('converges although its socket is killed 100 times during 10,000 updates', async () => {
    const show = await buildShow(db.pools.rest);
    await sells(show);
    const seen = new Console(show);
    await seen.has(() => seen.frames.length > 0);
    let writing = true;
    const killing = (async () => {
      for (let kills = 0; kills < 100 || writing; kills++) {
        await wait(5 + (kills % 13) * 2);
        seen.socket.terminate();
        seen.open();
      }
    })();
    let seq = 0;
    for (let batch = 0; batch < 100; batch++) {
      await append(
        show,
        Array.from({ length: 97 }, (_, i) => `text ${seq + i + 1}`),
        { silent: batch % 5 === 0 },
      );
      seq += 97;
      await claim(show, seq);
      if (batch % 2 === 0) await settle(show, seq);
    }
    await settle(show, 97 * 2);
    writing = false;
    await killing;
    const { rows } = await db.pools.rest.query<{ id: string; state: string }>(
      'SELECT id, state FROM claim WHERE show_id = $1',
      [show.showId],
    );
    await seen.has(() => rows.every((one) => seen.claims.get(one.id)?.state === one.state));
    expect(
      rows
        .filter((one) => seen.claims.get(one.id)?.state !== one.state)
        .map((one) => [one, seen.claims.get(one.id)?.state, seen.n]),
    ).toEqual([]);
    expect(await seen.has(() => seen.messages.has(9_700))).toBe(true);
    // What it holds has no hole: a snapshot's newest rows and everything after.
    const seqs = [...seen.messages.keys()].sort((a, b) => a - b);
    expect(seqs.at(-1)! - seqs[0]! + 1).toBe(seqs.length);
    expect(seqs.every((one) => seen.messages.get(one)?.text === `text ${one}`)).toBe(true);
    seen.socket.close();
  }, 60_000);
});

describe('a show that many follow', () => {
  test('is read once: all who are in step get the very same bytes', async () => {
    const show = await buildShow(db.pools.rest);
    const followed = await findFollowed(db.pools.rest, show.workspaceId, show.showId);
    const reader = await ShowReader.open({ pool: db.pools.hot, clock: systemClock, log }, followed!);
    const got: Buffer[][] = Array.from({ length: 20 }, () => []);
    const followers = got.map(
      (list) =>
        new Follower(
          reader,
          { bufferedAmount: 0, send: (data) => void list.push(data as Buffer), close: () => undefined },
          null,
          () => undefined,
        ),
    );
    await wait(100);
    await append(show, ['x']);
    reader.told();
    await wait(200);
    expect(got.map((list) => list.length)).toEqual(got.map(() => 2));
    expect(new Set(got.map((list) => list[1])).size).toBe(1);
    expect(new Set(got.map((list) => list[0])).size).toBe(1);
    followers.forEach((follower) => follower.leave());
    reader.close();
  });

  test('waits for nobody: who reads slowly gets what it missed in one frame later, who does not read at all is closed', async () => {
    const show = await buildShow(db.pools.rest);
    const followed = await findFollowed(db.pools.rest, show.workspaceId, show.showId);
    const reader = await ShowReader.open({ pool: db.pools.hot, clock: systemClock, log }, followed!);
    const wire = (
      bufferedAmount: number,
    ): {
      bufferedAmount: number;
      frames: ServerFrame[];
      closed: number;
      send(data: Buffer | string): void;
      close(code: number): void;
    } => ({
      bufferedAmount,
      frames: [],
      closed: 0,
      send(data) {
        this.frames.push(JSON.parse(String(data)) as ServerFrame);
      },
      close(code) {
        this.closed = code;
      },
    });
    const [quick, slow, stuck] = [wire(0), wire(0), wire(0)];
    const followers = [quick, slow, stuck].map((one) => new Follower(reader, one, null, () => undefined));
    const has = async (check: () => boolean): Promise<void> => {
      for (const since = Date.now(); !check() && Date.now() - since < 10_000;) await wait(10);
    };
    await has(() => [quick, slow, stuck].every((one) => one.frames.length === 1));
    slow.bufferedAmount = SLOW_BYTES + 1;
    stuck.bufferedAmount = STUCK_BYTES + 1;
    for (let i = 0; i < 12; i++) {
      await append(show, [`m${i}`]);
      reader.told();
      await wait(60);
    }
    expect(quick.frames.length).toBeGreaterThan(8);
    expect(slow.frames).toHaveLength(1);
    expect(stuck).toMatchObject({ closed: 1013 });
    slow.bufferedAmount = 0;
    await has(() => slow.frames.length > 1);
    expect(slow.frames).toHaveLength(2);
    expect((slow.frames[1] as Extract<ServerFrame, { t: 'changes' }>).changes.messages).toHaveLength(12);
    followers.forEach((follower) => follower.leave());
    reader.close();
  });

  test('sends at most about twenty frames a second', async () => {
    const show = await buildShow(db.pools.rest);
    const seen = new Console(show);
    await seen.has(() => seen.frames.length > 0);
    await wait(100);
    const started = Date.now();
    await append(show, ['first']);
    expect(await seen.has(() => seen.messages.size === 1)).toBe(true);
    for (let i = 0; i < 100; i++) await append(show, [`m${i}`]);
    await seen.has(() => seen.messages.size === 101);
    expect(seen.frames.length - 1).toBeLessThanOrEqual((Date.now() - started) / 50 + 2);
    seen.socket.close();
  });
});
