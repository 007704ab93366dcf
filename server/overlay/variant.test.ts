import { expect, test } from 'vitest';
import { manifest as facebook } from '../../connectors/platforms/facebook/manifest.ts';
import { manifest as tiktok } from '../../connectors/platforms/tiktok/manifest.ts';
import { manifest as youtube } from '../../connectors/platforms/youtube/manifest.ts';
import type { Manifest } from '../../connectors/platforms/contract.ts';
import { drawingOf } from './open-page.ts';
import { lookOf } from './look-of.ts';
import { phrasesIn } from './phrases.ts';
import { lineOf } from './line-of.ts';
import { variantOf, type Destination } from './variant.ts';

const HUB = 'https://shop.example';
const of = (manifest: Manifest, checkout: 'own' | 'platform' = 'own'): Destination => ({ ...manifest, checkout });
const view = (title = 'Linen dress') => ({
  kind: 'live' as const,
  slug: 'spring',
  language: 'en',
  product: { code: 'A12', title, currency: 'EUR', least: '4900', most: '5900', left: 3 },
});
const said = (text: string, name = 'Ana') => ({ id: 'n', seq: 1, platform: 'youtube', name, text, airedMs: 0 });
const drawn = (destinations: Destination[], text: string, title?: string) => {
  const overlay = { id: 'o', workspaceId: 'w', tokenHash: '', destinations: [], settings: {}, showId: 's' };
  return lookOf(view(title), said(text), drawingOf(overlay, variantOf(destinations, [], HUB)), HUB);
};

test('over TikTok’s video there is no address, no code to scan, no other platform’s name and nothing cheaper elsewhere', () => {
  const free = drawn([of(youtube)], 'so pretty');
  expect(free).toMatchObject({ address: 'shop.example/spring', featured: { text: 'so pretty' } });
  expect(free.qr?.size).toBeGreaterThan(20);
  const strict = drawn([of(tiktok)], 'so pretty');
  expect(strict).toMatchObject({ address: null, qr: null, featured: { text: 'so pretty' }, now: { code: 'A12' } });
  for (const text of ['follow me on Instagram', 'cheaper on our website', 'look at evil.shop', 'win the giveaway'])
    expect(drawn([of(tiktok)], text).featured, text).toBeNull();
  expect(drawn([of(tiktok)], 'so pretty', 'As seen on YouTube').now?.name).toBe('');
  expect(JSON.stringify(strict)).not.toMatch(/shop\.example|https?:/);
});

test('one strict destination among several decides', () => {
  expect(drawn([of(youtube), of(tiktok), of(facebook)], 'x').address).toBeNull();
  expect(drawn([of(youtube), of(facebook)], 'x').address).toBe('shop.example/spring');
});

test('where the platform’s own shop sells nobody is led away', () => {
  const variant = variantOf([of(facebook, 'platform')], ['facebook'], HUB);
  expect(variant).toMatchObject({ address: false, qr: false });
  expect(variant.left.map((one) => one.sentence).join()).toContain('the shop of Facebook sells');
});

test('an address of this machine alone is not drawn', () => {
  for (const url of ['http://127.0.0.1:4000', 'http://localhost:4000', 'http://[::1]:4000']) {
    const variant = variantOf([of(youtube)], [], url);
    expect(variant.address).toBe(false);
    expect(variant.left[0]?.sentence).toContain('PUBLIC_URL');
  }
});

test('what is left out is said in sentences with their reason', () => {
  const { left } = variantOf([of(tiktok)], ['tiktok'], HUB);
  expect(left.map((one) => one.what)).toEqual(['address', 'qr', 'other-platforms', 'prices-elsewhere', 'games']);
  for (const { sentence } of left) expect(sentence).toMatch(/^[A-Z][^.]+(?:\.[^.]*)*\.$/);
});

test('a line carries no address and no phone number, whatever the reply said', () => {
  const row = {
    ...{ id: 'o', about: 'answer', platform: 'tiktok', screen: null, handle: '@ana', byPerson: true, spokenMs: 1 },
    text: '@ana yes, call 081 234 5678 or see → https://shop.example/spring?cart=secret',
  };
  const line = lineOf(row, phrasesIn('en'), 4_000, new Set());
  expect(line).toMatchObject({ name: 'ana', code: '', tone: 'plain' });
  expect(line.says).not.toMatch(/http|shop|secret|081/);
  expect(line.says).toMatch(/^yes, call •••/);
});

test('in the language of the workspace, from right to left where it is written so', () => {
  const overlay = { id: 'o', workspaceId: 'w', tokenHash: '', destinations: [], settings: {}, showId: 's' };
  const drawing = drawingOf(overlay, variantOf([], [], HUB));
  const look = lookOf({ ...view(), language: 'ar' }, null, drawing, HUB);
  expect(look).toMatchObject({ rtl: true, hint: { before: 'اكتب', code: 'A12', after: 'للحجز' } });
  for (const language of [
    'th',
    'vi',
    'id',
    'ms',
    'tl',
    'zh-TW',
    'zh',
    'ja',
    'ko',
    'es',
    'pt-BR',
    'fr',
    'de',
    'ar',
    'en',
  ]) {
    const { hint, left, reserved } = phrasesIn(language);
    expect(hint.join('').length, language).toBeGreaterThan(3);
    expect(left(7), language).toContain('7');
    expect(reserved, language).not.toBe('');
  }
  expect(phrasesIn('fi')).toBe(phrasesIn('en'));
});
