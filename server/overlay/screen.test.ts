import { afterEach, expect, test } from 'vitest';
import { transaction } from '../db/transaction.ts';
import { takeNumbers } from '../feed/store.ts';
import { MadeUpPage, madeUpShow } from './overlay.fixture.ts';
import type { PageSocket } from './open-page.ts';

type Show = Awaited<ReturnType<typeof madeUpShow>>;
let show: Show;
const begin = async (...more: Parameters<typeof madeUpShow>): Promise<Show> => (show = await madeUpShow(...more));
afterEach(() => show.close());

const states = async (): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const row of await show.rows()) counts[row.state] = (counts[row.state] ?? 0) + 1;
  return counts;
};

test('a line is delivered when it has been shown so many seconds, not before, and only once', async () => {
  const { open, make, owe, look, pass, rows } = await begin();
  const page = await open(await make({ settings: { lines: 3, seconds: 4 } }));
  await owe(1);
  await look();
  expect(page.lines).toMatchObject([
    { id: 'o1', name: 'viewer1', code: 'A12', says: 'reserved', tone: 'good', forMs: 4_000 },
  ]);
  expect(await rows()).toMatchObject([
    { state: 'sending', way: 'screen', attempts: 1, sent_text: 'viewer1 · A12 · reserved' },
  ]);
  pass(3_000);
  page.shown('o1');
  await look();
  expect(await rows()).toMatchObject([{ state: 'sending' }]);
  pass(1_000);
  page.shown('o1');
  await look();
  expect(await rows()).toMatchObject([{ state: 'sent', sentence: null, attempts: 1 }]);
  page.shown('o1');
  await look();
  expect(page.lines).toHaveLength(1);
  expect(show.told).toContain('s');
});

test('a page that closes in the middle has told nobody: the line is shown again by the next', async () => {
  const { open, make, owe, look, pass, rows } = await begin();
  const overlay = await make();
  const first = await open(overlay);
  await owe(1);
  await look();
  pass(2_000);
  first.close(1006);
  await look();
  expect(await rows()).toMatchObject([{ state: 'queued', sentence: expect.stringContaining('closed before') }]);
  const second = await open(overlay);
  await look();
  expect(second.lines).toHaveLength(1);
  pass(4_000);
  second.shown('o1');
  await look();
  expect(await rows()).toMatchObject([{ state: 'sent', attempts: 2 }]);
});

test('a source that is switched off tells nobody, and neither does a page that never says what it showed', async () => {
  const { open, make, owe, look, pass, rows, overlays } = await begin();
  const page = await open(await make());
  await owe(1);
  await look();
  page.sees(false);
  await look();
  expect(await rows()).toMatchObject([{ state: 'queued' }]);
  expect(overlays.onScreen('s')).toMatchObject({ pages: 0, hidden: 1 });
  page.sees(true);
  await look();
  expect(page.lines).toHaveLength(2);
  pass(4_000 + 3_500);
  await look();
  expect(await rows()).toMatchObject([
    { state: 'queued', attempts: 2, sentence: expect.stringContaining('never said') },
  ]);
  expect(overlays.onScreen('s').pages).toBe(0);
});

test('two pages draw the same line and it is one delivery', async () => {
  const { open, make, owe, look, pass, rows } = await begin();
  const [a, b] = [await open(await make()), await open(await make())];
  await owe(1);
  await look();
  expect([a.lines.length, b.lines.length]).toEqual([1, 1]);
  pass(4_000);
  a.shown('o1');
  await look();
  b.shown('o1');
  await look();
  expect(await rows()).toMatchObject([{ state: 'sent', attempts: 1 }]);
  expect([a.lines.length, b.lines.length]).toEqual([1, 1]);
});

test('one of two pages closes, and the other’s word counts', async () => {
  const { open, make, owe, look, pass, rows } = await begin();
  const overlay = await make();
  const [a, b] = [await open(overlay), await open(overlay)];
  await owe(1);
  await look();
  a.close(1006);
  await look();
  expect(await rows()).toMatchObject([{ state: 'sending' }]);
  pass(4_000);
  b.shown('o1');
  await look();
  expect(await rows()).toMatchObject([{ state: 'sent', attempts: 1 }]);
});

test('two processes take no line twice, and the page at either of them is enough', async () => {
  const { open, make, owe, pass, rows, process, overlays } = await begin();
  const other = process();
  const overlay = await make({ settings: { lines: 12, seconds: 2 } });
  const [here, there] = [await open(overlay), await open(overlay, other)];
  await owe(6);
  await Promise.all([overlays.look(), other.look()]);
  await Promise.all([overlays.look(), other.look()]);
  const ids = (page: typeof here) => page.lines.map((line) => line.id).sort();
  expect(ids(here)).toEqual(['o1', 'o2', 'o3', 'o4', 'o5', 'o6']);
  expect(ids(there)).toEqual(ids(here));
  pass(2_000);
  // Only the page at the one process keeps its promise.
  there.shown(...ids(there));
  await Promise.all([overlays.look(), other.look()]);
  await Promise.all([overlays.look(), other.look()]);
  expect((await rows()).map((row) => `${row.state} ${row.attempts}`)).toEqual(
    Array.from({ length: 6 }, () => 'sent 1'),
  );
  pass(6_000);
  await overlays.look();
  expect((await rows()).every((row) => row.state === 'sent')).toBe(true);
});

