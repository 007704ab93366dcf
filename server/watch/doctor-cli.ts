import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { onDatabase } from '../backup/database.ts';
import { loadConfig } from '../config.ts';
import { sentenceOf } from '../errors.ts';
import { withoutPasswords } from '../log.ts';
import { leftBehind } from '../rehearsal/store-remove.ts';
import { examine, isWell, report, type Finding } from './doctor.ts';

// npm run doctor [-- --json]: recomputes what must always be true; ends with 1 when something is not.

/** A hub at work may be between two transactions of one change: what is broken must still be so a moment later. */
const AGAIN_AFTER_MS = 2_000;

async function main(): Promise<void> {
  const findings = await onDatabase(loadConfig(), async (databaseUrl) => {
    const client = new pg.Client({ connectionString: databaseUrl, application_name: 'hawker-doctor' });
    await client.connect();
    try {
      const look = (): Promise<Finding[]> => examine({ db: client, leftBehind: (db) => leftBehind(db as pg.Pool) });
      const first = await look();
      if (isWell(first)) return first;
      await wait(AGAIN_AFTER_MS);
      return await look();
    } finally {
      await client.end();
    }
  });
  process.stdout.write(`${process.argv.includes('--json') ? JSON.stringify(findings) : report(findings)}\n`);
  process.exitCode = isWell(findings) ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`The doctor could not look: ${withoutPasswords(sentenceOf(error))}\n`);
  process.exitCode = 2;
});
