// A lane for the lanes' own tests: it writes who did each row of a table. Run as a process it drains until nothing is
// left and is killed by what is marked as poison; with a back end as second argument it waits for bells instead.
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../clock.ts';
import { createPools } from '../db/pools.ts';
import type { Tx } from '../db/transaction.ts';
import { createLog } from '../log.ts';
import type { BellBackend } from './bells.ts';
import type { Lane, LaneRef, StepKind } from './lane.ts';
import { createLanes } from './lanes.ts';

export const WORKSPACE = 'w';
export const REF: LaneRef = { id: 'count:work', workspaceId: WORKSPACE };

interface Work {
  n: string;
  poison: boolean;
}

const due = async (tx: Tx, lane: Lane, limit: number): Promise<Work[]> =>
  (await tx.query<Work>('SELECT n, poison FROM work WHERE n > $1 ORDER BY n LIMIT $2', [lane.cursor, limit])).rows;

export function countingKind(by: string, options: { slowMs?: number; poison?: 'throws' | 'kills' } = {}): StepKind {
  return {
    name: 'count',
    async step(tx, lane, limit) {
      const rows = await due(tx, lane, limit);
      if (options.poison === 'kills' && rows.some((row) => row.poison)) process.kill(process.pid, 'SIGKILL');
      if (rows.length === 0) return { moved: 0, more: false };
      // 1 / 0 is a fault that no second try mends.
      await tx.query('UPDATE work SET done_by = done_by || $2::text WHERE n = ANY($1) AND 1 / (1 - poison::int) = 1', [
        rows.map((row) => row.n),
        by,
      ]);
      if (options.slowMs !== undefined) await wait(options.slowMs);
      return { moved: rows.length, more: rows.length === limit, cursor: Number(rows.at(-1)?.n) };
    },
    async next(tx, lane) {
      return (await due(tx, lane, 1))[0]?.n ?? null;
    },
    async skip(_tx, _lane, subject) {
      return { moved: 1, more: true, cursor: Number(subject) };
    },
    async late(limit) {
      return lateFor === null
        ? []
        : (
            await lateFor.query(
              `SELECT 1 FROM work WHERE n > COALESCE((SELECT cursor FROM lane WHERE id = $1), 0) LIMIT $2`,
              [REF.id, limit],
            )
          ).rows.map(() => REF);
    },
  };
}

let lateFor: Pick<Tx, 'query'> | null = null;
export const sweepThrough = (pool: Pick<Tx, 'query'>): void => void (lateFor = pool);

if (process.argv[1]?.endsWith('lanes.fixture.ts')) {
  const [, , url = '', backend] = process.argv;
  const pools = createPools({ url });
  sweepThrough(pools.rest);
  const bells = backend === undefined ? null : (JSON.parse(backend) as BellBackend);
  const lanes = createLanes({ pools, bells, clock: systemClock, log: createLog({ level: 'silent' }) });
  lanes.registerSteps(countingKind('child', bells === null ? { poison: 'kills' } : { slowMs: 100 }));
  if (bells === null) {
    await lanes.drained(REF);
    await lanes.stop();
    await pools.end();
  } else {
    await lanes.start();
    process.stdout.write('ready\n');
  }
}
