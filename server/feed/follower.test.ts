import { expect, test } from 'vitest';
import { Follower, type Wire } from './follower.ts';
import type { ShowReader } from './reader.ts';

/** A reader at number 10 whose snapshot says so. */
function readerAt(n: number): ShowReader {
  const snapshot = { bytes: Buffer.from(`snapshot ${n}`), from: null, n };
  return { n, follow: () => () => undefined, catchUp: async () => snapshot } as unknown as ShowReader;
}

test('a console that comes from a database that was since restored is given a snapshot, not silence', async () => {
  const sent: string[] = [];
  const wire: Wire = { bufferedAmount: 0, send: (data) => void sent.push(String(data)), close: () => undefined };
  const follower = new Follower(readerAt(10), wire, 5_000, () => undefined);
  await expect.poll(() => sent, { timeout: 1_000 }).toEqual(['snapshot 10']);
  follower.leave();
});
