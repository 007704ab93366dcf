import { isAbsolute, join } from 'node:path';
import { loadConfig } from '../config.ts';
import { secretFile, secretOf } from '../data-dir.ts';
import { sentenceOf } from '../errors.ts';
import { withoutPasswords } from '../log.ts';
import { HOME } from '../config.ts';
import { backUp, backupName } from './backup.ts';
import { onDatabase } from './database.ts';

// npm run backup [-- <file>]

async function main(): Promise<void> {
  const config = loadConfig();
  const asked = process.argv[2];
  const file = asked === undefined ? backupName(HOME) : isAbsolute(asked) ? asked : join(process.cwd(), asked);
  const secret = await secretOf(config.dataDir, config.secret);
  const made = await onDatabase(config, (databaseUrl) => backUp({ config: { ...config, databaseUrl, secret }, file }));
  const size = made.bytes < 1e6 ? `${Math.ceil(made.bytes / 1e3)} kB` : `${(made.bytes / 1e6).toFixed(1)} MB`;
  const place = config.secret === null ? `it lies in ${secretFile(config.dataDir)}` : 'it is among your settings';
  process.stdout.write(
    `${made.file}\n${made.rows} rows of ${made.tables} tables and ${made.files} uploaded files, ${size}.\n` +
      `HAWKER_SECRET is not in it: ${place}. Keep a copy of it apart from the backup; without it the sealed credentials cannot be opened.\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`The backup was not made: ${withoutPasswords(sentenceOf(error))}\n`);
  process.exitCode = 1;
});
