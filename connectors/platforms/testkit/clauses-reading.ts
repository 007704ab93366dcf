import { strict as assert } from 'node:assert';
import { always, numbered, patience, say, viewer, withSimulator, fast, type Clause } from './clause.ts';
import { ofKind, pause, texts, until } from './line.ts';

const LONG_AGO_MS = 60_000;

const stableIds: Clause = {
  id: 'C1',
  title: 'ids are stable: the same happening delivered again has the same kind and id',
  lacks: always,
  run: (subject) =>
    withSimulator(subject, 'c1', async (sim, open) => {
      const said = numbered('again', 1, 5);
      const first = await open();
      sim.fault({ kind: 'duplicate', next: said.length });
      said.forEach((text) => say(sim, text));
      await until(() => said.every((text) => texts(first).includes(text)), patience(subject), 'five messages');
      await pause(150);
      await first.close();
      sim.fault({ kind: 'history' });
      const second = await open();
      say(sim, 'again 6');
      await until(() => texts(second).includes('again 6'), patience(subject), 'a message on the second line');
      const messages = ofKind([...first.events(), ...second.events()], 'message').filter(({ text }) =>
        said.includes(text),
      );
      assert.ok(messages.length > said.length, 'nothing was ever delivered twice, so nothing was tried');
      const idsOf = (text: string) => new Set(messages.filter((message) => message.text === text).map(({ id }) => id));
      for (const text of said) assert.deepEqual([...idsOf(text)].length, 1, `"${text}" came under several ids`);
      assert.equal(new Set(messages.map(({ id }) => id)).size, said.length, 'different happenings share an id');
    }),
};

const keptOrder: Clause = {
  id: 'C2',
  title: 'order is kept as far as the manifest promises',
  lacks: ({ order }) => (order === 'none' ? 'the manifest promises no order' : null),
  run: (subject) =>
    withSimulator(subject, 'c2', async (sim, open) => {
      const byTime = subject.connector.manifest.order === 'by-time';
      const said = numbered('in order', 1, 100);
      const line = await open();
      say(sim, 'ready');
      await until(() => texts(line).includes('ready'), patience(subject), 'the first message');
      if (byTime) sim.fault({ kind: 'reorder', within: 5, next: said.length });
      const startMs = Date.now();
      for (const [index, text] of said.entries()) {
        say(sim, text, { atMs: startMs + index });
        if (index % 10 === 9) await pause(20);
      }
      await until(() => texts(line).length > said.length, patience(subject), 'a hundred messages');
      assert.deepEqual(texts(line).slice(1), said);
    }),
};

const resume: Clause = {
  id: 'C3',
  title: 'a session opened with a cursor resumes after it',
  lacks: (manifest) => (manifest.resume === 'none' ? 'the manifest has no resume cursor' : null),
  run: (subject) =>
    withSimulator(subject, 'c3', async (sim, open) => {
      const before = numbered('before', 1, 5);
      const meanwhile = numbered('meanwhile', 1, 5);
      const first = await open();
      before.forEach((text) => say(sim, text));
      await until(() => before.every((text) => texts(first).includes(text)), patience(subject), 'what was said before');
      await pause(100);
      const cursor = first.delivered.at(-1)?.cursor ?? null;
      assert.notEqual(cursor, null, 'the last delivery has no cursor');
      await first.close();
      meanwhile.forEach((text) => say(sim, text));
      const second = await open({ cursor });
      await until(() => texts(second).length >= meanwhile.length, patience(subject), 'what was said meanwhile');
      await pause(100);
      assert.deepEqual(texts(second), meanwhile, 'exactly what came after the cursor is expected');
      assert.ok(
        !second.events().some(({ kind, history }) => kind === 'message' && history),
        'a closed gap is not history',
      );
    }),
};

const unknownPayload: Clause = {
  id: 'C4',
  title: 'an unknown or broken payload is skipped and counted, and nothing after it is lost',
  lacks: always,
  run: (subject) =>
    withSimulator(subject, 'c4', async (sim, open) => {
      const line = await open();
      say(sim, 'one');
      await until(() => texts(line).includes('one'), patience(subject), 'the message before');
      sim.fault({ kind: 'unknown-payload' });
      say(sim, 'two');
      sim.fault({ kind: 'broken-frame' });
      say(sim, 'three');
      await until(() => texts(line).includes('three'), patience(subject), 'the message after the broken frame');
      assert.deepEqual(texts(line), ['one', 'two', 'three']);
      assert.ok(line.skipped.length >= 2, `two payloads were not understood, ${line.skipped.length} counted`);
    }),
};

const oddTexts = [
  'nul \u0000 inside',
  'lone high \ud83d end',
  'lone low \ude00 end',
  'family 👨‍👩‍👧‍👦 flag 🇹🇭 tone 👍🏽',
  'ไทย العربية \u202eright to left\u202c ﷽',
  'zero\u200bwidth and e\u0301',
  `long ${'x'.repeat(9_995)}`,
];

