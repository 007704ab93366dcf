import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { ConnectorError } from '../../connectors/platforms/contract.ts';
import type { Actions, Manifest, Session } from '../../connectors/platforms/contract.ts';
import { transaction } from '../db/transaction.ts';
import { takeNumbers } from '../feed/store.ts';
import { createLog } from '../log.ts';
import { reopenQuestions } from '../moderation/store-questions.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { AT_ONCE } from './choosing.ts';
import { createSendLane } from './send.ts';
import { arrived, insertReplies, sendLane } from './store.ts';
import type { NewReply } from './store.ts';
import type { Line } from './target.ts';

let db: TestDatabase;
beforeEach(async () => {
  db = await testDatabase();
  await db.pools.hot.query(`INSERT INTO workspace (id, name) VALUES ('w', 'W');
    INSERT INTO show (id, workspace_id, slug, title, kind, state, seed) VALUES ('live', 'w', 'live', 'L', 'live', 'on_air', '1'), ('re', 'w', 're', 'R', 'rehearsal', 'on_air', '1');
    INSERT INTO connection (id, workspace_id, platform, name, broadcast, sealed, key_id) VALUES ('yt', 'w', 'youtube', 'Y', '@y', 'sealed real credentials', 'k1');
    INSERT INTO connection (id, workspace_id, platform, name, broadcast, rehearsal_show_id) VALUES ('yt-re', 'w', 'youtube', 'Y', '@y', 're');
    INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform, state) VALUES ('b', 'w', 'live', 'yt', 'youtube', 'live'), ('b-re', 'w', 're', 'yt-re', 'youtube', 'live')`);
});

const manifest = (more: object = {}) =>
  ({
    id: 'youtube',
    name: 'YouTube',
    can: ['reply'],
    speech: { links: 'yes', qrCodes: 'yes', otherPlatforms: 'yes', pricesElsewhere: 'yes', games: 'yes' },
    limits: { textLength: 200, silenceMs: 1000, replyEveryMs: 0 },
    ...more,
  }) as unknown as Manifest;

/** The platform's edge: what it was asked, and what it answers. */
function platform(
  answer: (action: Actions['reply'], signal: AbortSignal) => Promise<{ id: string | null }>,
  more: object = {},
) {
  const asked: Actions['reply'][] = [];
  const session = {
    act: {
      reply: (action: Actions['reply'], signal: AbortSignal) => {
        asked.push(action);
        return answer(action, signal);
      },
    },
  } as unknown as Session;
  return { asked, session, manifest: manifest(more) };
}

const lineOf = (on: ReturnType<typeof platform>, more: Partial<Line> = {}): Line => ({
  kind: 'live',
  showId: 'live',
  broadcastId: 'b',
  session: on.session,
  manifest: on.manifest,
  unitsLeft: () => null,
  ...more,
});

function lane(lines: Record<string, Line>, timeoutMs = 8000) {
  const rung: string[] = [];
  const send = createSendLane({
    pools: db.pools,
    lines: { sessionOf: (id) => lines[id] ?? null },
    manifest: async () => null,
    lanes: { ring: (refs) => void rung.push(...refs.map((ref) => ref.id)) },
    feed: { takeNumbers, told: () => undefined },
    reopen: reopenQuestions,
    log: createLog({ level: 'silent' }),
    timeoutMs,
    habits: AT_ONCE,
  });
  const drain = async (connection = 'yt') => {
    for (let before = -1; before !== rung.length;) {
      before = rung.length;
      await send.drain(sendLane(connection, 'w'));
      await send.close();
      await wait(5);
    }
  };
  return { send, drain };
}

