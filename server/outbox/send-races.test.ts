import { beforeEach, describe, expect, it } from 'vitest';
import { ConnectorError, type Actions, type Manifest, type Session } from '../../connectors/platforms/contract.ts';
import { transaction } from '../db/transaction.ts';
import { takeNumbers } from '../feed/store.ts';
import { createLog } from '../log.ts';
import { reopenQuestions } from '../moderation/store-questions.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { AT_ONCE } from './choosing.ts';
import { createSendLane, type SendLane } from './send.ts';
import { insertReplies, sendLane } from './store.ts';
import type { Line } from './target.ts';

let db: TestDatabase;
beforeEach(async () => {
  db = await testDatabase();
  await db.pools.hot.query(`INSERT INTO workspace (id, name) VALUES ('w', 'W');
    INSERT INTO show (id, workspace_id, slug, title, kind, state, seed) VALUES ('live', 'w', 'live', 'L', 'live', 'on_air', '1');
    INSERT INTO connection (id, workspace_id, platform, name, broadcast) VALUES ('yt', 'w', 'youtube', 'Y', '@y');
    INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform, state) VALUES ('b', 'w', 'live', 'yt', 'youtube', 'live')`);
});

/** A lane over a platform's edge. `looked` runs when the lane has read what is due and asks for the line. */
function lane(answer: () => Promise<{ id: string | null }>, timeoutMs: number, looked: () => Promise<void> | void) {
  const asked: Actions['reply'][] = [];
  const line: Line = {
    kind: 'live',
    showId: 'live',
    broadcastId: 'b',
    session: {
      act: { reply: (action: Actions['reply']) => (asked.push(action), answer()) },
    } as unknown as Session,
    manifest: {
      id: 'youtube',
      name: 'YouTube',
      can: ['reply'],
      speech: { links: 'yes', qrCodes: 'yes', otherPlatforms: 'yes', pricesElsewhere: 'yes', games: 'yes' },
      limits: { textLength: 200, silenceMs: 1000, replyEveryMs: 0 },
    } as unknown as Manifest,
    unitsLeft: () => null,
  };
  const send: SendLane = createSendLane({
    pools: { hot: racing(db, looked), rest: db.pools.rest },
    lines: { sessionOf: () => line },
    manifest: async () => null,
    lanes: { ring: () => undefined },
    feed: { takeNumbers, told: () => undefined },
    reopen: reopenQuestions,
    log: createLog({ level: 'silent' }),
    timeoutMs,
    habits: AT_ONCE,
  });
  return { send, asked };
}

/** The pool, with `looked` awaited once right after the lane has read what is due: where another process may come in between. */
function racing(database: TestDatabase, looked: () => Promise<void> | void): TestDatabase['pools']['hot'] {
  let once = true;
  return new Proxy(database.pools.hot, {
    get(pool, name) {
      if (name !== 'connect') return Reflect.get(pool, name).bind?.(pool) ?? Reflect.get(pool, name);
      return async () => {
        const client = await pool.connect();
        const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
        client.query = (async (...args: unknown[]) => {
          const result = await query(...args);
          if (once && JSON.stringify(args[0]).includes('broadcastEnded')) {
            once = false;
            await looked();
          }
          return result;
        }) as typeof client.query;
        const release = client.release.bind(client);
        client.release = (error) => {
          Reflect.deleteProperty(client, 'query');
          Reflect.deleteProperty(client, 'release');
          release(error);
        };
        return client;
      };
    },
  });
}

const order = (id: string, claimId: string, about: string, again: string[] = []) =>
  transaction(db.pools.rest, (tx) =>
    insertReplies(
      tx,
      'w',
      [
        {
          id,
          showId: 'live',
          connectionId: 'yt',
          broadcastId: 'b',
          about,
          seq: 1,
          claimId,
          authorId: 'ann',
          text: `@ann ${about}`,
          shortText: null,
          target: { toHandle: 'ann' },
          madeBy: 'rule',
          valueMinor: '100',
          withinSeconds: 120,
        },
      ],
      again.map((one) => ({ showId: 'live', seq: 1, claimId: one })),
    ),
  );
const states = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await db.pools.rest.query('SELECT id, state FROM outbox')).rows.map((one) => [one.id, one.state]),
  );
const claim = () =>
  db.pools.rest.query(
    `INSERT INTO product (id, workspace_id, code, code_key, title, price_minor, currency) VALUES ('p', 'w', 'A', 'a', 'A', 1, 'EUR');
     INSERT INTO claim (id, workspace_id, show_id, seq, n, product_id, quantity, price_minor, currency, state, made_by, spoken_at) VALUES ('live.1.0', 'w', 'live', 1, 0, 'p', 1, 1, 'EUR', 'pending', 'rule', now())`,
  );

describe('a reply', () => {
  it('ends as unknown when the platform never answers, even if its library does not hear the time-out', async () => {
    const { send, asked } = lane(
      () => new Promise(() => undefined),
      200,
      () => undefined,
    );
    await order('r1', 'live.1.0', 'reserved');
    await send.drain(sendLane('yt', 'w'));
    await expect.poll(states, { timeout: 3_000 }).toEqual({ r1: 'unknown' });
    expect(asked).toHaveLength(1);
    await send.close();
  });

  it('that was superseded while the lane was choosing is not said', async () => {
    await claim();
    const { send, asked } = lane(
      async () => ({ id: 'p1' }),
      1_000,
      async () => void (await order('r2', 'live.1.0', 'cancelled', ['live.1.0'])),
    );
    await order('r1', 'live.1.0', 'reserved');
    for (let round = 0; round < 3; round++) {
      await send.drain(sendLane('yt', 'w'));
      await send.close();
    }
    expect(asked.map((one) => one.text)).toEqual(['@ann cancelled']);
    expect(await states()).toEqual({ r1: 'superseded', r2: 'sent' });
  });

  it('does not overtake an earlier one to the same person that is tried again', async () => {
    await claim();
    let tries = 0;
    const { send, asked } = lane(
      () =>
        ++tries === 1
          ? Promise.reject(new ConnectorError('network', 'The line was cut.', { retryAfterMs: 300 }))
          : Promise.resolve({ id: `p${String(tries)}` }),
      1_000,
      () => undefined,
    );
    await order('r1', 'live.1.0', 'reserved');
    await send.drain(sendLane('yt', 'w'));
    await send.close();
    await order('r2', 'live.1.0', 'price');
    await expect
      .poll(
        async () => {
          await send.drain(sendLane('yt', 'w'));
          await send.close();
          return states();
        },
        { timeout: 5_000, interval: 20 },
      )
      .toEqual({ r1: 'sent', r2: 'sent' });
    expect(asked.map((one) => one.text)).toEqual(['@ann reserved', '@ann reserved', '@ann price']);
  });
});
