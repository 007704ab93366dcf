import { strict as assert } from 'node:assert';
import { ConnectorError, type Level, type PlatformEvent } from '../contract.ts';
import { numbered, patience, say, withHooks, withSimulator, type Clause, type Subject } from './clause.ts';
import { contextFor, ofKind, pause, texts, until } from './line.ts';
import type { Simulator } from './simulator.ts';

const signal = new AbortController().signal;

const oneHappening: Clause = {
  id: 'C20',
  title: 'what came by a request and by reading is one happening with one id',
  from: 'advanced',
  lacks: ({ hook, reads }) =>
    !hook ? 'it takes no requests' : reads.by === 'hook' ? 'it is told by requests alone' : null,
  run: (subject) =>
    withHooks(subject, 'c20', async (sim, open, door) => {
      const line = await open();
      const said = numbered('told twice', 1, 5);
      const ids = said.map((text) => say(sim, text));
      const taken = () => door.taken.map(({ event }) => event);
      const read = () => line.delivered.filter((one) => !door.taken.includes(one)).map(({ event }) => event);
      const saidIn = (events: PlatformEvent[]) => ofKind(events, 'message').map(({ text }) => text);
      const both = () => said.every((text) => saidIn(taken()).includes(text) && saidIn(read()).includes(text));
      await until(both, patience(subject), 'five messages by both ways');
      for (const text of said) {
        const same = ofKind([...taken(), ...read()], 'message').filter((message) => message.text === text);
        assert.equal(new Set(same.map(({ id }) => id)).size, 1, `"${text}" is two happenings`);
        const [first] = same;
        assert.ok(
          same.every(({ author }) => author?.id === first?.author?.id),
          `"${text}" has two authors`,
        );
      }
      if (!subject.connector.manifest.emits.includes('removal')) return;
      const [targetId = ''] = ids;
      if (sim.publish({ kind: 'removal', targetId }).length === 0) return;
      await until(() => ofKind(line.events(), 'removal').length > 0, patience(subject), 'the removal');
      await pause(300);
      assert.equal(new Set(ofKind(line.events(), 'removal').map(({ id }) => id)).size, 1, 'one removal has two ids');
    }),
};

const LEVELS = ['reads-own', 'reads-strangers', 'hooks-arrive', 'replies-publicly', 'replies-privately'];

async function examined(subject: Subject, sim: Simulator): Promise<Level[]> {
  const { examine } = subject.connector;
  assert.ok(examine, 'the connector cannot be examined');
  const levels = await examine(contextFor(sim.connection).ctx);
  assert.deepEqual(levels.map(({ id }) => id).toSorted(), LEVELS.toSorted(), 'each of the five levels, once');
  for (const { id, state, sentence, missing } of levels) {
    if (state === 'missing') assert.ok(missing && sentence, `${id} is missing, and nobody is told what cures it`);
    if (state === 'never') assert.ok(sentence, `${id} does not exist there, and nobody is told so`);
  }
  assert.deepEqual(sim.journal().received, [], 'it did something, instead of only asking');
  return levels;
}

const stateOf = (levels: Level[], id: Level['id']) => levels.find((one) => one.id === id)?.state;

const levels: Clause = {
  id: 'C21',
  title: 'what an account can do is found by asking and told as levels, each missing one with the step that cures it',
  from: 'none',
  lacks: (_manifest, connector) => (connector && !connector.examine ? 'it cannot be examined' : null),
  run: (subject) =>
    withSimulator(subject, 'c21', async (sim, open) => {
      say(sim, 'a stranger says something');
      const found = await examined(subject, sim);
      const access = subject.access ?? 'advanced';
      if (access === 'none') {
        assert.equal(stateOf(found, 'reads-own'), 'missing', 'nothing is granted, and it claims to read');
        const refused: unknown = await open().catch((error: unknown) => error);
        assert.ok(refused instanceof ConnectorError && refused.final, 'it opened a show that it may not read');
        return;
      }
      assert.notEqual(stateOf(found, 'reads-own'), 'missing', 'it can read, and says that it cannot');
      if (access === 'standard')
        assert.equal(stateOf(found, 'reads-strangers'), 'missing', 'names are withheld, and nobody is told');
      sim.fault({ kind: 'refuse-credential' });
      const refused = await examined(subject, sim).catch((error: unknown) => error);
      if (refused instanceof ConnectorError) assert.equal(refused.code, 'unauthorized', refused.message);
      else
        assert.equal(stateOf(refused as Level[], 'reads-own'), 'missing', 'the token is dead, and it claims to read');
    }),
};

const renewal: Clause = {
  id: 'C22',
  title: 'an access token that expires is asked for anew through ctx.token, and no event is lost',
  lacks: ({ oauth, settings }) =>
    !oauth ? 'there is no sign-in' : 'accessToken' in settings.properties ? null : 'it holds no access token',
  run: (subject) =>
    withSimulator(subject, 'c22', async (sim, open) => {
      assert.ok(sim.accessToken, 'the simulator names no renewed token');
      let renewals = 0;
      const renew = () => {
        renewals += 1;
        return sim.accessToken?.() ?? '';
      };
      const line = await open({ renew });
      say(sim, 'before');
      await until(() => texts(line).includes('before'), patience(subject), 'a message before');
      sim.fault({ kind: 'stale-token' });
      const meanwhile = numbered('with a dead token', 1, 5);
      meanwhile.forEach((text) => say(sim, text));
      await until(() => meanwhile.every((text) => texts(line).includes(text)), patience(subject), 'what was said then');
      await line.session.act.reply?.({ key: 'after', text: 'still here' }, signal);
      say(sim, 'after');
      await until(() => texts(line).includes('after'), patience(subject), 'a message after');
      const heard = texts(line).filter((text) => text !== 'still here');
      assert.deepEqual(heard.toSorted(), ['before', ...meanwhile, 'after'].toSorted(), 'lost, or told twice');
      const asks = line.session.act.reply !== undefined || subject.connector.manifest.reads.by === 'poll';
      if (asks) assert.equal(renewals, 1, 'one token ended, and one renewal is asked for');
    }),
};

export const accountClauses = [oneHappening, levels, renewal];
