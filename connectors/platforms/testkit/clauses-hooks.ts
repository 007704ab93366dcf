import { strict as assert } from 'node:assert';
import type { HookRequest } from '../contract.ts';
import { SECRET_SETTINGS, type HookDoor } from './hooks.ts';
import { patience, say, withHooks, type Clause, type Subject } from './clause.ts';
import { until } from './line.ts';
import { seeded } from './seeded.ts';
import type { Simulator } from './simulator.ts';

const FLIPS = 500;

/** The first request with something in it, as the simulator signed it. */
async function signedRequest(subject: Subject, sim: Simulator, door: HookDoor): Promise<HookRequest> {
  // Not ASCII, so that a platform that escapes before it signs does so here.
  say(sim, 'ขอ A1 😀');
  const withParts = () => door.asked.find(({ answer }) => answer.ok && 'parts' in answer && answer.parts.length > 0);
  await until(() => withParts() !== undefined, patience(subject), 'a signed request that is let in');
  const request = withParts()?.request;
  assert.ok(request);
  return request;
}

const signatureHeader = (request: HookRequest): string => {
  const name = Object.keys(request.headers).find((one) => /signature/.test(one));
  assert.ok(name, 'no header of the request is a signature');
  return name;
};

function forged(request: HookRequest): [string, HookRequest][] {
  const name = signatureHeader(request);
  const value = request.headers[name] ?? '';
  const headed = (text: string | undefined): HookRequest => ({
    ...request,
    headers: { ...request.headers, [name]: text },
  });
  const { [name]: _, ...without } = request.headers;
  const body = Buffer.from(request.body);
  return [
    ['no signature', { ...request, headers: without }],
    ['an empty signature', headed('')],
    ['a signature one letter short', headed(value.slice(0, -1))],
    ['half a signature', headed(value.slice(0, value.length >> 1))],
    ['a signature one letter long', headed(`${value}0`)],
    ['a space after the body', { ...request, body: Buffer.concat([body, Buffer.from(' ')]) }],
    ['no body', { ...request, body: Buffer.alloc(0) }],
  ];
}

function* flipped(request: HookRequest): Generator<[string, HookRequest]> {
  const random = seeded('C19');
  const name = signatureHeader(request);
  for (let round = 0; round < FLIPS; round += 1) {
    const inBody = round % 2 === 0;
    const bytes = inBody ? Buffer.from(request.body) : Buffer.from(request.headers[name] ?? '', 'latin1');
    const at = Math.floor(random() * bytes.length);
    // Now and then only the case of a letter: what a reader of JSON or hex may not see.
    bytes[at] = (bytes[at] ?? 0) ^ (round % 4 < 2 ? 0x20 : 1 + Math.floor(random() * 255));
    const headers = { ...request.headers, [name]: bytes.toString('latin1') };
    yield [
      `byte ${at} of the ${inBody ? 'body' : 'signature'} changed`,
      { ...request, ...(inBody ? { body: bytes } : { headers }) },
    ];
  }
}

const signatures: Clause = {
  id: 'C19',
  title: 'a request with a wrong, missing or short signature, or with one byte changed, is refused',
  from: 'advanced',
  lacks: ({ hook }) => (hook ? null : 'it takes no requests'),
  run: (subject) =>
    withHooks(subject, 'c19', async (sim, _open, door) => {
      const request = await signedRequest(subject, sim, door);
      assert.ok(door.receive(request).ok, 'the same request is refused the second time');
      for (const [what, changed] of [...forged(request), ...flipped(request)]) {
        const answer = door.receive(changed);
        assert.ok(!answer.ok, `a request with ${what} was let in`);
        assert.ok(
          answer.status === 401 || answer.status === 403,
          `a request with ${what} was answered ${answer.status}`,
        );
      }
      const { settings, broadcast } = sim.connection;
      const others = SECRET_SETTINGS.filter((name) => settings[name]).map(
        (name) => [name, `${settings[name]}x`] as const,
      );
      door.trust({ broadcast, settings: { ...settings, ...Object.fromEntries(others) } });
      assert.ok(!door.receive(request).ok, 'a request signed with another secret was let in');
      const emptied = Object.fromEntries(others.map(([name]) => [name, '']));
      door.trust({ broadcast, settings: { ...settings, ...emptied } });
      assert.ok(!door.receive(request).ok, 'a request was let in where there is no secret');
    }),
};

export const hookClauses = [signatures];
