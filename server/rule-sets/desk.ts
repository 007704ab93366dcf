import type pg from 'pg';
import type { BackTest, Tried } from '../api/schemas/rules.ts';
import type { Replaying } from '../deciding/replaying.ts';
import { backTest, type BackTestArgs } from './back-test.ts';
import { createRuns } from './running.ts';
import { tryRules, type TryArgs } from './trying.ts';

/** What the desk process is asked about rules. */
export interface RuleWork {
  'try-rules': { args: TryArgs; answer: Tried };
  'back-test': { args: BackTestArgs & { test: string }; answer: { test: string } };
  'back-test-look': { args: { workspaceId: string; test: string }; answer: BackTest | null };
  'back-test-stop': { args: { workspaceId: string; test: string }; answer: boolean };
}

export interface RuleDeskDeps {
  pool: pg.Pool;
  publicUrl: string;
  replaying: Replaying;
  now(): number;
}

/** Answers at once: a back-test goes on by itself and is looked at. */
export function ruleHandlers({ pool, publicUrl, replaying, now }: RuleDeskDeps): {
  [K in keyof RuleWork]: (args: RuleWork[K]['args']) => Promise<RuleWork[K]['answer']>;
} {
  const runs = createRuns(now);
  return {
    'try-rules': (args) => tryRules({ pool, publicUrl, replaying }, args),
    'back-test': async ({ test, ...args }) => {
      runs.start(args.workspaceId, test, (progress) => backTest({ pool, replaying, now, progress }, args));
      return { test };
    },
    'back-test-look': async ({ workspaceId, test }) => runs.look(workspaceId, test),
    'back-test-stop': async ({ workspaceId, test }) => runs.stop(workspaceId, test),
  };
}
