import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeSetting } from '../workspaces/store.ts';
import { testApi, type TestApi } from '../api/api.fixture.ts';
import type { Checked, Rule } from '../api/schemas/rules.ts';

const greet: Rule = {
  id: 'greet',
  name: 'Greet',
  state: 'on',
  when: { words: { any: ['hello'] } },
  then: [{ do: 'tag', tag: 'greeting' }],
  stop: false,
};
const linked: Rule = {
  ...greet,
  id: 'linked',
  name: 'Linked',
  then: [{ do: 'reply', way: 'public', say: { texts: { en: ['Look at {{link}}'] } } }],
};

describe('rules by the API', () => {
  let api: TestApi;
  let owner: string;
  let proven = false;
  beforeAll(async () => {
    api = await testApi();
    const { address } = api.deps;
    api.deps.address = { ...address, isAddressProven: async () => proven };
    owner = await api.cookieOf('owner');
    await api.call('POST', '/api/products', {
      cookie: owner,
      body: { code: 'A12', title: 'Dress', price: '49', stock: 3, options: { color: ['red'], size: ['S', 'M'] } },
    });
    await api.call('POST', '/api/connections', {
      cookie: owner,
      body: { platform: 'tiktok', name: 'Ours', broadcast: '@shop' },
    });
  });
  afterAll(() => api.close());

  const call = (method: string, url: string, body?: unknown, cookie = owner) =>
    api.call(method, url, { cookie, ...(body === undefined ? {} : { body }) });
  const latest = async () => (await call('GET', '/api/rules')).json.latest as { version: number; rules: Rule[] };
  const save = async (rules: Rule[], more: object = {}) =>
    call('POST', '/api/rules/versions', { base: (await latest()).version, name: 'Ours', rules, ...more });

  test('before anything is saved the starter set is there as version 0, and cannot be overwritten', async () => {
    const desk = (await call('GET', '/api/rules')).json;
    expect(desk).toMatchObject({ latest: { version: 0 }, active: 0, onAir: [], language: 'en', addressProven: false });
    expect(desk.latest.rules.map((rule: Rule) => rule.id)).toContain('claim');
    expect(desk.versions).toHaveLength(1);
    expect(desk.platforms.find((one: { id: string }) => one.id === 'tiktok')).toMatchObject({ connected: true });
  });

  test('every save is a version that stays as it is; the same base twice is a conflict that names who saved', async () => {
    const lead = await api.cookieOf('mod-lead');
    const { rules } = await latest();
    const first = await save([...rules, greet], { note: 'greets' });
    expect([first.status, first.json.version]).toEqual([201, 1]);
    const second = await call('POST', '/api/rules/versions', { base: 0, name: 'Ours', rules: [greet] }, lead);
    expect(second.status).toBe(409);
    expect(second.json.message).toMatch(/saved version 1 \(“greets”\) meanwhile/);
    const third = await call('POST', '/api/rules/versions', { base: 1, name: 'Fewer', rules: [greet] }, lead);
    expect(third.json.version).toBe(2);
    const old = await call('GET', '/api/rules/versions/1');
    expect(old.json.rules).toEqual([...rules, greet]);
    expect((await call('GET', '/api/rules/versions/99')).status).toBe(404);
    const { versions } = (await call('GET', '/api/rules')).json;
    expect(versions.map((one: { version: number; rules: number }) => [one.version, one.rules])).toEqual([
      [2, 1],
      [1, rules.length + 1],
      [0, rules.length],
    ]);
  });

  test('of twenty saves on one base at the same moment one is kept', async () => {
    const { version } = await latest();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        call('POST', '/api/rules/versions', { base: version, name: 'x', rules: [greet] }),
      ),
    );
    expect(answers.filter((one) => one.status === 201)).toHaveLength(1);
    expect(answers.filter((one) => one.status === 409)).toHaveLength(19);
  });

  test('a pattern that cannot be read is refused at its field', async () => {
    const wrong = { ...greet, when: { pattern: '(?=look)' } };
    const checked = await call('POST', '/api/rules/check', { rules: [greet, { ...wrong, id: 'wrong' }] });
    expect(checked.json.errors).toEqual([
      { rule: 'wrong', index: 1, field: 'when.pattern', sentence: expect.stringMatching(/\w{3}/) },
    ]);
    const answer = await save([wrong]);
    expect([answer.status, answer.json.field]).toEqual([400, 'rules.0.when.pattern']);
  });

  test('own words that cannot be said are refused at their field, named by language and wording', async () => {
    const say = (text: string): Rule => ({
      ...greet,
      then: [{ do: 'reply', way: 'public', say: { texts: { en: ['Fine {{author}}', text] } } }],
    });
    for (const text of ['{{secret}}', '{% for a in b %}x{% endfor %}', '{{author', '{{ author.constructor }}']) {
      const checked = (await call('POST', '/api/rules/check', { rules: [say(text)] })).json as Checked;
      // Words that work with more than plain values count as saying an address, too.
      const errors = checked.errors.filter((one) => one.field !== 'state');
      expect(errors, text).toHaveLength(1);
      expect(errors[0]).toMatchObject({
        field: 'then.0.say',
        sentence: expect.stringMatching(/^In “en”, wording 2: /),
      });
    }
    expect((await save([say('{{secret}}')])).status).toBe(400);
  });

  test('a rule that cannot work on a platform says so before it is saved, and is saved once that was read', async () => {
    const secret: Rule = {
      ...greet,
      id: 'secret',
      then: [{ do: 'reply', way: 'private', say: { texts: { en: ['For you'] } } }],
    };
    const answer = await save([secret]);
    expect([answer.status, answer.json.code, answer.json.field]).toEqual([422, 'refused', 'rules.0.then.0']);
    expect(answer.json.message).toMatch(/TikTok .*private/);
    const { warnings } = (await call('POST', '/api/rules/check', { rules: [secret] })).json;
    const read = warnings.map((one: { sentence: string }) => one.sentence);
    expect((await save([secret], { read: ['another'] })).status).toBe(422);
    expect((await save([secret], { read })).status).toBe(201);
    // What was read once and has not changed is not asked again.
    expect((await save([secret, greet])).status).toBe(201);
  });

  test('a rule with a link is not switched on before the address is proven, and may stand by in shadow', async () => {
    const refused = await save([linked]);
    expect([refused.status, refused.json.field]).toEqual([400, 'rules.0.state']);
    expect(refused.json.message).toMatch(/address/);
    const shadow = { ...linked, state: 'shadow' as const };
    const read = (await call('POST', '/api/rules/check', { rules: [shadow] })).json.warnings.map(
      (one: { sentence: string }) => one.sentence,
    );
    expect((await save([shadow], { read })).status).toBe(201);
    expect((await save([linked], { read })).status).toBe(400);
    proven = true;
    expect((await save([linked], { read })).status).toBe(201);
    proven = false;
    // On since it was proven; other rules can still be changed.
    expect((await save([linked, greet], { read })).status).toBe(201);
  });

  test('a version is used for coming shows, and switched in the show on air by a row of its log', async () => {
    const { version } = await latest();
    expect((await call('POST', '/api/rules/active', { version: 99 })).status).toBe(400);
    expect((await call('POST', '/api/rules/active', { version })).status).toBe(200);
    expect((await call('GET', '/api/rules')).json.active).toBe(version);
    const show = (await call('POST', '/api/shows', { title: 'Tonight' })).json.id as string;
    expect((await call('POST', `/api/shows/${show}/rules`, { version: 1 })).status).toBe(422);
    await api.database.pools.rest.query(
      "UPDATE show SET state = 'on_air', started_at = now(), rule_version = $2 WHERE id = $1",
      [show, version],
    );
    expect((await call('GET', '/api/rules')).json.onAir).toEqual([expect.objectContaining({ id: show, version })]);
    const switched = await call('POST', `/api/shows/${show}/rules`, { version: 1 });
    expect(switched.json).toEqual({ version: 1, showId: show });
    expect((await call('POST', `/api/shows/${show}/rules`, { version: 99 })).status).toBe(400);
    expect((await call('GET', '/api/rules')).json.onAir[0].version).toBe(1);
    const { rows } = await api.database.pools.rest.query(
      `SELECT kind, body FROM record.event WHERE show_id = $1 ORDER BY seq`,
      [show],
    );
    expect(rows).toEqual([{ kind: 'staff', body: expect.objectContaining({ action: 'rules', version: 1 }) }]);
    expect(api.rung).toContain(`decide:${show}`);
    const audit = (await call('GET', '/api/audit')).json as { action: string; detail: Record<string, unknown> }[];
    expect(audit.filter((one) => one.action === 'rule:write').map((one) => one.detail['use'])).toEqual(
      expect.arrayContaining(['coming', 'on-air']),
    );
    await api.database.pools.rest.query("UPDATE show SET state = 'ended' WHERE id = $1", [show]);
  });

  test('what is exported can be imported, added under ids of its own or in the place of what is there; nothing is saved', async () => {
    const { version, rules } = await latest();
    const file = await call('GET', `/api/rules/versions/${String(version)}/file`);
    expect(file.headers['content-disposition']).toBe(`attachment; filename="rules-${String(version)}.json"`);
    const same = await call('POST', '/api/rules/import', { text: file.text, beside: [] });
    expect(same.json).toEqual({ name: 'Ours', rules, renewed: [] });
    const beside = rules.map((rule) => rule.id);
    const added = await call('POST', '/api/rules/import', { text: file.text, beside });
    expect(added.json.rules.map((rule: Rule) => rule.id).filter((id: string) => beside.includes(id))).toEqual([]);
    const hostile = await call('POST', '/api/rules/import', { text: '{"hawker":"rules"}', beside: [] });
    expect([hostile.status, hostile.json.field]).toEqual([400, 'text']);
    expect((await latest()).version).toBe(version);
  });

  test('a comment is tried with rules nobody has saved: how it reads, what would happen, and why not', async () => {
    const { rules } = (await call('GET', '/api/rules/versions/0')).json as { rules: Rule[] };
    const draft = [...rules, { ...greet, when: { intents: ['claim' as const] } }];
    const tried = (
      await call('POST', '/api/rules/try', {
        rules: draft,
        said: { text: 'mine A12 red M x2', platform: 'tiktok', showing: null },
      })
    ).json;
    expect(tried.reading).toMatchObject({ intent: 'claim', needsLook: false });
    expect(tried.would).toEqual(expect.arrayContaining(['would reserve 2 × A12 red M', 'would tag “greeting”']));
    const acted = tried.traces.filter((one: { acted: boolean }) => one.acted).map((one: { rule: string }) => one.rule);
    expect(acted).toEqual(['claim', 'greet']);
    const price = tried.traces.find((one: { rule: string }) => one.rule === 'price');
    expect(price.because).toMatch(/reads as claim/);
    const asked = (
      await call('POST', '/api/rules/try', {
        rules,
        said: { text: 'how much is A12?', platform: 'youtube' },
      })
    ).json;
    expect(asked.would.join('\n')).toMatch(/would reply in public on YouTube: “.*49\.00.*”/);
    const { rows } = await api.database.pools.rest.query(
      'SELECT (SELECT count(*) FROM claim)::int + (SELECT count(*) FROM outbox)::int AS n',
    );
    expect(rows[0].n).toBe(0);
  });

  test('a comment is tried with the claim words of coming shows', async () => {
    const { rules } = (await call('GET', '/api/rules/versions/0')).json as { rules: Rule[] };
    const would = async () =>
      (
        await call('POST', '/api/rules/try', {
          rules,
          said: { text: 'yalla red M', platform: 'tiktok', showing: 'A12' },
        })
      ).json.would as string[];
    expect(await would()).not.toContain('would reserve 1 × A12 red M');
    await writeSetting(api.database.pools.rest, api.workspaceId, 'claim-words', ['yalla']);
    expect(await would()).toContain('would reserve 1 × A12 red M');
  });

  test('a back-test is begun, looked at and stopped; another workspace knows nothing of it', async () => {
    const show = (await call('GET', '/api/shows')).json[0].id as string;
    const started = await call('POST', '/api/rules/back-tests', { showIds: [show], rules: null });
    expect(started.status).toBe(202);
    const at = `/api/rules/back-tests/${started.json.test as string}`;
    await expect.poll(async () => (await call('GET', at)).json.state, { timeout: 5_000 }).toBe('done');
    expect((await call('GET', at)).json.result).toMatchObject({ differing: 0, events: 1 });
    const foreign = await api.cookieOf('owner', await api.newWorkspace());
    expect((await call('GET', at, undefined, foreign)).status).toBe(404);
    expect((await call('DELETE', at, undefined, foreign)).status).toBe(404);
    expect((await call('DELETE', at)).status).toBe(200);
  });

  test('who may only look can look, try and back-test, and changes nothing', async () => {
    const moderator = await api.cookieOf('moderator');
    const { version, rules } = await latest();
    expect((await call('GET', '/api/rules', undefined, moderator)).status).toBe(200);
    expect(
      (await call('POST', '/api/rules/try', { rules, said: { text: 'hi', platform: 'tiktok' } }, moderator)).status,
    ).toBe(200);
    expect((await call('POST', '/api/rules/versions', { base: version, name: 'x', rules: [] }, moderator)).status).toBe(
      403,
    );
    expect((await call('POST', '/api/rules/active', { version: 0 }, moderator)).status).toBe(403);
    const host = await api.cookieOf('host');
    expect((await call('GET', '/api/rules', undefined, host)).status).toBe(403);
  });
});
