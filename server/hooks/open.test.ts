import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MOST_LINES } from '../../connectors/platforms/webhook/hook.ts';
import { hookHub, OPEN_SECRET, STREAM, type HookHub } from './hooks.fixture.ts';
import { MOST_WAITING } from './inbox.ts';

let hub: HookHub;
let connectionId: string;
beforeAll(async () => {
  hub = await hookHub();
});
afterAll(() => hub.close());
beforeEach(async () => {
  ({ connectionId } = await hub.connection({
    platform: 'webhook',
    secrets: { signingSecret: OPEN_SECRET },
    onAir: false,
  }));
});

const said = (id: string, more: object = {}) => ({ id, author: { id: 'u1', name: 'Nok' }, text: 'A1', ...more });
const kept = () => hub.query('SELECT * FROM hook_part WHERE connection_id = $1 ORDER BY id', [connectionId]);

it('answers every line: taken, there already, or what is wrong with it', async () => {
  await hub.post(connectionId, [said('1')]);
  const answer = await hub.post(
    connectionId,
    [
      JSON.stringify(said('1')),
      '',
      JSON.stringify(said('2')),
      '{"id": ',
      JSON.stringify({ text: 'no id' }),
      JSON.stringify(said('2')),
    ].join('\n'),
  );
  expect(answer.status).toBe(202);
  expect(answer.json).toMatchObject({ accepted: 1, duplicates: 2, refused: 2 });
  expect(answer.json.lines).toEqual([
    { line: 1, id: '1', result: 'duplicate' },
    { line: 2, id: '2', result: 'accepted' },
    { line: 3, id: null, result: 'refused', reason: 'This is not JSON.' },
    { line: 4, id: null, result: 'refused', reason: expect.stringContaining('id is missing') },
    { line: 5, id: '2', result: 'duplicate' },
  ]);
  expect((await kept()).map((row) => row.body.id)).toEqual(['1', '2']);
});

it('takes one event written over several lines, whatever it says it is', async () => {
  for (const type of ['application/json', 'text/plain', undefined]) {
    const answer = await hub.post(connectionId, JSON.stringify(said(`as ${type}`), null, 2), {
      headers: { 'content-type': type },
    });
    expect([type, answer.status, answer.json.accepted]).toEqual([type, 202, 1]);
  }
});

it('refuses a stream that is not this connection’s by its line', async () => {
  const answer = await hub.post(connectionId, [said('1', { streamId: 'another' }), said('2', { streamId: STREAM })]);
  expect(answer.json.lines).toMatchObject([
    { result: 'refused', reason: expect.stringContaining(STREAM) },
    { result: 'accepted' },
  ]);
});

it('keeps odd text as the record would: NUL and half characters become U+FFFD', async () => {
  const text = 'nul \0 half \ud83d whole 😀 slash \\u0000';
  expect((await hub.post(connectionId, [said('odd', { text })])).json.accepted).toBe(1);
  expect((await kept())[0].body.text).toBe('nul \ufffd half \ufffd whole 😀 slash \\u0000');
});

describe('a signature', () => {
  it.each([
    ['missing', { headers: { 'hawker-signature': undefined } }],
    ['empty', { headers: { 'hawker-signature': '' } }],
    ['of another secret', { secret: 'another secret that is long enough' }],
    ['of six minutes ago', { atMs: Date.now() - 6 * 60_000 }],
    ['of six minutes ahead', { atMs: Date.now() + 6 * 60_000 }],
  ])('that is %s is refused, and nothing is kept', async (_what, options) => {
    const answer = await hub.post(connectionId, [said('1')], options);
    expect([answer.status, answer.json.code]).toEqual([401, 'bad-signature']);
    expect(await kept()).toEqual([]);
  });

  it('of an unknown connection is refused with the same words as a wrong one', async () => {
    const wrong = await hub.post(connectionId, [said('1')], { secret: 'another secret that is long enough' });
    const unknown = await hub.post('con_nobody', [said('1')]);
    expect(unknown).toMatchObject({ status: 401, json: wrong.json });
  });

  it('may be of the previous secret while the sender changes it', async () => {
    const secrets = { signingSecret: 'the new secret that is long enough', previousSecret: OPEN_SECRET };
    ({ connectionId } = await hub.connection({ platform: 'webhook', secrets, onAir: false }));
    expect((await hub.post(connectionId, [said('1')])).status).toBe(202);
    expect((await hub.post(connectionId, [said('2')], { secret: secrets.signingSecret })).status).toBe(202);
  });

  it('is enough from any page: no origin, cookie or sign-in is looked at', async () => {
    const headers = { origin: 'https://another.example', 'sec-fetch-site': 'cross-site' };
    expect((await hub.post(connectionId, [said('1')], { headers })).status).toBe(202);
  });
});

describe('limits', () => {
  it('a request of more than a megabyte is 413', async () => {
    const answer = await hub.post(connectionId, `${JSON.stringify(said('1'))}${' '.repeat(1024 * 1024)}`);
    expect([answer.status, answer.json.code]).toEqual([413, 'too-large']);
  });

  it('a request of more than a thousand lines is 413', async () => {
    const lines = Array.from({ length: MOST_LINES + 1 }, (_, index) => ({ id: String(index), text: 'x' }));
    expect((await hub.post(connectionId, lines)).status).toBe(413);
    expect(await kept()).toEqual([]);
  });

  it('an empty request is 400', async () => {
    expect((await hub.post(connectionId, ' \n')).status).toBe(400);
  });

  it('when too much waits it is 429 with the time to come back, and taken again once there is room', async () => {
    await hub.query(
      `INSERT INTO hook_part (workspace_id, connection_id, account, part_id, body, received_at)
       SELECT $1, $2, '', 'full:' || n, '{}', now() FROM generate_series(1, ${MOST_WAITING.open}) n`,
      [hub.api.workspaceId, connectionId],
    );
    const answer = await hub.post(connectionId, [said('late')]);
    expect([answer.status, answer.json.code, answer.headers['retry-after']]).toEqual([429, 'too-many', '5']);
    await hub.query('UPDATE hook_part SET taken_at = now() WHERE connection_id = $1', [connectionId]);
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect((await hub.post(connectionId, [said('late')])).json.accepted).toBe(1);
  });
});