const reply = (id: string, more: Partial<NewReply> = {}): NewReply => ({
  id,
  showId: 'live',
  connectionId: 'yt',
  broadcastId: 'b',
  about: 'reserved',
  seq: 1,
  claimId: null,
  authorId: `a-${id}`,
  text: `long ${id}`,
  shortText: `@${id} ✓`,
  target: {
    toMessageId: `m-${id}`,
    toHandle: id,
    wording: 'en:reserved:0',
    otherwise: `other ${id}`,
    where: 'http://h/live',
  },
  madeBy: 'rule',
  valueMinor: '100',
  withinSeconds: 120,
  ...more,
});
const order = (...replies: NewReply[]) => transaction(db.pools.hot, (tx) => insertReplies(tx, 'w', replies));
const rows = async () =>
  (
    await db.pools.hot.query(
      'SELECT id, state, sent_text, platform_id, sentence, attempts, error_code FROM outbox ORDER BY id',
    )
  ).rows;
const fine = () => platform(async () => ({ id: 'p1' }));

describe('the send lane', () => {
  it('says one confirmation in full, several in one line, and each row keeps its own outcome', async () => {
    const on = fine();
    const { drain } = lane({ b: lineOf(on) });
    await order(reply('ann'));
    await drain();
    await order(reply('bo'), reply('cy'));
    await drain();
    expect(on.asked.map((one) => one.text)).toEqual(['long ann → http://h/live', '@bo ✓ · @cy ✓ → http://h/live']);
    expect(await rows()).toMatchObject([
      { state: 'sent', platform_id: 'p1' },
      { state: 'sent' },
      { state: 'sent', sent_text: '@bo ✓ · @cy ✓ → http://h/live' },
    ]);
  });

  it('says nothing in a process that slept and whose connection another process may hold by now', async () => {
    const on = fine();
    let held = true;
    const asleep = { ...lineOf(on), holds: () => held };
    const { drain } = lane({ b: asleep });
    held = false;
    await order(reply('ann'));
    const { send } = lane({ b: asleep });
    await send.drain(sendLane('yt', 'w'));
    await send.close();
    expect(on.asked).toEqual([]);
    expect(await rows()).toMatchObject([{ state: 'queued', error_code: 'taken-over' }]);
    held = true;
    await wait(20);
    await drain();
    expect(on.asked).toHaveLength(1);
  });

  it('never uses the same wording twice running', async () => {
    const on = fine();
    const { drain } = lane({ b: lineOf(on) });
    for (const id of ['one', 'two', 'three']) {
      await order(reply(id));
      await drain();
    }
    expect(on.asked.map((one) => one.text.split(' ')[0])).toEqual(['long', 'other', 'long']);
  });

  it('a rehearsal’s row never reaches a live connection, whatever the rows say', async () => {
    const real = fine();
    // As wrong as rows can be: the rehearsal's reply names the live connection and its broadcast.
    const { drain } = lane({ b: lineOf(real), 'b-re': lineOf(real) });
    await order(reply('x', { showId: 're' }), reply('y', { showId: 're', broadcastId: 'b-re' }));
    await drain();
    expect(real.asked).toEqual([]);
    expect(await rows()).toMatchObject([
      { state: 'unreachable', sentence: 'this line belongs to another show' },
      { state: 'unreachable' },
    ]);
  });

  it('and a live row never reaches a simulator', async () => {
    const simulator = fine();
    const { drain } = lane({ b: lineOf(simulator, { kind: 'rehearsal', showId: 'live' }) });
    await order(reply('x'));
    await drain();
    expect(simulator.asked).toEqual([]);
  });

  it('stopped replies are withheld, and a person’s answer still goes', async () => {
    const on = fine();
    const { drain } = lane({ b: lineOf(on) });
    await db.pools.hot.query(`UPDATE show SET replies_stopped = true`);
    await order(
      reply('rule'),
      reply('staff', {
        madeBy: 'anna',
        text: 'True to size',
        shortText: null,
        about: 'answer',
        target: { toHandle: 'staff' },
      }),
    );
    await drain();
    expect(on.asked.map((one) => one.text)).toEqual(['@staff True to size']);
    expect(await rows()).toMatchObject([
      { id: 'rule', state: 'withheld', sentence: 'replies were stopped' },
      { id: 'staff', state: 'sent' },
    ]);
  });

  it('nothing is said after its deadline', async () => {
    const on = fine();
    await order(reply('late', { withinSeconds: -1 }));
    await lane({ b: lineOf(on) }).drain();
    expect(on.asked).toEqual([]);
    expect(await rows()).toMatchObject([{ state: 'expired' }]);
  });

  it('waits as long as the platform asks, and says it then', async () => {
    let times = 0;
    const on = platform(async () => {
      times += 1;
      if (times === 1) throw new ConnectorError('rate-limited', 'slow down', { retryAfterMs: 250 });
      return { id: 'p' };
    });
    const { drain } = lane({ b: lineOf(on) });
    await order(reply('x'));
    await drain();
    expect(await rows()).toMatchObject([{ state: 'queued', error_code: 'rate-limited' }]);
    await drain();
    expect(times).toBe(1);
    await wait(300);
    await drain();
    expect(await rows()).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });

  it('a platform that cannot reply makes rows unreachable with its reason, is asked once, and the question is open again', async () => {
    const on = platform(async () => {
      throw new ConnectorError('unsupported', 'on screen only: no signing key', { final: true });
    });
    const { drain } = lane({ b: lineOf(on) });
    await db.pools.hot.query(
      `INSERT INTO question (show_id, seq, workspace_id, topic, state, waiting_since, outbox_id, closed_by) VALUES ('live', 7, 'w', 'price', 'answered', now(), 'q', 'rule')`,
    );
    await order(reply('q', { about: 'price', shortText: null }), reply('r', { shortText: null }));
    await drain();
    expect(on.asked).toHaveLength(1);
    expect(await rows()).toMatchObject([
      { state: 'unreachable', sentence: 'on screen only: no signing key' },
      { state: 'unreachable' },
    ]);
    expect((await db.pools.hot.query('SELECT state FROM question')).rows).toEqual([{ state: 'open' }]);
  });

  it('what nobody knows ends as unknown for a rule, and our own words in the stream prove it arrived', async () => {
    const on = platform(
      (_action, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('gave up')))),
    );
    const { drain } = lane({ b: lineOf(on) }, 50);
    await order(reply('x'));
    await drain();
    expect(await rows()).toMatchObject([{ state: 'unknown' }]);
    await transaction(db.pools.hot, (tx) =>
      arrived(tx, 'w', [{ connectionId: 'yt', platformId: 'own1', text: 'long x → http://h/live' }]),
    );
    expect(await rows()).toMatchObject([{ state: 'sent', platform_id: 'own1' }]);
  });

  it('a process that died while sending: a rule’s reply ends as unknown, a person’s answer is sent once more at most', async () => {
    const on = fine();
    await order(reply('rule'), reply('staff', { madeBy: 'anna', shortText: null }));
    const died = `UPDATE outbox SET state = 'sending', attempts = attempts + 1, attempt_id = 'dead', sending_at = now() - interval '20 seconds'`;
    await db.pools.hot.query(died);
    const { drain, send } = lane({ b: lineOf(on) });
    expect((await send.late(10)).map((ref) => ref.id)).toEqual(['send:yt']);
    await drain();
    expect(await rows()).toMatchObject([
      { id: 'rule', state: 'unknown' },
      { id: 'staff', state: 'sent', attempts: 2 },
    ]);
    await db.pools.hot.query(died);
    await drain();
    expect(await rows()).toMatchObject([{ state: 'unknown' }, { state: 'unknown' }]);
    expect(on.asked).toHaveLength(1);
  });

  it('a platform that hangs holds no lane: drain returns at once', async () => {
    const on = platform(
      (_action, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('gave up')))),
    );
    const { send } = lane({ b: lineOf(on) }, 400);
    await order(reply('x'));
    const began = performance.now();
    await send.drain(sendLane('yt', 'w'));
    expect(performance.now() - began).toBeLessThan(300);
    await send.close();
  });

  it('without a line it waits while the broadcast may come back, and gives up when it has ended', async () => {
    await order(reply('x'));
    const { drain } = lane({});
    await drain();
    expect(await rows()).toMatchObject([{ state: 'queued' }]);
    await db.pools.hot.query(`UPDATE broadcast SET state = 'ended'`);
    await drain();
    expect(await rows()).toMatchObject([{ state: 'unreachable', sentence: 'the broadcast had ended' }]);
  });
});
