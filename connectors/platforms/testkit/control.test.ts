import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { youtube } from '../youtube/index.ts';
import { nodeThatRunsTypeScript, spawnSimulator } from './control-client.ts';
import { openLine, texts, until } from './line.ts';

const main = new URL('../youtube/simulator/main.ts', import.meta.url);
const author = { id: 'UC1', handle: 'nok', name: 'Nok' };

test('a simulator in a process of its own is driven over its control address', { timeout: 30_000 }, async () => {
  const sim = await spawnSimulator(main, { seed: 'control' });
  try {
    const line = await openLine(youtube, sim.connection);
    const said = ['one', 'two\u0000', 'three \ud83d'];
    const ids = await sim.publishAll(said.map((text) => ({ kind: 'message' as const, author, text })));
    expect(new Set(ids.flat()).size).toBe(3);
    await until(() => texts(line).length === 3, 8_000, 'three messages');
    const { published } = await sim.journal();
    expect(published.map(({ text }) => text)).toEqual(said);
    expect(published.every(({ atMs, sentAtMs }) => sentAtMs >= atMs)).toBe(true);
    await sim.fault({ kind: 'end' });
    expect(await line.ended(5_000)).toEqual({ how: 'end' });
    await line.close();
  } finally {
    await sim.close();
  }
  await expect(fetch(sim.control)).rejects.toThrow();
});

test('a simulator goes when its parent goes', { timeout: 30_000 }, async () => {
  const child = spawn(nodeThatRunsTypeScript(), [fileURLToPath(main), '{"seed":"orphan"}'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.stdin.end();
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(0);
});
