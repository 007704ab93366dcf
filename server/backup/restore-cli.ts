import { writeFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { loadConfig, type Config } from '../config.ts';
import { secretFile } from '../data-dir.ts';
import { sentenceOf } from '../errors.ts';
import { MIGRATIONS_DIR } from '../foundation.ts';
import { withoutPasswords } from '../log.ts';
import type { Manifest } from './backup.ts';
import { onDatabaseAlone } from './database.ts';
import { fitsProbe } from './probe.ts';
import { assertSecret, checkBackup, restore } from './restore.ts';

// npm run restore -- <file> [--replace]

async function main(): Promise<void> {
  const replace = process.argv.includes('--replace');
  const file = process.argv.slice(2).find((word) => !word.startsWith('--'));
  if (file === undefined) throw new Error('say which: npm run restore -- <file> [--replace]');
  const config = loadConfig();
  const manifest = await checkBackup(file, MIGRATIONS_DIR);
  const secret = await secretFor(config, manifest);
  assertSecret(manifest, secret);
  await onDatabaseAlone(config, (databaseUrl) =>
    restore({ file, databaseUrl, dataDir: config.dataDir, migrationsDir: MIGRATIONS_DIR, replace }, manifest),
  );
  if (config.secret === null) await writeFile(secretFile(config.dataDir), `${secret}\n`, { mode: 0o600 });
  process.stdout.write(
    `Restored the state of ${manifest.madeAt} (${manifest.tables.length} tables, ${manifest.files.length} files). Start with npm start.\n`,
  );
}

/** The setting, else the one kept here when it fits, else asked for. */
async function secretFor(config: Config, manifest: Manifest): Promise<string> {
  if (config.secret !== null) return config.secret;
  const file = secretFile(config.dataDir);
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
  if (kept !== null && fitsProbe(manifest.probe, kept)) return kept;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question('HAWKER_SECRET of the hub this backup was made of: ')).trim();
  } finally {
    terminal.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`Nothing was restored: ${withoutPasswords(sentenceOf(error))}\n`);
  process.exitCode = 1;
});
