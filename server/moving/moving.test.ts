import { afterEach, describe, expect, it } from 'vitest';
import { movingRoom, type Room } from './moving.fixture.ts';

let room: Room;
afterEach(() => room.db.drop());

const replies = async (claimAuthor: string) =>
  (
    await room.db.pools.hot.query<{ about: string; state: string }>(
      'SELECT about, state FROM outbox WHERE author_id = $1 ORDER BY created_at, id',
      [claimAuthor],
    )
  ).rows.map((row) => `${row.about} ${row.state}`);

describe('moving thirty claims', () => {
  it('keeps their ranks among those of the other product, and can be undone', async () => {
    room = await movingRoom({ 'p1-v': 20, 'p2-v': 12 });
    await room.show('p1', 0);
    // Thirty bare claims for the wrong product; between them five that named the right one, and a late one that waits there.
    await room.say(
      ...Array.from({ length: 30 }, (_, i) => ({ by: `a${String(i)}`, text: 'mine', seconds: 10 + i * 2 })),
    );
    await room.say(
      ...Array.from({ length: 13 }, (_, i) => ({ by: `a${String(40 + i)}`, text: 'B20', seconds: 11 + i * 2 })),
    );
    await room.say({ by: 'a60', text: 'A10', seconds: 90 });
    await room.drain();
    const before = await room.claims('p1-v');
    expect(before.filter((one) => one.state === 'reserved')).toHaveLength(20);
    expect(before.map((one) => one.rank)).toEqual(Array.from({ length: 31 }, (_, i) => i + 1));
    expect((await room.claims('p2-v')).filter((one) => one.state === 'waitlisted').map((one) => one.author)).toEqual([
      'a52',
    ]);

    expect(await room.move('p1', 'p2', 0, 'm1')).toEqual({ moved: 30, unfit: 0 });
    await room.drain();
    // What they held is free again, and went to who waited there and had named it.
    expect(await room.claims('p1-v')).toMatchObject([{ author: 'a60', state: 'reserved' }]);
    const there = await room.claims('p2-v');
    const spoken = there.map((one) => one.spoken);
    expect([there.length, spoken]).toEqual([43, spoken.toSorted((a, b) => a - b)]);
    // Nobody who had it loses it; who was moved waits in the order in which all of them spoke.
    expect(there.filter((one) => one.state === 'reserved')).toHaveLength(12);
    const line = there.filter((one) => one.state === 'waitlisted').map((one) => one.author);
    expect(line.slice(0, 14)).toEqual([...Array.from({ length: 13 }, (_, i) => `a${String(i)}`), 'a52']);
    expect(there.find((one) => one.author === 'a0')?.reason).toBe('sold out when it was moved here');
    expect(await room.ill()).toEqual([]);
    // One more unit goes to the first who spoke, not to who was there first.
    await room.grant('p2-v', 1);
    await room.drain();
    expect((await room.claims('p2-v')).find((one) => one.author === 'a0')?.state).toBe('reserved');

    expect(await room.undo('m1', 'm2')).toEqual({ moved: 30, stays: [] });
    await room.drain();
    const back = await room.claims('p1-v');
    // The unit that a60 was given meanwhile stays given; all others are where they were.
    expect(back.map(({ author, rank }) => [author, rank])).toEqual(before.map(({ author, rank }) => [author, rank]));
    expect(back.filter((one) => one.state === 'reserved').map((one) => one.author)).toEqual([
      ...Array.from({ length: 19 }, (_, i) => `a${String(i)}`),
      'a60',
    ]);
    expect((await room.claims('p2-v')).filter((one) => one.state === 'reserved')).toHaveLength(13);
    expect(await room.ill()).toEqual([]);
  });

  it('tells each buyer once about each move, and takes back what was not yet said', async () => {
    room = await movingRoom();
    await room.show('p1', 0);
    await room.say({ by: 'a1', text: 'mine', seconds: 5 });
    await room.drain();
    expect(await replies('a1')).toEqual(['reserved queued']);
    await room.move('p1', 'p2', 0, 'm1');
    await room.drain();
    expect(await replies('a1')).toEqual(['reserved superseded', 'moved queued']);
    await room.undo('m1', 'm2');
    await room.drain();
    expect(await replies('a1')).toEqual(['reserved superseded', 'moved superseded', 'moved queued']);
    const { rows } = await room.db.pools.hot.query(`SELECT price_minor FROM claim WHERE author_id = 'a1'`);
    expect(rows).toEqual([{ price_minor: '1000' }]);
  });

  it('takes only what named no product, of that time; what does not fit stays and waits for a person', async () => {
    room = await movingRoom();
    await room.show('p1', 0);
    await room.say(
      { by: 'a1', text: 'mine', seconds: 5 },
      { by: 'a2', text: 'mine A10', seconds: 15 },
      { by: 'a3', text: 'mine', seconds: 16 },
      { by: 'a4', text: 'mine x2', seconds: 17 },
    );
    await room.drain();
    expect(await room.move('p1', 'p3', 10, 'm1')).toBe('There is no claim that can be moved.');
    expect(await room.move('p1', 'p2', 10, 'm2')).toEqual({ moved: 2, unfit: 0 });
    await room.drain();
    expect((await room.claims('p1-v')).map((one) => one.author)).toEqual(['a1', 'a2']);
    await room.show('p3', 30);
    await room.say({ by: 'a5', text: 'mine M', seconds: 35 }, { by: 'a6', text: 'mine L', seconds: 36 });
    await room.drain();
    expect((await room.claims('p3-m')).map((one) => one.state)).toEqual(['reserved']);
    expect(await room.move('p3', 'p1', 30, 'm3')).toBe('There is no claim that can be moved.');
    expect(await room.ill()).toEqual([]);
  });

  it('by two producers at once happens once', async () => {
    room = await movingRoom();
    await room.show('p1', 0);
    await room.say(...[1, 2, 3].map((i) => ({ by: `a${String(i)}`, text: 'mine', seconds: i })));
    await room.drain();
    const both = await Promise.all([
      room.move('p1', 'p2', 0, 'm1'),
      room.move('p1', 'p3', 0, 'm2'),
      room.move('p1', 'p2', 0, 'm3'),
    ]);
    expect(both.filter((one) => typeof one !== 'string')).toEqual([{ moved: 3, unfit: 0 }]);
    await room.drain();
    expect((await room.claims('p2-v')).map((one) => one.state)).toEqual(['reserved', 'reserved', 'reserved']);
    expect(await room.ill()).toEqual([]);
  });

  it('while they are being settled loses none and doubles none', async () => {
    room = await movingRoom({ 'p1-v': 4, 'p2-v': 4 });
    await room.show('p1', 0);
    await room.say(...Array.from({ length: 8 }, (_, i) => ({ by: `a${String(i)}`, text: 'mine', seconds: i })));
    await room.decided();
    // Nothing is settled yet, and they are moved; a cancel comes while they are on their way.
    expect(await room.move('p1', 'p2', 0, 'm1')).toEqual({ moved: 8, unfit: 0 });
    await Promise.all([room.settled('p1-v'), room.decided(), room.settled('p2-v')]);
    await room.say({ by: 'a2', text: 'cancel', seconds: 20 });
    await Promise.all([room.decided(), room.settled('p1-v'), room.settled('p2-v')]);
    await room.drain();
    const there = await room.claims('p2-v');
    expect(there.map((one) => [one.author, one.state])).toEqual(
      Array.from({ length: 8 }, (_, i) => [`a${String(i)}`, i === 2 ? 'cancelled' : i < 5 ? 'reserved' : 'waitlisted']),
    );
    expect(await room.claims('p1-v')).toEqual([]);
    expect(await room.ill()).toEqual([]);
  });

  it('what was paid or cancelled meanwhile cannot be brought back, and is named', async () => {
    room = await movingRoom();
    await room.show('p1', 0);
    await room.say({ by: 'a1', text: 'mine', seconds: 1 }, { by: 'a2', text: 'mine', seconds: 2 });
    await room.drain();
    await room.move('p1', 'p2', 0, 'm1');
    await room.drain();
    await room.say({ by: 'a1', text: 'cancel', seconds: 30 });
    await room.drain();
    expect(await room.undo('m1', 'm2')).toEqual({ moved: 1, stays: [{ handle: 'viewer1', why: 'it is cancelled' }] });
    await room.drain();
    expect((await room.claims('p1-v')).map((one) => [one.author, one.state])).toEqual([['a2', 'reserved']]);
    expect(await room.ill()).toEqual([]);
  });
});

describe('a move that cannot be carried out', () => {
  it('is over: the claim stays where it is, keeps what it holds, and can be moved again', async () => {
    room = await movingRoom();
    await room.show('p1', 0);
    await room.say({ by: 'a1', text: 'mine', seconds: 5 });
    await room.drain();
    expect(await room.move('p1', 'p2', 0, 'm1')).toEqual({ moved: 1, unfit: 0 });
    await room.db.pools.hot
      .query(`CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$;
      CREATE TRIGGER broken BEFORE UPDATE ON claim FOR EACH ROW WHEN (NEW.product_id = 'p2') EXECUTE FUNCTION broken()`);
    await room.drain();
    await room.db.pools.hot.query('DROP TRIGGER broken ON claim');
    expect(await room.claims('p1-v')).toMatchObject([{ author: 'a1', state: 'reserved' }]);
    expect(await room.move('p1', 'p2', 0, 'm2')).toEqual({ moved: 1, unfit: 0 });
    await room.drain();
    expect(await room.claims('p2-v')).toMatchObject([{ author: 'a1', state: 'reserved' }]);
    expect(await room.ill()).toEqual([]);
  });
});
