import http from 'node:http';
import https from 'node:https';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { addressesFrom, handleFrom, routed, secured } from './addresses.ts';
import { createSignServer } from './sign.ts';
import { OWN_PACE, createSignLimit } from './sign-limit.ts';
import { openLine } from './transport.ts';

const real = addressesFrom({});
const own = addressesFrom({
  TIKTOK_WEB_URL: 'http://127.0.0.1:4101/',
  TIKTOK_WEBCAST_URL: 'http://127.0.0.1:4102/base',
  TIKTOK_SIGN_URL: 'http://127.0.0.1:4103',
});

describe("TikTok's hosts are never spoken to in clear", () => {
  test.each([
    ['http://www.tiktok.com/@a/live?x=1', 'https://www.tiktok.com/@a/live?x=1'],
    ['http://webcast.tiktok.com:80/webcast/room/info/', 'https://webcast.tiktok.com/webcast/room/info/'],
    ['HTTP://WWW.TIKTOK.COM/', 'https://WWW.TIKTOK.COM/'],
    ['ws://webcast-ws.us.tiktok.com/ws?a=1', 'wss://webcast-ws.us.tiktok.com/ws?a=1'],
    ['http://api.eulerstream.com', 'https://api.eulerstream.com'],
    ['https://www.tiktok.com/', 'https://www.tiktok.com/'],
    ['http://127.0.0.1:4000/@a/live', 'http://127.0.0.1:4000/@a/live'],
    ['ws://127.0.0.1:4000/ws', 'ws://127.0.0.1:4000/ws'],
    ['http://nottiktok.com/', 'http://nottiktok.com/'],
  ])('%s → %s', (asked, expected) => {
    expect(secured(asked)).toBe(expected);
  });

  test('a base address that names the real host in clear is made secure too', () => {
    const addresses = addressesFrom({
      TIKTOK_WEB_URL: 'http://www.tiktok.com',
      TIKTOK_SIGN_URL: 'http://api.eulerstream.com',
    });
    expect(addresses.web).toBe('https://www.tiktok.com');
    expect(addresses.sign).toBe('https://api.eulerstream.com');
  });

  afterEach(() => vi.restoreAllMocks());

  test('the library itself, which asks by http, opens only https connections to them', async () => {
    const asked: string[] = [];
    const note = (scheme: string) => (target: unknown, options: unknown) => {
      const { hostname, host } = (target instanceof URL ? target : (options ?? target)) as {
        hostname?: string;
        host?: string;
      };
      asked.push(`${scheme}//${hostname ?? host}`);
      throw Object.assign(new Error('no network in this test'), { code: 'ENOTFOUND' });
    };
    vi.spyOn(http, 'request').mockImplementation(note('http:') as unknown as typeof http.request);
    vi.spyOn(https, 'request').mockImplementation(note('https:') as unknown as typeof https.request);
    const signal = new AbortController().signal;
    const ctx = { fetch: () => Promise.reject(new TypeError('no network in this test')), now: () => 0, signal };
    const sign = createSignServer({ ctx, addresses: real, limit: createSignLimit(OWN_PACE), apiKey: null });
    const nobody = () => undefined;
    const listener = { opening: nobody, messages: nobody, alive: nobody, unreadable: nobody, closed: nobody };
    await expect(openLine({ handle: 'nok', addresses: real, sign, signal, listener })).rejects.toMatchObject({
      code: 'network',
    });
    expect(asked).toEqual(['https://www.tiktok.com', 'https://www.tiktok.com']);
  });
});

describe('requests go to the base addresses of their own connection', () => {
  test.each([
    ['http://www.tiktok.com/@a/live?b=c', 'http://127.0.0.1:4101/@a/live?b=c'],
    [
      'http://webcast.tiktok.com/webcast/room/info/?room_id=1',
      'http://127.0.0.1:4102/base/webcast/room/info/?room_id=1',
    ],
    ['http://127.0.0.1:4101/elsewhere', 'http://127.0.0.1:4101/elsewhere'],
  ])('%s → %s', (asked, expected) => {
    expect(routed(new URL(asked), own).href).toBe(expected);
  });

  test('without them they go to the real ones', () => {
    expect(routed(new URL('http://www.tiktok.com/@a/live'), real).href).toBe('https://www.tiktok.com/@a/live');
    expect(real).toMatchObject({ sign: 'https://api.eulerstream.com', publicSign: true });
    expect(own.publicSign).toBe(false);
  });
});

test.each([
  ['@nok.bkk', 'nok.bkk'],
  [' nok_bkk ', 'nok_bkk'],
  ['https://www.tiktok.com/@nok.bkk/live?lang=th', 'nok.bkk'],
  ['www.tiktok.com/@nok', 'nok'],
  ['https://m.tiktok.com/@%E0%B8%99%E0%B8%81', 'นก'],
  ['', null],
  ['two words', null],
  ['https://example.com/@nok/live', null],
  ['@nok/../../admin', null],
  ['https://www.tiktok.com/@%E0%A4%A', null],
])('a person may type %j and means the handle %j', (typed, handle) => {
  expect(handleFrom(typed)).toBe(handle);
});
