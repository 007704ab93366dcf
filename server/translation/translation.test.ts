import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import type { EngineSettings } from './engine.ts';
import { createTranslation, type Translation } from './translate.ts';
import { fakeEngine, type FakeEngine } from './translation.fixture.ts';

let database: TestDatabase;
let engine: FakeEngine;
let nowMs = 1_000_000;
const open: Translation[] = [];
const SHOW = { workspaceId: 'ws', showId: 'show' };

beforeAll(async () => {
  database = await testDatabase();
  engine = await fakeEngine();
  const { rest } = database.pools;
  await rest.query(`INSERT INTO workspace (id, name) VALUES ('ws', 'w'), ('other', 'o')`);
  await rest.query(
    `INSERT INTO show (id, workspace_id, slug, title, kind, seed) VALUES ('show', 'ws', 's', 's', 'live', 'x'), ('far', 'other', 'f', 'f', 'live', 'x')`,
  );
});
afterAll(async () => {
  for (const one of open) one.close();
  await engine.close();
});
beforeEach(async () => {
  engine.asked.length = 0;
  engine.answer = null;
  nowMs += 10_000_000;
  await database.pools.rest.query('DELETE FROM translation');
});

let seq = 0;
async function said(text: string, of = SHOW, kind = 'message'): Promise<number> {
  seq += 1;
  const { rest } = database.pools;
  const day = new Date().toISOString().slice(0, 10);
  await rest.query(
    `INSERT INTO record.event (show_id, seq, day, workspace_id, kind, spoken_at, spoken_by, received_at) VALUES ($1, $2, $3, $4, $5, now(), 'platform', now())`,
    [of.showId, seq, day, of.workspaceId, kind],
  );
  await rest.query(
    'INSERT INTO record.event_text (show_id, seq, day, workspace_id, text) VALUES ($1, $2, $3, $4, $5)',
    [of.showId, seq, day, of.workspaceId, text],
  );
  return seq;
}

function over(settings: Partial<EngineSettings>): Translation {
  const made = createTranslation({
    pool: database.pools.rest,
    settings: { deepl: null, libretranslate: null, ...settings },
    fetch,
    now: () => nowMs,
    log: pino({ level: 'silent' }),
  });
  open.push(made);
  return made;
}
const libre = (key: string | null = null) => over({ libretranslate: { url: engine.url, key } });

test('a LibreTranslate-compatible server is asked as its page says, one text as a string and several as a list', async () => {
  const translation = libre('k-1');
  const one = await said('hola a todas');
  expect(await translation.translate(SHOW, [one], 'en')).toEqual({
    translations: [{ seq: one, text: '«hola a todas» in en', source: 'es' }],
    sentence: null,
  });
  const [two, three] = [await said('me encanta'), await said('cuánto cuesta')];
  const both = await translation.translate(SHOW, [two, three], 'zh-TW');
  expect(both.translations.map((t) => t.text).sort()).toEqual([
    '«cuánto cuesta» in zh-Hant',
    '«me encanta» in zh-Hant',
  ]);
  expect(engine.asked.map((asked) => [asked.path, asked.body])).toEqual([
    ['/translate', { q: 'hola a todas', source: 'auto', target: 'en', format: 'text', api_key: 'k-1' }],
    ['/translate', expect.objectContaining({ q: expect.arrayContaining(['me encanta']), target: 'zh-Hant' })],
  ]);
});

test('DeepL is asked with its key in the header and its own names of languages', async () => {
  const translation = over({ deepl: { url: engine.url, key: 'secret:fx' } });
  const one = await said('hola');
  expect((await translation.translate(SHOW, [one], 'en')).translations).toEqual([
    { seq: one, text: '«hola» in EN-US', source: 'es' },
  ]);
  expect(engine.asked[0]?.path).toBe('/v2/translate');
  expect(engine.asked[0]?.headers['authorization']).toBe('DeepL-Auth-Key secret:fx');
});

test('what was translated once is never asked for again, in the next message, by the next person, after a restart', async () => {
  const first = libre();
  const [one, two] = [await said('hola'), await said('hola')];
  await Promise.all([first.translate(SHOW, [one], 'en'), first.translate(SHOW, [two], 'en')]);
  expect((await libre().translate(SHOW, [two], 'en')).translations).toHaveLength(1);
  expect(engine.asked).toHaveLength(1);
  await first.translate(SHOW, [one], 'de');
  expect(engine.asked).toHaveLength(2);
});

test('nothing of another workspace, of another show or of a private message is translated', async () => {
  const far = await said('secreto', { workspaceId: 'other', showId: 'far' });
  const direct = await said('privado', SHOW, 'direct');
  const translation = libre();
  expect((await translation.translate(SHOW, [far, direct, 999_999], 'en')).translations).toEqual([]);
  expect((await translation.translate({ workspaceId: 'ws', showId: 'far' }, [far], 'en')).translations).toEqual([]);
  expect(engine.asked).toEqual([]);
});

test.each([
  ['429', 429, '{}', 'slow down'],
  ['a refused key', 403, '{"error":"Invalid API key"}', 'refuses the key'],
  ['no characters left', 456, '', 'no characters left'],
  ['an error', 500, 'oops', 'error 500'],
  ['no JSON', 200, '<html>', 'no translation'],
  ['too few answers', 200, '{"translatedText":[]}', 'no translation'],
])('on %s it says so, rests, and asks again afterwards', async (_name, status, body, words) => {
  const translation = libre();
  const one = await said(`texto ${words}`);
  engine.answer = () => ({ status, body });
  expect((await translation.translate(SHOW, [one], 'en')).sentence).toContain(words);
  expect((await translation.translate(SHOW, [one], 'en')).sentence).toContain(words);
  expect(engine.asked).toHaveLength(1);
  nowMs += 3_700_000;
  engine.answer = null;
  expect((await translation.translate(SHOW, [one], 'en')).translations).toHaveLength(1);
});

test('an address where nobody listens, and an answer without end, cost nobody more than a sentence', async () => {
  const nobody = over({ libretranslate: { url: 'http://127.0.0.1:9', key: null } });
  const one = await said('nadie');
  expect((await nobody.translate(SHOW, [one], 'en')).sentence).toContain('does not answer');
  engine.answer = () => ({ status: 200, body: JSON.stringify({ translatedText: 'x'.repeat(300_000) }) });
  expect((await libre().translate(SHOW, [one], 'en')).sentence).toContain('far more than was asked');
});

test('without an engine it says what to set, and reads nothing', async () => {
  const none = over({});
  expect(none.engine()).toBeNull();
  expect((await none.translate(SHOW, [1], 'en')).sentence).toContain('LIBRETRANSLATE_URL');
});