test('the word of a page about an attempt that no longer counts is nobody’s', async () => {
  const { open, make, owe, look, pass, rows, db } = await begin();
  const page = await open(await make());
  await owe(1);
  await look();
  // Another process took it for lost, and draws it under an attempt of its own.
  await db.pools.hot.query("UPDATE outbox SET attempt_id = 'newer', attempts = 2, sending_at = clock_timestamp()");
  pass(4_000);
  page.shown('o1');
  await look();
  expect(await rows()).toMatchObject([{ state: 'sending', attempts: 2 }]);
});

test('what a process that is gone was drawing is shown by another one', async () => {
  const { open, make, owe, look, rows, db } = await begin();
  const page = await open(await make());
  await owe(1);
  await db.pools.hot.query(
    "UPDATE outbox SET state = 'sending', attempt_id = 'gone', attempts = 1, sending_at = clock_timestamp() - interval '14 seconds'",
  );
  await look();
  await look();
  expect(page.lines).toHaveLength(1);
  expect(await rows()).toMatchObject([{ state: 'sending', attempts: 2 }]);
});

test('never more lines at once than there is room for, over 10,000 owed, the dearest and the last-minute ones first', async () => {
  const { open, make, owe, look, pass, rows, db } = await begin();
  const page = await open(await make({ settings: { lines: 10, seconds: 2 } }));
  await owe(10_000);
  // Worth little, and over in a moment.
  await owe(1, { prefix: 'soon', value: 1, seconds: 20 });
  await db.pools.hot.query('ANALYZE outbox');
  const standing = new Map<string, number>();
  let most = 0;
  for (let round = 0; round < 40; round++) {
    const before = page.lines.length;
    await look();
    for (const line of page.lines.slice(before)) standing.set(line.id, show.state.ms);
    most = Math.max(most, standing.size);
    pass(500);
    const over = [...standing].filter(([, since]) => show.state.ms - since >= 2_000).map(([id]) => id);
    page.shown(...over);
    for (const id of over) standing.delete(id);
  }
  expect(most).toBe(10);
  // Twenty seconds of ten lines each two seconds.
  expect(page.lines.length).toBeLessThanOrEqual(100);
  expect(page.lines.length).toBeGreaterThanOrEqual(80);
  expect(page.lines[0]?.id).toBe('soon1');
  expect(page.lines.slice(1, 10).map((line) => line.id)).toEqual(Array.from({ length: 9 }, (_, i) => `o${i + 1}`));
  expect(new Set(page.lines.map((line) => line.id)).size).toBe(page.lines.length);
  expect((await rows("state = 'sent'")).length).toBeGreaterThan(60);
}, 60_000);

test('an overlay over one platform’s video tells that platform’s buyers, and no other', async () => {
  const { open, make, owe, look, overlays } = await begin();
  const tiktok = await open(await make({ destinations: ['tiktok'] }));
  await owe(2, { prefix: 'y', connection: 'y', value: 2_000_000 });
  await owe(2, { prefix: 't' });
  await look();
  expect(tiktok.lines.map((line) => line.id)).toEqual(['t1', 't2']);
  expect([overlays.screenOpen('s', 'tiktok'), overlays.screenOpen('s', 'youtube')]).toEqual([true, false]);
  const all = await open(await make());
  await look();
  expect(all.lines.map((line) => line.id)).toEqual(expect.arrayContaining(['y1', 'y2']));
  expect(overlays.screenOpen('s', 'youtube')).toBe(true);
});

test('what a rehearsal owes is shown on the rehearsal’s overlay alone', async () => {
  const { open, make, owe, look, overlays } = await begin();
  const [live, rehearsal] = [await open(await make()), await open(await make({ showId: 'r' }))];
  await owe(1, { prefix: 'live' });
  await owe(1, { prefix: 'reh', show: 'r', connection: 'rt' });
  await look();
  expect(live.lines.map((line) => line.id)).toEqual(['live1']);
  expect(rehearsal.lines.map((line) => line.id)).toEqual(['reh1']);
  expect([live.look?.rehearsal, rehearsal.look?.rehearsal]).toEqual([null, 'Rehearsal']);
  expect([live.look?.now?.left, rehearsal.look?.now?.left]).toEqual(['3 left', '9 left']);
  expect(overlays.screenOpen('r', 'tiktok')).toBe(true);
});

