import { describe, expect, it } from 'vitest';
import { ConnectorError } from '../../connectors/platforms/contract.ts';
import { madeUp, onePlatform, reply } from './outbox.fixture.ts';

const instagramLike = madeUp({
  can: ['private-reply', 'message'],
  privately: { within: 'while-live', textLength: 900, everyMs: 0 },
});
const days = (more: object = {}) =>
  madeUp({
    can: ['reply', 'private-reply', 'message'],
    privately: { within: { seconds: 7 * 86_400 }, textLength: 900, everyMs: 0 },
    ...more,
  });

describe('what is said privately', () => {
  it('is how a reply goes out where a platform has no public one, one buyer at a time', async () => {
    const on = await onePlatform(instagramLike);
    await on.order(reply('ann'), reply('bo'));
    await on.drain();
    expect(on.asked).toMatchObject([
      { kind: 'private-reply', action: { messageId: 'm-ann', text: '@ann reserved → http://h/s' } },
      { kind: 'private-reply', action: { messageId: 'm-bo', text: '@bo reserved → http://h/s' } },
    ]);
    expect(await on.rows()).toMatchObject([
      { state: 'sent', target: { way: 'private-reply' } },
      { state: 'sent', target: { way: 'private-reply' } },
    ]);
  });

  it('keeps the platform’s own pace', async () => {
    const on = await onePlatform(
      madeUp({ can: ['private-reply'], privately: { within: 'while-live', textLength: 900, everyMs: 60_000 } }),
    );
    await on.order(reply('ann'), reply('bo'));
    await on.drain();
    expect(on.asked).toHaveLength(1);
    expect((await on.rows()).map((row) => row['state'])).toEqual(['sent', 'queued']);
  });

  it('is worth most first', async () => {
    const on = await onePlatform(instagramLike);
    await on.order(reply('ann', { valueMinor: '1' }), reply('bo', { valueMinor: '900' }));
    await on.drain();
    expect(on.asked.map((one) => one.action['messageId'])).toEqual(['m-bo', 'm-ann']);
  });

  it('that is due after the end of a broadcast is expired with the reason, and never tried', async () => {
    const on = await onePlatform(instagramLike);
    await on.order(reply('ann'));
    await on.db.pools.hot.query(`UPDATE outbox SET next_at = now() + interval '1 hour', deadline = NULL`);
    await on.ends();
    for (let i = 0; i < 3; i += 1) await on.drain();
    expect(on.asked).toEqual([]);
    expect(await on.rows()).toMatchObject([
      {
        state: 'expired',
        attempts: 0,
        sentence: 'Made-up takes a private reply only while the broadcast is on air, and it has ended',
      },
    ]);
  });

  it('that the platform refuses because the broadcast is over is expired too', async () => {
    const on = await onePlatform(instagramLike, () =>
      Promise.reject(new ConnectorError('ended', 'over', { final: true })),
    );
    await on.order(reply('ann'));
    await on.drain();
    expect(await on.rows()).toMatchObject([{ state: 'expired', attempts: 1 }]);
  });

  it('is said once a comment: a second one is refused with the reason before the platform is asked', async () => {
    const on = await onePlatform(instagramLike);
    await on.order(reply('first', { seq: 7, authorId: 'a1' }));
    await on.drain();
    await on.order(reply('second', { seq: 7, authorId: 'a1' }));
    await on.drain();
    expect(on.asked).toHaveLength(1);
    expect(await on.rows()).toMatchObject([
      { state: 'sent' },
      { state: 'unreachable', attempts: 0, sentence: expect.stringContaining('one private reply a comment') },
    ]);
  });

  it('goes on as a message once the buyer has written back, and for a day', async () => {
    const on = await onePlatform(instagramLike);
    await on.order(reply('first', { seq: 7, authorId: 'a1' }));
    await on.drain();
    const wrote = (hours: number) =>
      on.db.pools.hot.query(
        `DELETE FROM record.event; INSERT INTO record.event (show_id, seq, day, workspace_id, kind, author_id, spoken_at, spoken_by, received_at)
         SELECT 's', 1, (t AT TIME ZONE 'UTC')::date, 'w', 'direct', 'a1', t, 'platform', t FROM (SELECT now() - interval '${String(hours)} hours' AS t) x`,
      );
    await wrote(23);
    await on.order(reply('second', { seq: 7, authorId: 'a1' }));
    await on.drain();
    expect(on.asked[1]).toMatchObject({ kind: 'message', action: { authorId: 'key1' } });
    await wrote(25);
    await on.order(reply('third', { kind: 'message', seq: 8, authorId: 'a1' }));
    await on.drain();
    expect(on.asked).toHaveLength(2);
    expect((await on.rows())[2]).toMatchObject({
      state: 'unreachable',
      sentence: 'Made-up lets us write only within 24 hours after the buyer wrote to us',
    });
  });

  it('refused to this account is found out once and not a thousand times, and asked again on a new line', async () => {
    let allowed = false;
    const on = await onePlatform(instagramLike, async () => {
      if (!allowed) throw new ConnectorError('forbidden', 'needs advanced access', { final: true });
      return { id: 'p' };
    });
    await on.order(...Array.from({ length: 20 }, (_, i) => reply(`r${String(i)}`)));
    await on.drain();
    expect(on.asked).toHaveLength(1);
    expect(new Set((await on.rows()).map((row) => `${row['state']}: ${row['sentence']}`))).toEqual(
      new Set(['unreachable: needs advanced access']),
    );
    allowed = true;
    on.state.session = on.newSession();
    await on.order(reply('z'));
    await on.drain();
    expect((await on.rows()).at(-1)).toMatchObject({ state: 'sent' });
  });

  it('is not used where there is a public reply, unless it is asked for', async () => {
    const on = await onePlatform(days());
    await on.order(reply('ann'), reply('bo', { kind: 'private-reply' }));
    await on.drain();
    expect(on.asked.map((one) => one.kind).sort()).toEqual(['private-reply', 'reply']);
  });

  it('comes too late when the comment is older than the platform allows', async () => {
    const on = await onePlatform(days({ privately: { within: { seconds: 60 }, textLength: 900, everyMs: 0 } }));
    await on.db.pools.hot.query(
      `INSERT INTO record.event (show_id, seq, day, workspace_id, kind, spoken_at, spoken_by, received_at)
       VALUES ('s', 400, (now() AT TIME ZONE 'UTC')::date, 'w', 'message', now() - interval '2 minutes', 'platform', now())`,
    );
    await on.order(reply('ann', { kind: 'private-reply', seq: 400 }));
    await on.drain();
    expect(await on.rows()).toMatchObject([{ state: 'expired' }]);
    expect(on.asked).toEqual([]);
  });
});

