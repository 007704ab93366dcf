import { describe, expect, it } from 'vitest';
import { HABITS } from './choosing.ts';
import { madeUp, onePlatform, reply } from './outbox.fixture.ts';

const oneEach = madeUp({
  can: ['private-reply'],
  privately: { within: 'while-live', textLength: 900, everyMs: 0 },
});
type On = Awaited<ReturnType<typeof onePlatform>>;
const claim = (on: On, n: number, seq: number, state: string) =>
  on.db.pools.hot.query(
    `INSERT INTO claim (id, workspace_id, show_id, seq, n, connection_id, author_id, product_id, quantity, price_minor, currency, state, made_by, spoken_at)
     VALUES ('s.${String(seq)}.${String(n)}', 'w', 's', ${String(seq)}, ${String(n)}, 'c', 'a1', 'p${String(n)}', 1, 100, 'EUR', '${state}', 'rule', now())`,
  );
/** A private reply about one line of ann's comment. */
const line = (id: string, seq: number, code: string, more: Parameters<typeof reply>[1] = {}) =>
  reply(id, {
    seq,
    authorId: 'a1',
    text: `@ann reserved ${code}`,
    shortText: `✓ @ann ${code}`,
    target: { toMessageId: `m${String(seq)}`, toHandle: 'ann', wording: 'en:reserved:0' },
    ...more,
  });
const passes = (on: On, seconds: number) =>
  on.db.pools.hot.query(
    `UPDATE outbox SET created_at = created_at - make_interval(secs => $1), sending_at = sending_at - make_interval(secs => $1)`,
    [seconds],
  );

describe('what one buyer is told privately', () => {
  it('is the whole of a comment in its one private reply, though its lines are settled one after the other', async () => {
    const on = await onePlatform(oneEach);
    await claim(on, 0, 5, 'reserved');
    await claim(on, 1, 5, 'pending');
    await on.order(line('s.5.0', 5, 'A12'));
    await on.drain();
    expect(on.asked).toEqual([]);
    await on.db.pools.hot.query(`UPDATE claim SET state = 'waitlisted' WHERE n = 1`);
    await on.order(line('s.5.1', 5, 'B07'));
    await passes(on, 1);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await on.drain();
    expect(on.asked).toHaveLength(1);
    expect(on.asked[0]).toMatchObject({ kind: 'private-reply', action: { messageId: 'm5' } });
    expect(on.asked[0]?.action['text']).toMatch(/A12[^]*B07/);
    expect((await on.rows()).map((row) => row['state'])).toEqual(['sent', 'sent']);
  });

  it('asks which one beside what is reserved already', async () => {
    const on = await onePlatform(oneEach);
    await on.order(
      line('ask', 5, 'B07', { about: 'which-one', text: '@ann B07: Red or Black?', shortText: null }),
      line('s.5.0', 5, 'A12'),
    );
    await on.drain();
    expect(on.asked.map((one) => String(one.action['text']).includes('A12'))).toEqual([true]);
    expect(on.asked[0]?.action['text']).toContain('Red or Black?');
  });

  it('does not wait for a line that never settles', async () => {
    const on = await onePlatform(oneEach);
    await claim(on, 1, 5, 'pending');
    await on.order(line('s.5.0', 5, 'A12'));
    await passes(on, 4);
    await on.drain();
    expect(on.asked).toHaveLength(1);
  });

  it('comes at once with the first claim; what changes after it is gathered, and goes on another comment of theirs', async () => {
    const on = await onePlatform(oneEach, undefined, { habits: HABITS });
    await on.order(line('first', 5, 'A12'), line('second', 6, 'B07'));
    await on.drain();
    expect(on.asked).toHaveLength(1);
    expect(on.asked[0]?.action['messageId']).toBe('m5');
    await on.order(line('change-1', 5, 'A12 no. 2', { about: 'offered' }));
    await on.order(line('change-2', 6, 'B07 no. 3', { about: 'offered' }));
    await on.drain();
    expect(on.asked).toHaveLength(1);
    await passes(on, 21);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await on.drain();
    expect(on.asked).toHaveLength(2);
    expect(on.asked[1]?.action['messageId']).toBe('m6');
    expect(on.asked[1]?.action['text']).toMatch(/A12 no\. 2[^]*B07 no\. 3/);
    expect(new Set((await on.rows()).map((row) => row['state']))).toEqual(new Set(['sent']));
  });
});
