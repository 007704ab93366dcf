import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SimConnection, SimFault } from '../../connectors/platforms/testkit/simulator.ts';
import type { Cast, FromStage, Performance, StageJournal, ToStage } from './stage-protocol.ts';
import type { ScriptProduct } from './script/script.ts';

/** The stage, from the hub's side. */
export interface Stage {
  connections: Readonly<Record<string, SimConnection>>;
  go(performance: Performance): void;
  pace(rate: number): void;
  learn(catalog: ScriptProduct[]): void;
  show(code: string | null, atMs: number): void;
  /** The platform's id of what was said; null where there is no such platform. */
  say(said: { platform: string; name: string; text: string }): Promise<string | null>;
  trouble(platform: string, fault: SimFault): void;
  journal(): Promise<StageJournal>;
  /** The script has come to its end. */
  readonly over: Promise<void>;
  /** The process has gone, asked or not. */
  readonly gone: Promise<void>;
  close(): Promise<void>;
}

const OPEN_LIMIT_MS = 20_000;
const ANSWER_LIMIT_MS = 10_000;
const CLOSE_LIMIT_MS = 2_000;

/** Starts the simulators in a process of their own. It knows no setting and no secret of the hub: its environment is empty. */
export async function openStage(options: { seed: string; epoch: number } & Cast): Promise<Stage> {
  const child = fork(fileURLToPath(new URL('stage.ts', import.meta.url)), [], {
    env: {},
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const heard = listen(child, gone);
  heard.tell({ t: 'open', ...options });
  const opened = await within(heard.opened, OPEN_LIMIT_MS, 'did not open').catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    connections: opened,
    over: heard.over,
    gone,
    go: (performance) => heard.tell({ t: 'go', ...performance }),
    pace: (rate) => heard.tell({ t: 'pace', rate }),
    learn: (catalog) => heard.tell({ t: 'learn', catalog }),
    show: (code, atMs) => heard.tell({ t: 'show', code, atMs }),
    trouble: (platform, fault) => heard.tell({ t: 'trouble', platform, fault }),
    say: async (said) => (await heard.ask((ask) => ({ t: 'say', ask, ...said }), 'said')).platformId,
    journal: async () => (await heard.ask((ask) => ({ t: 'journal', ask }), 'journal')).journal,
    async close() {
      heard.tell({ t: 'close' });
      const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_LIMIT_MS);
      await gone;
      clearTimeout(timer);
    },
  };
}

type Answer<T extends 'said' | 'journal'> = Extract<FromStage, { t: T }>;

function listen(child: ChildProcess, gone: Promise<void>) {
  const opened = Promise.withResolvers<Record<string, SimConnection>>();
  const over = Promise.withResolvers<void>();
  const waiting = new Map<number, (answer: Answer<'said' | 'journal'>) => void>();
  let asked = 0;
  child.on('message', (data) => {
    const message = data as FromStage;
    switch (message.t) {
      case 'opened':
        return opened.resolve(message.connections);
      case 'over':
        return over.resolve();
      default:
        waiting.get(message.ask)?.(message);
        waiting.delete(message.ask);
    }
  });
  child.on('error', (error) => opened.reject(error));
  void gone.then(() => opened.reject(new Error('the stage of the rehearsal ended before it was open')));
  const tell = (message: ToStage): void => {
    // Told to a process that is just going: its end is heard by `gone`.
    if (child.connected) child.send(message, () => undefined);
  };
  function ask<T extends 'said' | 'journal'>(make: (ask: number) => ToStage, _kind: T): Promise<Answer<T>> {
    const number = ++asked;
    const answered = new Promise<Answer<T>>((resolve, reject) => {
      waiting.set(number, (answer) => resolve(answer as Answer<T>));
      void gone.then(() => reject(new Error('the stage of the rehearsal has gone')));
    });
    tell(make(number));
    return within(answered, ANSWER_LIMIT_MS, 'did not answer').finally(() => waiting.delete(number));
  }
  return { opened: opened.promise, over: over.promise, tell, ask };
}

async function within<T>(promise: Promise<T>, limitMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the stage of the rehearsal ${what} within ${limitMs / 1_000} s`)),
      limitMs,
    );
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
