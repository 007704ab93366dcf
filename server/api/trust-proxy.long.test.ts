import { afterEach, expect, test } from 'vitest';
import { PUBLIC_URL, testApi, type TestApi } from './api.fixture.ts';

// Who called is seen by whose limit is used up: guesses at a sign-in are limited to 20 a caller.

let api: TestApi;
afterEach(() => api.close());

async function guesses(remoteAddress: string, forwarded: (i: number) => string): Promise<string[]> {
  const codes = new Set<string>();
  for (let i = 0; i < 23; i++) {
    const answer = await api.app.inject({
      method: 'POST',
      url: '/api/sign-in',
      remoteAddress,
      headers: { 'x-forwarded-for': forwarded(i) },
      payload: { token: `guess-${i}-${'x'.repeat(20)}` },
    });
    codes.add(answer.json().code as string);
  }
  return [...codes].sort();
}
const OF_THEIR_OWN = ['gone'];
const AS_ONE = ['gone', 'too-many'];
const client = (i: number): string => `203.0.113.${i}`;

test('TRUST_PROXY names who is believed: that proxy, and nobody else', async () => {
  api = await testApi({ publicUrl: 'https://shop.example', trustProxy: ['10.0.0.1'] });
  expect(await guesses('10.0.0.1', client)).toEqual(OF_THEIR_OWN);
  expect(await guesses('198.51.100.20', client)).toEqual(AS_ONE);
  // Named ones take the place of this machine's own.
  expect(await guesses('127.0.0.1', client)).toEqual(AS_ONE);
});

test('what a caller writes into the header themselves changes nothing: the proxy’s word stands to the right of it', async () => {
  api = await testApi({ publicUrl: 'https://shop.example', trustProxy: ['10.0.0.1'] });
  expect(await guesses('10.0.0.1', (i) => `${client(i)}, 198.51.100.7`)).toEqual(AS_ONE);
  expect(await guesses('10.0.0.1', (i) => `${client(i)}, 10.0.0.1, 198.51.100.8`)).toEqual(AS_ONE);
});

test('a chain of proxies is followed as far as it is named', async () => {
  api = await testApi({ publicUrl: 'https://shop.example', trustProxy: ['10.0.0.0/8'] });
  expect(await guesses('10.0.0.1', (i) => `${client(i)}, 10.0.0.2`)).toEqual(OF_THEIR_OWN);
  expect(await guesses('10.0.0.1', (i) => `${client(i)}, 192.168.1.1`)).toEqual(AS_ONE);
});

test('not set: a proxy of this machine where PUBLIC_URL is not of it, and nobody where the hub is opened directly', async () => {
  api = await testApi({ publicUrl: 'https://shop.example' });
  expect(await guesses('127.0.0.1', client)).toEqual(OF_THEIR_OWN);
  expect(await guesses('127.0.0.1', (i) => `${client(i)}, 198.51.100.7`)).toEqual(AS_ONE);
  expect(await guesses('192.168.1.9', client)).toEqual(AS_ONE);
  await api.close();
  api = await testApi({ publicUrl: PUBLIC_URL });
  expect(await guesses('127.0.0.1', client)).toEqual(AS_ONE);
});
