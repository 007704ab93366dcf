import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOME } from '../config.ts';
import { testApi, type TestApi } from './api.fixture.ts';
import { DASHBOARD_WORDS } from './routes/pages.ts';

let api: TestApi;
let cookie: string;
beforeAll(async () => {
  api = await testApi();
  cookie = await api.cookieOf('owner');
});
afterAll(() => api.close());

const page = (url: string) => api.call('GET', url, { headers: { accept: 'text/html' } });
const post = async (url: string, body?: object) => {
  const answer = await api.call('POST', url, { cookie, body });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.json;
};

test('a show on air has a public page with what is shown, codes, prices and stock, escaped and without any script', async () => {
  const dress = await post('/api/products', {
    code: 'A12',
    title: '<img src=x onerror=alert(1)>"\'',
    price: '49',
    stock: 3,
    options: { size: ['S', 'M'] },
  });
  await post('/api/products', { code: 'B1', title: 'Belt', price: '19', stock: 0 });
  const connection = await post('/api/connections', { platform: 'tiktok', name: 'Ours', broadcast: '@shop' });
  const show = await post('/api/shows', { title: 'Spring Drop #14' });
  expect(show.slug).toBe('spring-drop-14');
  expect((await page('/spring-drop-14')).status).toBe(404);
  await post(`/api/shows/${show.id}/start`, { connectionIds: [connection.id] });
  await post(`/api/shows/${show.id}/showing`, { productId: dress.id });
  const shown = await page('/spring-drop-14');
  expect(shown.status).toBe(200);
  expect(shown.headers['content-security-policy']).toMatch(/default-src 'none'/);
  expect(shown.text).not.toMatch(/<script|<img src=x/);
  expect(shown.text).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;');
  for (const part of [
    'Now showing',
    'A12',
    '€49.00',
    '6 left',
    '3 left',
    'B1',
    '€19.00',
    'Sold out',
    'http-equiv="refresh"',
  ])
    expect(shown.text).toContain(part);
  expect(shown.text).not.toContain(show.id);
  await post(`/api/shows/${show.id}/end`);
  expect((await page('/spring-drop-14')).text).toContain('This show has ended.');
});

test('a show never takes the address of the hub, of its dashboard or of another show', async () => {
  for (const title of ['API', 'Live', 'catalog', 'healthz', 'Sign in', 'settings', 'Reports', 'ライブ']) {
    const { slug } = await post('/api/shows', { title });
    expect(slug, title).toMatch(/-\d{4}$/);
  }
  const first = await post('/api/shows', { title: 'Twice' });
  const second = await post('/api/shows', { title: 'Twice' });
  expect([first.slug, second.slug]).toEqual(['twice', expect.stringMatching(/^twice-\d{4}$/)]);
  for (const word of ['api', 'healthz', 'readyz', ...DASHBOARD_WORDS]) expect(api.reserved()).toContain(word);
});

test('every page of the dashboard is served the fallback page, also when it is opened by its address', () => {
  const routes = join(HOME, 'dashboard', 'src', 'routes');
  const words = pagesIn(routes);
  expect(words.length).toBeGreaterThan(0);
  for (const word of words)
    expect(DASHBOARD_WORDS as readonly string[], `the dashboard's page /${word}`).toContain(word);
});

/** The first words of SvelteKit's routes; folders in brackets are groups and no part of the address. */
function pagesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    if (!statSync(join(folder, name)).isDirectory()) return [];
    return name.startsWith('(') ? pagesIn(join(folder, name)) : [name];
  });
}

test("the dashboard's page may run its own script by its hash and nothing else, and its files are cached for ever", async () => {
  const console = await page('/live/show_1');
  expect(console.status).toBe(200);
  expect(console.headers['content-security-policy']).toMatch(/script-src 'self' 'sha256-[A-Za-z0-9+/=]{44}'/);
  expect((await page('/favicon.svg')).status).toBe(200);
  expect((await page('/_app/immutable/start.js')).headers['cache-control']).toMatch(/immutable/);
  expect((await page('/_app/../../../etc/passwd')).status).toBe(404);
  expect((await page('/_app/%2e%2e/%2e%2e/etc/passwd')).status).toBeGreaterThanOrEqual(400);
  expect((await page('/nobody-s-show')).status).toBe(404);
  expect((await page('/nobody/s/show')).status).toBe(404);
});

test('/healthz says alive, /readyz says why not', async () => {
  expect((await api.call('GET', '/healthz')).status).toBe(200);
  const draining = await testApi({ ready: async () => ({ ok: false, reason: 'draining' }) });
  const answer = await draining.call('GET', '/readyz');
  expect([answer.status, answer.json.reason]).toEqual([503, 'draining']);
  await draining.close();
});
