import { onDatabase } from '../backup/database.ts';
import { loadConfig } from '../config.ts';
import { createPools } from '../db/pools.ts';
import { sentenceOf } from '../errors.ts';
import { withoutPasswords } from '../log.ts';
import { rotateSecret, type Rotated } from './rotate.ts';

// npm run rotate-secret: HAWKER_SECRET is the new secret, HAWKER_SECRET_OLD the one before.

async function main(): Promise<void> {
  const config = loadConfig();
  const { secret: next, secretOld: old } = config;
  if (next === null || old === null)
    throw new Error(
      'set HAWKER_SECRET to the new secret and HAWKER_SECRET_OLD to the one before, as docs/operations.md says',
    );
  const done = await onDatabase(config, async (url) => {
    const pools = createPools({ url, name: 'rotate', hotSize: 1, restSize: 1 });
    return rotateSecret(pools.rest, { next, old }).finally(() => pools.end());
  });
  tell(done);
}

function tell({ sealed, broken }: Rotated): void {
  process.stdout.write(`${sealed} connections were sealed with the new secret.\n`);
  if (broken.length === 0) {
    process.stdout.write('All are on it: take HAWKER_SECRET_OLD away and start the hub anew.\n');
    return;
  }
  process.stderr.write(
    `${broken.length} open with neither secret (${broken.join(', ')}): enter their credentials again on Connections.\n`,
  );
  process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`The secret was not rotated: ${withoutPasswords(sentenceOf(error))}\n`);
  process.exitCode = 1;
});
