import fc from 'fast-check';
import { expect, it } from 'vitest';
import { movingRoom, VARIANTS, type Room } from './moving.fixture.ts';

// A model against the ledger: whatever is said, moved, taken back, granted and settled, in whatever order the lanes come
// to it, every counter is the sum of its rows and movements, and nobody is lost, doubled or passed.

type Step =
  | { do: 'say'; by: number; text: string }
  | { do: 'show'; product: string }
  | { do: 'move'; from: string; to: string; back: number }
  | { do: 'undo'; which: number }
  | { do: 'grant'; variant: (typeof VARIANTS)[number]; delta: number }
  | { do: 'decide' }
  | { do: 'settle'; variant: (typeof VARIANTS)[number] }
  | { do: 'together' };

const product = fc.constantFrom('p1', 'p2', 'p3');
const variant = fc.constantFrom(...VARIANTS);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      by: fc.integer({ min: 0, max: 9 }),
      text: fc.constantFrom('mine', 'mine', 'mine x2', 'mine M', 'B20', 'cancel', 'cancel A10'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('show' as const), product }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('move' as const),
      from: product,
      to: product,
      back: fc.integer({ min: 1, max: 30 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('undo' as const), which: fc.integer({ min: 0, max: 5 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('grant' as const), variant, delta: fc.integer({ min: -2, max: 3 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('decide' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('settle' as const), variant }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('together' as const) }) },
);

async function run(room: Room, steps: readonly Step[]): Promise<void> {
  let now = 0;
  const moves: string[] = [];
  await room.show('p1', 0);
  for (const one of steps) {
    now += 1;
    switch (one.do) {
      case 'say':
        await room.say({ by: `a${String(one.by)}`, text: one.text, seconds: now });
        break;
      case 'show':
        await room.show(one.product, now);
        break;
      case 'move': {
        const id = `m${String(now)}`;
        if (typeof (await room.move(one.from, one.to, now - one.back, id)) !== 'string') moves.push(id);
        break;
      }
      case 'undo': {
        const which = moves[one.which % Math.max(1, moves.length)];
        if (which !== undefined && typeof (await room.undo(which, `u${String(now)}`)) !== 'string')
          moves.push(`u${String(now)}`);
        break;
      }
      case 'grant':
        await room.grant(one.variant, one.delta);
        break;
      case 'decide':
        await room.decided();
        break;
      case 'settle':
        await room.settled(one.variant);
        break;
      case 'together':
        await Promise.all([room.decided(), ...VARIANTS.map((id) => room.settled(id))]);
    }
  }
  for (let i = 0; i < 3; i += 1) await room.drain();
}

it('whatever is moved and taken back, the ledger holds', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      const room = await movingRoom({ 'p1-v': 4, 'p2-v': 3, 'p3-m': 2, 'p3-l': 1 });
      try {
        await run(room, steps);
        expect(await room.ill()).toEqual([]);
        const { rows } = await room.db.pools.hot.query<{
          left: number;
          pending: number;
          twice: number;
          waiting: number;
        }>(
          `SELECT (SELECT count(*) FROM claim_order)::int AS left, (SELECT count(*) FROM claim WHERE state = 'pending' AND NOT held)::int AS pending,
             (SELECT count(*) FROM claim_move WHERE outcome IS NULL)::int AS waiting,
             (SELECT count(*) FROM (SELECT c.id FROM claim c JOIN movement m ON m.claim_id = c.id GROUP BY c.id, c.quantity
               HAVING sum(m.reserved_delta) NOT IN (0, c.quantity)) x)::int AS twice`,
        );
        expect(rows).toEqual([{ left: 0, pending: 0, twice: 0, waiting: 0 }]);
      } finally {
        await room.db.drop();
      }
    }),
    { numRuns: 25, seed: 7 },
  );
});
