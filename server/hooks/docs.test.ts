import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOME } from '../config.ts';
import { hookHub, OPEN_SECRET, type HookHub } from './hooks.fixture.ts';

// docs/connect/webhook.md is true: its examples are taken out of it as they stand and run against a hub.

let hub: HookHub;
let folder: string;
let page: string;
let env: Record<string, string>;
let showId: string;
beforeAll(async () => {
  hub = await hookHub();
  const connection = await hub.connection({ platform: 'webhook', secrets: { signingSecret: OPEN_SECRET } });
  showId = connection.showId!;
  await hub.supervisor.start();
  const address = await hub.api.app.listen({ host: '127.0.0.1', port: 0 });
  env = {
    PATH: process.env['PATH'] ?? '',
    HOOK_URL: `${address}/webhooks/open/${connection.connectionId}`,
    HOOK_SECRET: OPEN_SECRET,
  };
  folder = await mkdtemp(join(tmpdir(), 'hawker-docs-'));
  page = await readFile(join(HOME, 'docs', 'connect', 'webhook.md'), 'utf8');
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

function example(language: string): string {
  const found = new RegExp('```' + language + '\\n([^]*?)```').exec(page)?.[1];
  if (found === undefined) throw new Error(`the page has no example in ${language}`);
  return found;
}
async function run(command: string, name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  const { stdout } = await promisify(execFile)(command, [join(folder, name)], { env, timeout: 20_000 });
  return stdout;
}

it('the example for Node has ten lines, sends an event, and it is in the record', async () => {
  const text = example('js');
  expect(text.trim().split('\n').length).toBeLessThanOrEqual(10);
  expect(await run(process.execPath, 'send.mjs', text)).toMatch(/^202 .*"accepted":1/);
  const rows = await hub.recorded(showId, 1);
  expect(rows[0]).toMatchObject({ kind: 'message', platform_id: 'hello-1', text: 'A12 x2', author_key: '42' });
});

it('the example for a shell does the same with curl and openssl', async () => {
  expect(await run('sh', 'send.sh', example('sh'))).toMatch(/"accepted":1/);
  expect((await hub.recorded(showId, 2))[1]).toMatchObject({ platform_id: 'hello-2', text: 'A12 x2' });
});

it('the lines it shows are all taken', async () => {
  const { json } = await hub.post(env['HOOK_URL']!.split('/').at(-1)!, example('json'));
  expect(json).toMatchObject({ accepted: 4, refused: 0 });
  const rows = await hub.recorded(showId, 6);
  expect(rows.slice(2).map((row) => row.kind)).toEqual(['message', 'gift', 'audience', 'removal']);
});