test('stopped replies, an ended show and a passed deadline are not drawn; an overlay without lines tells nobody', async () => {
  const { open, make, owe, look, db, overlays } = await begin();
  const none = await open(await make({ settings: { lines: 0 } }));
  expect(overlays.screenOpen('s', 'tiktok')).toBe(false);
  none.close(1000);
  const page = await open(await make());
  await owe(1, { prefix: 'late', seconds: -1 });
  await db.pools.hot.query("UPDATE show SET replies_stopped = true WHERE id = 's'");
  await owe(1);
  await look();
  expect(page.lines).toEqual([]);
  await db.pools.hot.query("UPDATE show SET replies_stopped = false WHERE id = 's'");
  await look();
  expect(page.lines.map((line) => line.id)).toEqual(['o1']);
  await db.pools.hot.query("UPDATE show SET state = 'ended' WHERE id = 's'");
  await owe(1, { prefix: 'after' });
  await look();
  expect(page.lines).toHaveLength(1);
  expect(page.look?.now).toBeNull();
});

test('a page that stops reading delays nobody and is let go', async () => {
  const { open, make, owe, look } = await begin();
  const overlay = await make({ settings: { lines: 12 } });
  const [stuck, fine] = [await open(overlay), await open(overlay)];
  stuck.bufferedAmount = 512 * 1024;
  const before = stuck.sent.length;
  await owe(5);
  await look();
  expect(fine.lines).toHaveLength(5);
  expect(stuck.sent).toHaveLength(before);
  stuck.bufferedAmount = 2 * 1024 * 1024;
  await show.overlays.close();
  expect(stuck.closedBy).not.toBeNull();
});

test('fifty pages at once draw the same, and it is one delivery each', async () => {
  const { open, make, owe, look, pass, rows } = await begin();
  const overlay = await make();
  const pages = [];
  for (let i = 0; i < 50; i++) pages.push(await open(overlay));
  await owe(10);
  await look();
  expect(pages.map((page) => page.lines.length)).toEqual(pages.map(() => 10));
  pass(4_000);
  for (const page of pages) page.shown(...page.lines.map((line) => line.id));
  await look();
  expect(await states()).toEqual({ sent: 10 });
  expect((await rows()).every((row) => row.attempts === 1)).toBe(true);
});

test('the hub ends: what was not shown long enough waits for the next start', async () => {
  const { open, make, owe, look, overlays, rows } = await begin();
  const page = await open(await make());
  await owe(3);
  await look();
  await overlays.close();
  expect(page.closedBy).toBe(1012);
  expect(await states()).toEqual({ queued: 3 });
  expect((await rows())[0]?.sentence).toContain('shown again');
});

test('claims that were told another way fill the room that is free, once, and are owed to nobody', async () => {
  const { open, make, owe, look, pass, db, rows } = await begin();
  const page = await open(await make({ settings: { lines: 2, seconds: 2 } }));
  const tell = (id: string, ago: string) =>
    db.pools.hot.query(
      `INSERT INTO outbox (id, workspace_id, show_id, connection_id, broadcast_id, kind, about, text, target, made_by, state, sent_at)
       VALUES ($1, 'w', 's', 'y', 'b', 'reply', 'reserved', '@lin reserved', '{"screen": {"name": "lin", "code": "A12", "what": "reserved"}, "way": "reply"}', 'rule', 'sent', clock_timestamp() - $2::interval)`,
      [id, ago],
    );
  const heard = (id: string) =>
    transaction(db.pools.hot, (tx) => takeNumbers(tx, 'w', 's', [{ topic: 'reply', entity: id }]));
  await tell('e1', '0 seconds');
  await heard('e1');
  await tell('old', '1 minute');
  await heard('old');
  pass(1_500);
  await look();
  expect(page.lines).toMatchObject([{ id: 'told:e1', name: 'lin', says: 'reserved' }]);
  pass(2_000);
  page.shown('told:e1');
  await look();
  // What is owed goes first.
  await owe(3);
  await tell('e2', '0 seconds');
  await heard('e2');
  pass(1_500);
  await look();
  expect(page.lines.map((line) => line.id)).toEqual(['told:e1', 'o1', 'o2']);
  expect((await rows("id = 'e1'"))[0]).toMatchObject({ state: 'sent', attempts: 0 });
});

test('a page that comes while the others are looked at is not taken for revoked', async () => {
  const { make, overlays, look } = await begin();
  const [a, b] = [await make(), await make()];
  const pages = [new MadeUpPage(), new MadeUpPage()] as const;
  overlays.attach(pages[0] as unknown as PageSocket, a);
  overlays.attach(pages[1] as unknown as PageSocket, b);
  await look();
  await look();
  expect(pages.map((page) => page.closedBy)).toEqual([null, null]);
  expect(pages[1].look?.now?.code).toBe('A12');
});
