import { strict as assert } from 'node:assert';
import type { Connector, Manifest } from '../contract.ts';
import { openHookDoor, type HookDoor } from './hooks.ts';
import { openLine, type Line, type LineOptions } from './line.ts';
import type { AccessLevel, SimAuthor, Simulator, StartSimulator } from './simulator.ts';

/** What the clauses are tried on. */
export interface Subject {
  connector: Connector;
  startSimulator: StartSimulator;
  /** What the platform lets this app do; 'advanced' unless said otherwise. */
  access?: AccessLevel;
  /** How much faster the connector's clock runs where a clause would wait for minutes. */
  fastSpeed?: number;
  /** And everywhere else: one that polls need not be waited for. 1 unless said otherwise. */
  speed?: number;
  /** How long something that must come may take; longer on a busy machine. */
  patienceMs?: number;
}

export interface Clause {
  id: `C${number}`;
  title: string;
  /** Why it cannot be tried on a connector with this manifest; null when it must hold. */
  lacks(manifest: Manifest, connector?: Connector): string | null;
  /** The least the platform must allow for it to hold; 'standard' unless said otherwise. */
  from?: AccessLevel;
  run(subject: Subject): Promise<void>;
}

export const always = (): null => null;

export const viewer = (name = 'nok'): SimAuthor => ({
  id: `7000000000000000${name.length}`,
  handle: name,
  name: `Viewer ${name}`,
});

export const patience = (subject: Subject): number => subject.patienceMs ?? 8_000;
export const fast = (subject: Subject): number => subject.fastSpeed ?? 10;

const accessOf = ({ access }: Subject) => (access ? { access } : {});

type Open = (options?: LineOptions) => Promise<Line>;

/** A fresh simulator and lines to it, all closed in the end whatever happens. */
export async function withSimulator(
  subject: Subject,
  seed: string,
  body: (sim: Simulator, open: Open) => Promise<void>,
): Promise<void> {
  // A source that is only told by requests has no other way to hear anything.
  if (subject.connector.manifest.reads.by === 'hook') return withHooks(subject, seed, body);
  return withLines(subject, await subject.startSimulator({ seed, ...accessOf(subject) }), () => undefined, body);
}

/** The same, where the simulator posts its hooks to a door of ours, and the lines take what is let in. */
export async function withHooks(
  subject: Subject,
  seed: string,
  body: (sim: Simulator, open: Open, door: HookDoor) => Promise<void>,
): Promise<void> {
  const door = await openHookDoor(subject.connector);
  try {
    const sim = await subject.startSimulator({ seed, hookUrl: door.url, ...accessOf(subject) });
    door.trust(sim.connection);
    await withLines(subject, sim, door.attach, (_sim, open) => body(sim, open, door));
  } finally {
    await door.close();
  }
}

async function withLines(
  subject: Subject,
  sim: Simulator,
  opened: (line: Line) => void,
  body: (sim: Simulator, open: Open) => Promise<void>,
): Promise<void> {
  const lines: Line[] = [];
  const open: Open = async (options) => {
    const line = await openLine(subject.connector, sim.connection, { speed: subject.speed ?? 1, ...options });
    lines.push(line);
    opened(line);
    return line;
  };
  try {
    await body(sim, open);
  } finally {
    await Promise.all(lines.map((line) => line.close()));
    await sim.close();
  }
}

export function say(sim: Simulator, text: string, more: { id?: string; atMs?: number } = {}): string {
  const [id] = sim.publish({ kind: 'message', author: viewer(), text, ...more });
  assert.ok(id, `the simulator named no id for ${JSON.stringify(text.slice(0, 40))}`);
  return id;
}

export const numbered = (prefix: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${prefix} ${from + index}`);
