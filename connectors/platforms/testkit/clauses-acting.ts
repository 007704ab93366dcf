import { strict as assert } from 'node:assert';
import { ConnectorError, type ActionDone } from '../contract.ts';
import { patience, say, viewer, withSimulator, type Clause, type Subject } from './clause.ts';
import { ofKind, texts, until, type Line } from './line.ts';
import type { Simulator } from './simulator.ts';

const signal = new AbortController().signal;
const LINK = 'https://shop.example/summer-show';

const textLimit: Clause = {
  id: 'C12',
  title: 'text is cut to limits.textLength by code points, a link at its end stays whole',
  lacks: ({ can }) => (can.includes('reply') ? null : 'the manifest cannot reply'),
  run: (subject) =>
    withSimulator(subject, 'c12', async (sim, open) => {
      const { textLength } = subject.connector.manifest.limits;
      const { session } = await open();
      const reply = session.act.reply;
      assert.ok(reply, 'the manifest lists reply, the session has none');
      await reply({ key: 'long', text: `${'é😀'.repeat(textLength)} ${LINK}` }, signal);
      await reply({ key: 'short', text: `short 😀 ${LINK}` }, signal);
      const [long, short] = sim.journal().received.map(({ text }) => text ?? '');
      assert.ok(long !== undefined && short !== undefined, 'the platform did not receive both replies');
      assert.ok([...long].length <= textLength, `${[...long].length} code points went out, ${textLength} are allowed`);
      assert.ok([...long].length > textLength / 2, 'more was cut than had to be');
      assert.ok(long.isWellFormed(), 'a pair of surrogates was cut in two');
      assert.ok(long.endsWith(LINK), 'the link at the end was cut');
      assert.ok(short.includes(`short 😀 ${LINK}`), 'a short text was changed');
    }),
};

async function removeOne(line: Line, messageId: string) {
  const remove = line.session.act.remove;
  assert.ok(remove, 'the manifest lists remove, the session has none');
  return remove({ key: 'remove-1', messageId }, signal);
}

/** Where the platform lets this app write to strangers; else that it says no, at once and for good. */
async function privately(subject: Subject, sim: Simulator, line: Line, messageId: string): Promise<void> {
  const { can } = subject.connector.manifest;
  const { act } = line.session;
  const received = (kind: string) => sim.journal().received.filter((one) => one.kind === kind);
  const attempt = async (kind: 'private-reply' | 'message', sent: Promise<ActionDone> | undefined) => {
    if (subject.access === 'standard') {
      const error: unknown = await sent?.catch((thrown: unknown) => thrown);
      assert.ok(error instanceof ConnectorError && error.final, 'a stranger was written to before any review');
      return assert.equal(received(kind).length, 0);
    }
    const done = await sent;
    const [one] = received(kind);
    assert.match(one?.text ?? '', /It is yours/);
    assert.ok(done?.id === one?.id || done?.id === null, `the platform calls it ${one?.id}, not ${done?.id}`);
  };
  const text = `It is yours: ${LINK}`;
  if (can.includes('private-reply'))
    await attempt('private-reply', act['private-reply']?.({ key: 'private-1', messageId, text }, signal));
  if (!can.includes('message')) return;
  sim.publish({ kind: 'direct', author: viewer(), text: 'thank you' });
  await attempt('message', act.message?.({ key: 'message-1', authorId: viewer().id, text }, signal));
}

const actions: Clause = {
  id: 'C18',
  title: "an action the manifest lists is accepted by the platform and answers with the platform's id for it",
  lacks: ({ can }) => (can.length > 0 ? null : 'the manifest can do nothing'),
  run: (subject) =>
    withSimulator(subject, 'c18', async (sim, open) => {
      const { can } = subject.connector.manifest;
      const line = await open();
      say(sim, 'how much?');
      await until(() => texts(line).includes('how much?'), patience(subject), 'the question');
      const [question] = ofKind(line.events(), 'message');
      assert.ok(question);
      const received = (kind: string) => sim.journal().received.filter((one) => one.kind === kind);
      if (can.includes('reply')) {
        const done = await line.session.act.reply?.(
          { key: 'reply-1', text: 'It is 12 dollars', toMessageId: question.id, toHandle: viewer().handle },
          signal,
        );
        const [reply] = received('reply');
        assert.match(reply?.text ?? '', /It is 12 dollars/);
        assert.ok(done?.id === reply?.id || done?.id === null, `the platform calls it ${reply?.id}, not ${done?.id}`);
      }
      await privately(subject, sim, line, question.id);
      if (can.includes('hide')) {
        await line.session.act.hide?.({ key: 'hide-1', messageId: question.id, hidden: true }, signal);
        assert.equal(received('hide').length, 1, 'the platform hid nothing');
      }
      if (can.includes('remove')) {
        await removeOne(line, question.id);
        assert.equal(received('remove').length, 1, 'the platform received no removal');
      }
      if (can.includes('ban')) {
        await line.session.act.ban?.({ key: 'ban-1', authorId: viewer().id, forSeconds: 300 }, signal);
        assert.equal(received('ban').length, 1, 'the platform received no ban');
      }
      if (can.includes('unban')) {
        await line.session.act.unban?.({ key: 'unban-1', authorId: viewer().id }, signal);
        assert.equal(received('unban').length, 1, 'the platform received no end of a ban');
      }
    }),
};

export const actingClauses = [textLimit, actions];