const oddText: Clause = {
  id: 'C5',
  title: 'odd text survives: NUL, lone surrogates, emoji, right-to-left, 10,000 characters, ids past 2^53',
  lacks: always,
  run: (subject) =>
    withSimulator(subject, 'c5', async (sim, open) => {
      const line = await open();
      oddTexts.forEach((text) => say(sim, text));
      const huge = ['9007199254740992', '9007199254740993'];
      huge.forEach((id) => say(sim, `huge ${id}`, { id }));
      const wanted = [...oddTexts, ...huge.map((id) => `huge ${id}`)];
      // A wire that carries UTF-8 cannot carry a lone surrogate: U+FFFD in its place is as much as can be had.
      const came = (text: string) => texts(line).some((got) => got === text || got === text.toWellFormed());
      await until(() => wanted.every(came), patience(subject), 'every odd text').catch((error: unknown) => {
        const missing = wanted.filter((text) => !came(text)).map((text) => JSON.stringify(text.slice(0, 30)));
        throw new Error(`these texts did not survive: ${missing.join(', ')}`, { cause: error });
      });
      const ids = ofKind(line.events(), 'message')
        .filter(({ text }) => text.startsWith('huge'))
        .map(({ id }) => id);
      assert.equal(new Set(ids).size, huge.length, 'ids past 2^53 fell together');
    }),
};

const history: Clause = {
  id: 'C6',
  title: 'history is neither doubled nor taken for new',
  lacks: always,
  run: (subject) =>
    withSimulator(subject, 'c6', async (sim, open) => {
      const old = numbered('old', 1, 5);
      old.forEach((text, index) => say(sim, text, { atMs: Date.now() - LONG_AGO_MS + index }));
      sim.fault({ kind: 'history' });
      const line = await open();
      await pause(100);
      say(sim, 'new');
      await until(() => texts(line).includes('new'), patience(subject), 'the new message');
      await pause(200);
      const messages = ofKind(line.events(), 'message');
      const isOld = ({ text }: { text: string }) => old.includes(text);
      assert.ok(
        messages.filter(isOld).every((message) => message.history === true),
        'history was taken for new',
      );
      assert.ok(
        messages.filter(({ text }) => text === 'new').every((message) => !message.history),
        'new was taken for history',
      );
      assert.equal(new Set(messages.map(({ id }) => id)).size, messages.length, 'history was doubled');
    }),
};

const gifts: Clause = {
  id: 'C16',
  title: 'gifts are counted once, streaks at their end or by time-out',
  lacks: ({ emits }) => (emits.includes('gift') ? null : 'the manifest emits no gifts'),
  run: (subject) =>
    withSimulator(subject, 'c16', async (sim, open) => {
      const line = await open({ speed: fast(subject) });
      const give = (name: string, count: number, streak?: number[]) =>
        sim.publish({ kind: 'gift', author: viewer(), name, count, type: 'gift', coins: 5, ...(streak && { streak }) });
      const counted = (name: string) => {
        const byId = new Map(ofKind(line.events(), 'gift').map((event) => [event.id, event.gift] as const));
        const named = [...byId.values()].filter((gift) => gift.name === name);
        const coins = named.map(({ value }) => (value && 'coins' in value ? value.coins : 0));
        return { count: sum(named.map(({ count }) => count)), coins: sum(coins) };
      };
      sim.fault({ kind: 'duplicate', next: 1 });
      give('single', 1);
      give('streak', 5, [1, 2, 5]);
      sim.fault({ kind: 'lose-streak-end' });
      give('lost end', 4, [1, 4]);
      const wanted = {
        single: { count: 1, coins: 5 },
        streak: { count: 5, coins: 25 },
        'lost end': { count: 4, coins: 20 },
      };
      const names = Object.keys(wanted);
      const come = () => names.every((name) => counted(name).count > 0);
      // A time-out may take the better part of a minute by the connector's own clock.
      await until(come, patience(subject) + 60_000 / fast(subject), 'three gifts');
      await pause(300);
      assert.deepEqual(Object.fromEntries(names.map((name) => [name, counted(name)])), wanted);
    }),
};

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

const removals: Clause = {
  id: 'C17',
  title: 'a removal names what was removed',
  lacks: ({ emits }) => (emits.includes('removal') ? null : 'the manifest emits no removals'),
  run: (subject) =>
    withSimulator(subject, 'c17', async (sim, open) => {
      const line = await open();
      const targetId = say(sim, 'take me away');
      await until(() => texts(line).includes('take me away'), patience(subject), 'the message');
      const delivered = ofKind(line.events(), 'message').find(({ text }) => text === 'take me away');
      sim.publish({ kind: 'removal', targetId });
      await until(() => ofKind(line.events(), 'removal').length > 0, patience(subject), 'the removal');
      const [removal] = ofKind(line.events(), 'removal');
      assert.equal(removal?.target, 'message');
      assert.deepEqual(removal?.targetIds, [delivered?.id]);
    }),
};

export const readingClauses = [stableIds, keptOrder, resume, unknownPayload, oddText, history, gifts, removals];
