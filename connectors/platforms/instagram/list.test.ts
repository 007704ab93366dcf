import { describe, expect, test } from 'vitest';
import { contextFor } from '../testkit/line.ts';
import { createList } from './list.ts';
import type { Comment, Paged } from './payloads.ts';

const BEGAN_MS = Date.UTC(2026, 0, 2);
const found = { liveId: '5', address: '', own: { igId: '1', username: 'shop' } };

/** A list of comments newest first, in pages; `said` is oldest first. */
function platform(cursor: string | null = null) {
  const said: Comment[] = [];
  let reads = 0;
  const say = (...ids: string[]) => said.push(...ids.map((id) => ({ id, text: `text ${id}`, username: 'nok' })));
  const api = {
    async comments(_liveId: string, next: { after?: string } = {}): Promise<Paged<Comment>> {
      reads += 1;
      const until = next.after === undefined ? said.length : Number(next.after);
      const from = Math.max(0, until - 3);
      const data = said.slice(from, until).reverse();
      return from === 0 ? { data } : { data, paging: { cursors: { after: `${from}` }, next: 'https://x.example/' } };
    },
  };
  const { ctx, skipped } = contextFor({ settings: {}, endpoints: {}, broadcast: '' }, { cursor });
  const list = createList(ctx, api, found);
  const ids = async (read: Promise<{ event: { id: string } }[]>) => (await read).map(({ event }) => event.id);
  return {
    said,
    say,
    list,
    skipped,
    reads: () => reads,
    opening: () => ids(list.opening(BEGAN_MS)),
    next: () => ids(list.next()),
  };
}

describe('the list of comments', () => {
  test('is told once and oldest first, over as many pages as are new', async () => {
    const on = platform();
    on.say('1', '2');
    const opening = await on.list.opening(BEGAN_MS);
    expect(opening.every(({ event }) => event.history)).toBe(true);
    on.say('3', '4', '5', '6', '7', '8', '9');
    expect(await on.next()).toEqual(['3', '4', '5', '6', '7', '8', '9']);
    expect(await on.next()).toEqual([]);
  });

  test('tells what was written while it was opened as new', async () => {
    const at = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, '+0000');
    const data = [
      { id: '3', text: 'now', timestamp: at(BEGAN_MS + 300) },
      { id: '2', text: 'a second ago', timestamp: at(BEGAN_MS - 1_000) },
      { id: '1', text: 'nobody knows when', username: 'nok' },
    ];
    const { ctx } = contextFor({ settings: {}, endpoints: {}, broadcast: '' });
    const named = data.map((one) => ({ username: 'nok', ...one }));
    const opening = await createList(ctx, { comments: async () => ({ data: named }) }, found).opening(BEGAN_MS + 300);
    expect(opening.map(({ event }) => [event.id, event.history])).toEqual([
      ['1', true],
      ['2', true],
      ['3', undefined],
    ]);
  });

  test('is read no further than to what is known', async () => {
    const on = platform();
    on.say(...Array.from({ length: 12 }, (_, n) => `${n}`));
    await on.opening();
    const before = on.reads();
    on.say('new');
    expect(await on.next()).toEqual(['new']);
    expect(on.reads() - before).toBe(1);
  });

  test('is resumed after the cursor, though the last comment was deleted meanwhile', async () => {
    const first = platform();
    first.say('1', '2', '3', '4');
    const [, , , last] = await first.list.opening(BEGAN_MS);
    const second = platform(last?.cursor ?? null);
    // 4 was deleted; x is from before, and longer ago than the cursor remembers.
    second.say('1', '2', 'x', '3', '5');
    const resumed = await second.list.opening(BEGAN_MS);
    expect(resumed.map(({ event }) => [event.id, event.history])).toEqual([['5', undefined]]);
  });

  test('of another live than the cursor names is all new', async () => {
    const on = platform('4:1,2,3');
    on.say('1', '2');
    expect(await on.opening()).toEqual(['1', '2']);
    expect((await on.list.opening(BEGAN_MS)).every(({ event }) => !event.history)).toBe(true);
  });

  test('shows a comment that appears late among older ones', async () => {
    const on = platform();
    on.say('1', '3');
    await on.opening();
    on.said.splice(1, 0, { id: '2', text: 'late', username: 'nok' });
    expect(await on.next()).toEqual(['2']);
  });

  test('counts what it does not understand once', async () => {
    const on = platform();
    await on.opening();
    on.said.push({ text: 'no id' } as Comment, null as unknown as Comment, { id: '1', text: 'A1', username: 'nok' });
    expect(await on.next()).toEqual(['1']);
    expect(await on.next()).toEqual([]);
    expect(on.skipped).toHaveLength(2);
  });

  test('that is told oldest first is understood too', async () => {
    const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
    const data = ['1', '2', '3'].map((id, n) => ({ id, text: 'x', username: 'nok', timestamp: at(n) }));
    const { ctx } = contextFor({ settings: {}, endpoints: {}, broadcast: '' }, { cursor: '5:1' });
    const list = createList(ctx, { comments: async () => ({ data }) }, found);
    expect((await list.opening(BEGAN_MS)).map(({ event }) => event.id)).toEqual(['2', '3']);
  });
});
