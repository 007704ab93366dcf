import { describe, expect, it } from 'vitest';
import { ConnectorError } from '../../connectors/platforms/contract.ts';
import { transaction } from '../db/transaction.ts';
import { madeUp, onePlatform } from './outbox.fixture.ts';
import { reply } from './outbox.fixture.ts';
import { insertActs, type NewAct } from './store-acts.ts';

const everything = madeUp({ can: ['reply', 'remove', 'hide', 'ban', 'unban'] });
const act = (moderationId: string, more: Partial<NewAct> = {}): NewAct => ({
  moderationId,
  kind: 'hide',
  seq: 1,
  authorId: 'a1',
  forSeconds: null,
  madeBy: 'anna',
  place: { connectionId: 'c', broadcastId: 'b', messageId: 'm1' },
  ...more,
});
type On = Awaited<ReturnType<typeof onePlatform>>;
const order = (on: On, ...acts: NewAct[]) => transaction(on.db.pools.hot, (tx) => insertActs(tx, 'w', 's', acts));
const soon = (on: On) => on.db.pools.hot.query(`UPDATE outbox SET next_at = now() WHERE state = 'queued'`);

describe('what a person orders of a platform', () => {
  it('is asked for in the platform’s words, at once, before anything that is said', async () => {
    const on = await onePlatform(
      madeUp({ can: everything.can, limits: { ...everything.limits, replyEveryMs: 60_000 } }),
    );
    await on.order(reply('ann'));
    await on.drain();
    await on.order(reply('bo'));
    await order(
      on,
      act('hide'),
      act('remove', { kind: 'remove', place: { connectionId: 'c', broadcastId: 'b', messageId: 'm2' } }),
      act('short', { kind: 'timeout', forSeconds: 300 }),
      act('ban', { kind: 'ban', authorId: 'a2' }),
      act('unban', { kind: 'unban', authorId: 'a3' }),
    );
    await on.drain();
    expect(on.asked.slice(1)).toMatchObject([
      { kind: 'hide', action: { messageId: 'm1', hidden: true } },
      { kind: 'remove', action: { messageId: 'm2' } },
      { kind: 'ban', action: { authorId: 'key1', forSeconds: 300 } },
      { kind: 'ban', action: { authorId: 'key2', forSeconds: null } },
      { kind: 'unban', action: { authorId: 'key3' } },
    ]);
    expect(on.numbers).toContainEqual({ topic: 'moderation', entity: 'hide' });
  });

  it('waits for a line that is down and is done when it comes back', async () => {
    const on = await onePlatform(everything);
    on.state.up = false;
    await order(on, act('hide'));
    await on.drain();
    expect(await on.rows()).toMatchObject([{ state: 'queued', attempts: 0 }]);
    on.state.up = true;
    await on.drain();
    expect(await on.rows()).toMatchObject([{ state: 'sent' }]);
  });

  it('is tried again with growing pauses, also when nobody knows whether it was done', async () => {
    let tries = 0;
    const on = await onePlatform(everything, async () => {
      tries += 1;
      if (tries <= 5) throw new ConnectorError(tries % 2 === 0 ? 'network' : 'unknown-outcome', 'the line was cut');
      return { id: null };
    });
    await order(on, act('hide'));
    for (let round = 0; round < 6; round += 1) {
      await on.drain();
      await soon(on);
    }
    expect(await on.rows()).toMatchObject([{ state: 'sent', attempts: 6 }]);
  });

  it('that the platform cannot do takes the best it has instead, or ends with the reason', async () => {
    const hides = await onePlatform(madeUp({ can: ['hide'] }));
    await order(hides, act('ban', { kind: 'ban' }), act('gone', { kind: 'remove' }));
    await hides.drain();
    expect(hides.asked).toMatchObject([{ kind: 'hide', action: { messageId: 'm1', hidden: true } }]);
    expect(await hides.rows()).toMatchObject([
      { id: 'ban.b', state: 'sent', target: { way: 'hide' } },
      { id: 'gone.b', state: 'unreachable', sentence: 'Made-up offers no way to delete a message' },
    ]);
    const nothing = await onePlatform(madeUp({ can: ['reply'] }));
    nothing.state.up = false;
    await order(nothing, act('ban', { kind: 'ban' }));
    await nothing.drain();
    expect(await nothing.rows()).toMatchObject([
      { state: 'unreachable', sentence: 'Made-up offers no way to ban or time out anybody' },
    ]);
  });

  it('lasts no longer than it was ordered for: where bans are for good a time-out hides instead, and is taken back as that', async () => {
    const on = await onePlatform(madeUp({ can: everything.can, bans: 'for-good' }));
    await order(on, act('short', { kind: 'timeout', forSeconds: 300 }));
    await on.drain();
    await order(on, act('lift', { kind: 'unban', place: { connectionId: 'c', broadcastId: 'b', messageId: 'm9' } }));
    await on.drain();
    expect(on.asked).toMatchObject([
      { kind: 'hide', action: { messageId: 'm1', hidden: true } },
      { kind: 'hide', action: { messageId: 'm1', hidden: false } },
    ]);
  });

  it('gives way to a later order about the same', async () => {
    const on = await onePlatform(everything);
    on.state.up = false;
    await order(on, act('first'));
    await order(on, act('second', { kind: 'unhide' }));
    on.state.up = true;
    await on.drain();
    expect(on.asked).toMatchObject([{ kind: 'hide', action: { hidden: false } }]);
    expect(await on.rows()).toMatchObject([{ id: 'first.b', state: 'superseded' }, { state: 'sent' }]);
  });

  it('about a message that is gone already is done', async () => {
    const on = await onePlatform(everything, () =>
      Promise.reject(new ConnectorError('not-found', 'gone', { final: true })),
    );
    await order(on, act('gone', { kind: 'remove' }));
    await on.drain();
    expect(await on.rows()).toMatchObject([{ state: 'sent', sentence: 'it was gone already' }]);
  });

  it('still goes out while replies are stopped', async () => {
    const on = await onePlatform(everything);
    await on.db.pools.hot.query(`UPDATE show SET automatic_stopped = true, replies_stopped = true`);
    await order(on, act('again', { kind: 'ban', madeBy: 'rule' }));
    await on.drain();
    expect(await on.rows()).toMatchObject([{ state: 'sent' }]);
  });
});
