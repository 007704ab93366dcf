import { expect, test } from 'vitest';
import { isThisMachine, reachOf, reachOfIp } from './reach.ts';

test.each([
  ['http://127.0.0.1:4000', true],
  ['http://127.9.9.9', true],
  ['http://localhost:4000', true],
  ['http://localhost.', true],
  ['http://hub.localhost', true],
  ['http://[::1]:4000', true],
  ['http://0.0.0.0:4000', true],
  ['http://[::ffff:127.0.0.1]', true],
  ['http://0x7f.1', true],
  ['http://192.168.1.5', false],
  ['https://localhost.example.com', false],
  ['https://shop.example', false],
])('%s is of this machine only: %s', (url, expected) => {
  expect(isThisMachine(url)).toBe(expected);
});

test.each([
  ['http://127.0.0.1:4000', [], 'machine'],
  ['http://192.168.1.5:4000', [], 'network'],
  ['http://[fd00::1]', [], 'network'],
  ['http://8.8.8.8', [], 'internet'],
  ['http://studio-mac.local:4000', [], 'network'],
  ['http://studio', [], 'network'],
  ['https://shop.example', ['8.8.8.8'], 'internet'],
  ['https://shop.example', ['10.0.0.7'], 'network'],
  // A hosts file or a proxy beside us.
  ['https://shop.example', ['127.0.0.1'], 'internet'],
  ['https://shop.example', [], 'internet'],
] as const)('%s that resolves to %s is reachable from: %s', (url, resolved, expected) => {
  expect(reachOf(url, resolved)).toBe(expected);
});

test('a caller’s address is told apart as a listener for both families names it', () => {
  expect(reachOfIp('::ffff:192.168.1.5')).toBe('network');
  expect(reachOfIp('fe80::1%eth0')).toBe('network');
  expect(reachOfIp('::ffff:8.8.8.8')).toBe('internet');
  expect(reachOfIp('2606:4700::1')).toBe('internet');
  expect(reachOfIp('')).toBe('internet');
});
