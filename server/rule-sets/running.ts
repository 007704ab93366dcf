import type { BackTest, BackTestResult } from '../api/schemas/rules.ts';
import { AppError } from '../errors.ts';

interface Running {
  workspaceId: string;
  state: BackTest['state'];
  done: number;
  of: number;
  sentence: string | null;
  result: BackTestResult | null;
  stopped: boolean;
  endedMs: number | null;
}

/** How long an outcome is kept for whoever looks again. */
const KEPT_MS = 30 * 60_000;
const MOST_KEPT = 20;

export type Progress = (done: number, of: number) => boolean;

/**
 * Back-tests that run in this process. One at a time a workspace: a newer one stops the older, so that nobody's impatience
 * makes many. They live as long as the process; whoever asks for one that is gone is told to begin again.
 */
export function createRuns(now: () => number) {
  const runs = new Map<string, Running>();

  /** `work` resolves to null where it was stopped. */
  function start(workspaceId: string, id: string, work: (progress: Progress) => Promise<BackTestResult | null>): void {
    for (const one of runs.values()) if (one.workspaceId === workspaceId) one.stopped = true;
    forgetOld();
    const run: Running = {
      ...{ workspaceId, state: 'running', done: 0, of: 0, sentence: null, result: null, stopped: false, endedMs: null },
    };
    runs.set(id, run);
    const progress: Progress = (done, of) => {
      Object.assign(run, { done, of });
      return !run.stopped;
    };
    work(progress).then(
      (result) => end(run, result === null ? 'stopped' : 'done', result, result === null ? 'It was stopped.' : null),
      (error: unknown) =>
        end(run, 'failed', null, error instanceof AppError ? error.message : 'It failed. Begin it again.'),
    );
  }
  function end(run: Running, state: BackTest['state'], result: BackTestResult | null, sentence: string | null): void {
    Object.assign(run, { state, result, sentence, endedMs: now() });
  }
  function forgetOld(): void {
    const ended = [...runs].filter(([, run]) => run.endedMs !== null);
    for (const [id, run] of ended) if (now() - (run.endedMs ?? 0) > KEPT_MS || runs.size > MOST_KEPT) runs.delete(id);
  }
  const of = (workspaceId: string, id: string): Running | undefined => {
    const run = runs.get(id);
    return run?.workspaceId === workspaceId ? run : undefined;
  };

  return {
    start,
    look(workspaceId: string, id: string): BackTest | null {
      const run = of(workspaceId, id);
      if (run === undefined) return null;
      const { state, done, of: all, sentence, result } = run;
      return { state, done, of: all, sentence, result };
    },
    stop(workspaceId: string, id: string): boolean {
      const run = of(workspaceId, id);
      if (run !== undefined) run.stopped = true;
      return run !== undefined;
    },
  };
}