describe('what may be said', () => {
  it('an address is left out where none may be given, and the sentence is whole without it', async () => {
    const speech = { ...madeUp().speech, links: 'no' };
    const on = await onePlatform(madeUp({ speech }));
    await on.order(reply('ann'));
    await on.drain();
    await on.order(reply('bo'), reply('cy'));
    await on.drain();
    expect(on.asked.map((one) => one.action['text'])).toEqual(['@ann reserved', '@bo ✓ · @cy ✓']);
  });

  it('and so it is where the platform’s own shop sells', async () => {
    const on = await onePlatform(madeUp());
    await on.db.pools.hot.query(`UPDATE connection SET checkout = 'platform'`);
    await on.order(reply('ann'));
    await on.drain();
    expect(on.asked.map((one) => one.action['text'])).toEqual(['@ann reserved']);
  });

  it('an answer that is nothing but an address, or names one, is not sent there and says why', async () => {
    const speech = { ...madeUp().speech, links: 'no' };
    const on = await onePlatform(madeUp({ speech }));
    await on.order(
      reply('link', { about: 'link', text: '@x → http://h/s', shortText: null, target: { link: true } }),
      reply('typed', { madeBy: 'anna', about: 'answer', text: 'see shop.example.com', shortText: null, target: {} }),
    );
    await on.drain();
    expect(on.asked).toEqual([]);
    expect(await on.rows()).toMatchObject([
      { state: 'unreachable', sentence: 'Made-up takes no addresses: answer it on stream' },
      { state: 'unreachable', sentence: 'Made-up takes no addresses: leave it out.' },
    ]);
  });
});

describe('a link that is one person’s alone', () => {
  it('is kept back before its turn: what waits beside it is said at once', async () => {
    const on = await onePlatform(madeUp({ limits: { textLength: 500, silenceMs: 1_000, replyEveryMs: 60_000 } }));
    const key = 'kT3vYpQ9sLw2RzXb7NfHc4Jm';
    const target = { toHandle: 'x', wording: 'own:0' };
    await on.order(
      ...[1, 2, 3].map((i) =>
        reply(`bad${String(i)}`, { text: `pay http://h/o/${key}`, shortText: null, target, valueMinor: '900' }),
      ),
      reply('fine', { text: 'true to size', shortText: null, target: { toHandle: 'x' } }),
    );
    await on.drain();
    expect(on.asked.map((one) => one.action['text'])).toEqual(['true to size']);
    expect((await on.rows())[0]).toMatchObject({
      state: 'unreachable',
      attempts: 0,
      sentence: expect.stringContaining('never said in public'),
    });
  });
});
