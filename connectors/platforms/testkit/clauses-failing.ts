import { strict as assert } from 'node:assert';
import { inspect } from 'node:util';
import type { Manifest } from '../contract.ts';
import { always, fast, patience, say, withSimulator, type Clause, type Subject } from './clause.ts';
import type { Simulator } from './simulator.ts';
import { failureOf, ofKind, pause, texts, until, type Line } from './line.ts';

const ASKED_DELAY_MS = 7_000;

const needsLine = ({ reads }: Manifest): string | null =>
  reads.by === 'hook' ? 'it holds no line and asks nobody: requests come to it' : null;

const throttled: Clause = {
  id: 'C7',
  title: "a 429, or the platform's own form of it, is rate-limited with the delay it named",
  from: 'none',
  lacks: needsLine,
  run: (subject) =>
    withSimulator(subject, 'c7', async (sim, open) => {
      sim.fault({ kind: 'throttle', times: 100, retryAfterMs: ASKED_DELAY_MS });
      const error = await failureOf(open(), patience(subject));
      assert.equal(error.code, 'rate-limited', error.message);
      assert.equal(error.final, false, 'it is worth another try');
      assert.ok(
        (error.retryAfterMs ?? 0) >= ASKED_DELAY_MS,
        `${ASKED_DELAY_MS} ms were asked, not ${error.retryAfterMs}`,
      );
    }),
};

const refusedCredential: Clause = {
  id: 'C8',
  title: 'a refused credential is unauthorized and final',
  from: 'none',
  lacks: needsLine,
  run: (subject) =>
    withSimulator(subject, 'c8', async (sim, open) => {
      sim.fault({ kind: 'refuse-credential' });
      const error = await failureOf(open(), patience(subject));
      assert.equal(error.code, 'unauthorized', error.message);
      assert.equal(error.final, true, 'trying again cannot help');
    }),
};

const abort: Clause = {
  id: 'C9',
  title: 'an abort ends the deliveries within a second',
  lacks: always,
  run: (subject) =>
    withSimulator(subject, 'c9', async (sim, open) => {
      const line = await open();
      say(sim, 'hello');
      await until(() => texts(line).includes('hello'), patience(subject), 'a message');
      line.abort();
      assert.ok(await line.ended(1_000), 'the deliveries went on for a second after the abort');
    }),
};

const closeTwice: Clause = {
  id: 'C10',
  title: 'close() may be called twice',
  lacks: always,
  run: (subject) =>
    withSimulator(subject, 'c10', async (_sim, open) => {
      const line = await open();
      await Promise.all([line.session.close(), line.session.close()]);
      await line.session.close();
      assert.ok(await line.ended(1_000), 'the deliveries went on after close()');
    }),
};

/** Everything of an error that a log could ever print: hidden fields and the whole chain of causes. */
const everything = (value: unknown) =>
  inspect(value, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null, getters: true });

async function failing(subject: Subject, sim: Simulator, line: Line, open: () => Promise<Line>): Promise<unknown[]> {
  sim.fault({ kind: 'drop', forMs: 1_200 });
  const dropped = await line.ended(2_000);
  await pause(1_200);
  sim.fault({ kind: 'refuse-credential' });
  return [dropped, await failureOf(open(), patience(subject))];
}

const noSecrets: Clause = {
  id: 'C11',
  title: 'no secret appears in logs, errors or events',
  lacks: ({ settings }) =>
    Object.values(settings.properties).some(({ secret }) => secret) ? null : 'the manifest has no secret setting',
  run: (subject) =>
    withSimulator(subject, 'c11', async (sim, open) => {
      const { properties } = subject.connector.manifest.settings;
      const secrets = Object.entries(sim.connection.settings)
        .filter(([name, value]) => properties[name]?.secret && value.length >= 6)
        .map(([, value]) => value);
      assert.ok(secrets.length > 0, "the simulator's connection names no secret, so nothing was tried");
      const line = await open();
      say(sim, 'hello');
      await until(() => texts(line).includes('hello'), patience(subject), 'a message');
      const attempt = line.session.act.reply?.({ key: 'k', text: '' }, new AbortController().signal);
      const refusal: unknown = await attempt?.catch((error: unknown) => error);
      const failures = needsLine(subject.connector.manifest) === null ? await failing(subject, sim, line, open) : [];
      const seen = everything([line.logged, line.skipped, line.delivered, refusal, failures]);
      for (const secret of secrets)
        assert.ok(!seen.includes(secret), 'a secret can be read in a log, an error or an event');
    }),
};

const endedBy = async (line: Line, ms: number, what: string) => {
  const outcome = await line.ended(ms);
  assert.ok(outcome, what);
  return outcome;
};

const stall: Clause = {
  id: 'C13',
  title: 'a silent stall is noticed within limits.silenceMs and is an error worth another try',
  lacks: needsLine,
  run: (subject) =>
    withSimulator(subject, 'c13', async (sim, open) => {
      const { silenceMs } = subject.connector.manifest.limits;
      const line = await open({ speed: fast(subject) });
      say(sim, 'hello');
      await until(() => texts(line).includes('hello'), patience(subject), 'a message');
      sim.fault({ kind: 'stall', forMs: silenceMs * 10 });
      const outcome = await endedBy(line, silenceMs + 1_000, `nobody noticed ${silenceMs} ms of silence`);
      assert.equal(outcome.how, 'error', 'a stall is not a quiet end');
      const error = await failureOf(Promise.resolve(line), 0);
      assert.equal(error.code, 'stalled', error.message);
      assert.equal(error.final, false, 'it is worth another try');
    }),
};

const showEnds: Clause = {
  id: 'C14',
  title: 'the end of the show is an ended event and ends the deliveries',
  lacks: ({ emits }) => (emits.includes('ended') ? null : 'the manifest emits no end'),
  run: (subject) =>
    withSimulator(subject, 'c14', async (sim, open) => {
      const line = await open();
      say(sim, 'goodbye');
      await until(() => texts(line).includes('goodbye'), patience(subject), 'a message');
      sim.fault({ kind: 'end' });
      const outcome = await endedBy(line, patience(subject), 'the deliveries went on after the end of the show');
      assert.deepEqual(outcome, { how: 'end' });
      assert.equal(ofKind(line.events(), 'ended').length, 1, 'exactly one ended event');
      assert.equal(line.events().at(-1)?.kind, 'ended', 'the end is the last event');
    }),
};

const droppedLine: Clause = {
  id: 'C15',
  title: 'a dropped line is an error worth another try, never a quiet end',
  lacks: needsLine,
  run: (subject) =>
    withSimulator(subject, 'c15', async (sim, open) => {
      const line = await open();
      say(sim, 'hello');
      await until(() => texts(line).includes('hello'), patience(subject), 'a message');
      const { reads } = subject.connector.manifest;
      // Longer than a poller looks away: a line that was back before it looked was never down for it.
      sim.fault({ kind: 'drop', forMs: Math.max(2_000, reads.by === 'poll' ? reads.everyMs * 1.5 : 0) });
      const outcome = await endedBy(line, patience(subject), 'nobody noticed the dropped line');
      assert.equal(outcome.how, 'error', 'the dropped line ended quietly');
      const error = await failureOf(Promise.resolve(line), 0);
      assert.equal(error.final, false, `it is worth another try: ${error.message}`);
      assert.ok(!ofKind(line.events(), 'ended').length, 'the show has not ended');
    }),
};

export const failingClauses = [
  throttled,
  refusedCredential,
  abort,
  closeTwice,
  noSecrets,
  stall,
  showEnds,
  droppedLine,
];
