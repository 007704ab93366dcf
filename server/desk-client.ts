import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError, APP_ERRORS, type AppErrorCode } from './errors.ts';
import type { Log } from './log.ts';

/** What goes over the line between the hub and its desk. `code` is an AppError's, when it was one. */
export type DeskQuestion = { id: number; kind: string; args: unknown };
export type DeskAnswer =
  { id: number; ok: true; value: unknown } | { id: number; ok: false; code: AppErrorCode | null; message: string };

/** The second process: whatever reads much at once is asked there, so that it cannot hold the show up. */
export interface DeskProcess {
  /** Rejects with an AppError when the desk says so, takes too long or dies; it is started again by itself. */
  ask(kind: string, args: unknown, timeoutMs?: number): Promise<unknown>;
  /** Not before the hub is ready: two processes that load their code at once keep people waiting. */
  start(): void;
  close(): Promise<void>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

const AGAIN_AFTER_MS = 1_000;
const END_LIMIT_MS = 5_000;

export function createDeskProcess(options: { environment: Record<string, string>; log: Log }): DeskProcess {
  const waiting = new Map<number, Waiting>();
  let child: ChildProcess | null = null;
  let closed = false;
  let next = 1;

  function start(): void {
    if (closed) return;
    const started = fork(fileURLToPath(new URL('desk.ts', import.meta.url)), [], {
      env: { ...options.environment, ROLE: 'desk' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child = started;
    started.on('message', (answer: DeskAnswer) => settle(answer));
    started.on('error', (error) => options.log.error({ error }, 'desk-failed'));
    started.on('exit', (code, signal) => {
      if (child === started) child = null;
      failAll(new AppError('not-ready', { message: 'The process that reads reports ended. Try again in a moment.' }));
      if (closed) return;
      options.log.error({ code, signal }, 'desk-ended');
      setTimeout(start, AGAIN_AFTER_MS).unref();
    });
  }

  function settle(answer: DeskAnswer): void {
    const one = waiting.get(answer.id);
    if (one === undefined) return;
    waiting.delete(answer.id);
    clearTimeout(one.timer);
    if (answer.ok) one.resolve(answer.value);
    else
      one.reject(
        answer.code !== null && answer.code in APP_ERRORS
          ? new AppError(answer.code, { message: answer.message })
          : new Error(answer.message),
      );
  }

  function failAll(error: Error): void {
    for (const [id, one] of waiting) {
      waiting.delete(id);
      clearTimeout(one.timer);
      one.reject(error);
    }
  }

  function ask(kind: string, args: unknown, timeoutMs = 30_000): Promise<unknown> {
    const to = child;
    if (to === null || !to.connected) return Promise.reject(new AppError('not-ready'));
    const question: DeskQuestion = { id: next++, kind, args };
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(question.id);
        reject(new AppError('not-ready', { message: 'The report takes too long. Ask for less, or try again.' }));
      }, timeoutMs);
      waiting.set(question.id, { resolve, reject, timer });
      to.send(question, (error) => {
        if (error !== null)
          settle({ id: question.id, ok: false, code: 'not-ready', message: APP_ERRORS['not-ready'][1] });
      });
    });
  }

  async function close(): Promise<void> {
    closed = true;
    const running = child;
    if (running === null || running.exitCode !== null) return;
    const ended = new Promise<void>((resolve) => running.once('exit', () => resolve()));
    // The end of the line is its sign to finish.
    if (running.connected) running.disconnect();
    const timer = setTimeout(() => running.kill('SIGKILL'), END_LIMIT_MS);
    await ended;
    clearTimeout(timer);
  }

  return { ask, start, close };
}
