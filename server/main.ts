import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { dashboardUrl, HOME, loadConfig, WrongSettings, type Config } from './config.ts';
import { buildDashboard, DashboardFault } from './dashboard.ts';
import { DataDirTaken } from './data-dir.ts';
import { MigrationRefused } from './db/migrate.ts';
import type { Hub } from './deps.ts';
import { EmbeddedFault } from './embedded.ts';
import { sentenceOf } from './errors.ts';
import { DatabaseUnusable, layFoundation, NotDurable, type Foundation } from './foundation.ts';
import { createLog, withoutPasswords, type Log } from './log.ts';

// The process entry: settings, foundation, dashboard, hub; and the way back, in the other order.

const GRACE_MS = 15_000;
/** A terminal's Ctrl-C reaches us twice: from the terminal and passed on by npm. Only a later one is a second wish. */
const SAME_WISH_MS = 1_000;

const began = performance.now();
const since = (): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

// What was compiled at the last start is not compiled again: a third of a second or more of a core at every start.
enableCompileCache(join(HOME, '.cache', 'compiled'));

async function main(): Promise<void> {
  const config = loadConfig();
  const log = createLog({ level: config.logLevel });
  const asked = stopAsked();
  let foundation: Foundation | null = null;
  let hub: Hub | null = null;
  const faults = watchFaults(log, asked, (error) => hub?.takesFault(error) ?? null);
  try {
    // The three slow things side by side: our code, the dashboard's build, the database.
    const code = import('./deps.ts');
    code.catch(() => undefined); // told below, unless something else ends the start before
    const dashboard = dashboardFault();
    foundation = await layFoundation(config, { say: (line) => say(`  ${capital(line)} …`), beforeMigrating });
    say(`  Database: ${foundation.database} (${since()})`);
    const fault = await dashboard;
    if (fault !== undefined) throw fault;
    if (asked.signal.aborted) return;
    hub = await (await code).createHub(foundation, log);
    await hub.listen();
    say(`  Listening on ${dashboardUrl(foundation.config)} (${since()})`);
    await hub.begin();
    await greet(hub, foundation.config);
    await until(asked.signal);
    say('\n  Stopping: finishing what is under way (Ctrl-C again ends at once) …');
  } finally {
    await withGrace(async () => {
      await hub?.close();
      await foundation?.close();
    });
  }
  if (faults.length > 0) throw faults[0];
  say('  Stopped.');
}

/**
 * What no room caught. A promise nobody waited for is written down and the show goes on; an exception in the open
 * leaves nobody knows what behind, so the hub ends in order and the next start recovers. Only one that came out of a
 * connector's timer or socket leaves just its own line in doubt, and that is opened anew.
 */
function watchFaults(log: Log, asked: AbortController, taken: (error: unknown) => string | null): unknown[] {
  const faults: unknown[] = [];
  process.on('unhandledRejection', (error) => log.error({ error }, 'rejection-nobody-waited-for'));
  process.on('uncaughtException', (error) => {
    const connection = taken(error);
    if (connection !== null) return log.error({ error, connection }, 'connector-threw');
    log.fatal({ error }, 'exception-nobody-caught');
    faults.push(error);
    asked.abort();
  });
  // A closed terminal must not end the hub in the middle of stopping.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return faults;
}

/** Built beside the making of the database; a fault is told when that is done. In development Vite serves it instead. */
async function dashboardFault(): Promise<unknown> {
  if (process.argv.includes('--without-dashboard')) return undefined;
  return buildDashboard(() => say('  Building the dashboard …')).then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function beforeMigrating(config: Foundation['config'], names: readonly string[]): Promise<void> {
  const { backUp, backupName } = await import('./backup/backup.ts');
  const file = backupName(config.dataDir, 'before-update');
  say(`  A new version changes the database (${names.join(', ')}); backing it up to ${file} first …`);
  await backUp({ config, file });
}

async function greet(hub: Hub, config: Config): Promise<void> {
  const link = await hub.ownerLink();
  say(`\n  Hawker is ready after ${since()}: ${dashboardUrl(config)}`);
  if (link !== null) say(`\n  Sign in as the owner (once, within 30 minutes):\n\n    ${link}\n`);
  say('  Ctrl-C stops everything, the database too.');
}

/** Aborted by the first Ctrl-C or SIGTERM; a later second one, or no end within the grace, ends the process at once. */
function stopAsked(): AbortController {
  const asked = new AbortController();
  let first = 0;
  const wish = (): void => {
    if (!asked.signal.aborted) {
      first = performance.now();
      asked.abort();
    } else if (performance.now() - first > SAME_WISH_MS) {
      say('  Ended at once; the next start recovers.');
      process.exit(130);
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, wish);
  return asked;
}

function until(signal: AbortSignal): Promise<void> {
  return signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

async function withGrace(close: () => Promise<void>): Promise<void> {
  const timer = setTimeout(() => {
    say(`  Not everything ended within ${GRACE_MS / 1000} seconds; ended at once, the next start recovers.`);
    process.exit(1);
  }, GRACE_MS);
  try {
    await close();
  } finally {
    clearTimeout(timer);
  }
}

/** Faults a person can cure are told as a sentence, all others with where they happened. */
function tell(error: unknown): void {
  const known = [
    WrongSettings,
    DataDirTaken,
    MigrationRefused,
    EmbeddedFault,
    NotDurable,
    DatabaseUnusable,
    DashboardFault,
  ].some((kind) => error instanceof kind);
  const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const text = inUse
    ? `${sentenceOf(error)}: another program uses this port; stop it, or set PORT (or PUBLIC_PORT).`
    : known || !(error instanceof Error)
      ? sentenceOf(error)
      : `${error.stack ?? error.message}\n${sentenceOf(error)}`;
  process.stderr.write(`\n${withoutPasswords(text)}\n`);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

main().then(
  () => process.exit(0),
  (error: unknown) => {
    tell(error);
    process.exit(1);
  },
);
