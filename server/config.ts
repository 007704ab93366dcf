import { existsSync, readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import type { LogLevel } from './log.ts';

/** The checkout: where package.json lies. */
export const HOME = dirname(dirname(fileURLToPath(import.meta.url)));

export const ROLES = ['all', 'desk'] as const;
export type ProcessRole = (typeof ROLES)[number];

export interface Config {
  readonly port: number;
  readonly host: string;
  /** A second listener for what must be public; null: none. */
  readonly publicPort: number | null;
  /** Proxies that may say who called; null: not set. */
  readonly trustProxy: readonly string[] | null;
  /** Without a slash at its end. */
  readonly publicUrl: string;
  readonly dataDir: string;
  /** null: the embedded PostgreSQL. */
  readonly databaseUrl: string | null;
  /** null: BullMQ on PostgreSQL. */
  readonly redisUrl: string | null;
  readonly role: ProcessRole;
  /** null: made once and kept in the data directory. */
  readonly secret: string | null;
  /** The one before, while rows are sealed anew; null: none. */
  readonly secretOld: string | null;
  readonly logLevel: LogLevel;
  /** Base addresses of platforms by the setting's name, only those that were set. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Where viewers' words are translated for the team; both null: nowhere. */
  readonly translation: {
    readonly deepl: { readonly url: string; readonly key: string } | null;
    readonly libretranslate: { readonly url: string; readonly key: string | null } | null;
  };
}

/** Everything that is wrong with the settings, said at once. */
export class WrongSettings extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `Hawker cannot start, ${problems.length === 1 ? 'a setting is' : 'some settings are'} wrong:\n${problems.map((p) => `  - ${p}`).join('\n')}`,
    );
    this.name = 'WrongSettings';
    this.problems = problems;
  }
}

/** The settings by name with their defaults and what they are for: `.env.example` is checked against this list. */
export const SETTINGS = {
  PORT: '4000',
  HOST: '127.0.0.1',
  PUBLIC_URL: '',
  PUBLIC_PORT: '',
  TRUST_PROXY: '',
  HAWKER_DATA_DIR: '.data',
  DATABASE_URL: '',
  REDIS_URL: '',
  ROLE: 'all',
  HAWKER_SECRET: '',
  HAWKER_SECRET_OLD: '',
  LOG_LEVEL: '',
  TIKTOK_WEB_URL: '',
  TIKTOK_WEBCAST_URL: '',
  TIKTOK_SIGN_URL: '',
  TIKTOK_SIGN_API_KEY: '',
  YOUTUBE_API_URL: '',
  YOUTUBE_GRPC_URL: '',
  GOOGLE_TOKEN_URL: '',
  GOOGLE_OAUTH_URL: '',
  FACEBOOK_GRAPH_URL: '',
  INSTAGRAM_GRAPH_URL: '',
  META_OAUTH_URL: '',
  META_API_VERSION: '',
  TWITCH_API_URL: '',
  TWITCH_EVENTSUB_URL: '',
  TWITCH_OAUTH_URL: '',
  DEEPL_KEY: '',
  DEEPL_URL: '',
  LIBRETRANSLATE_URL: '',
  LIBRETRANSLATE_KEY: '',
} as const;
type Name = keyof typeof SETTINGS;
type Given = (name: Name) => string;

const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];
const ENDPOINTS = [
  'TIKTOK_WEB_URL',
  'TIKTOK_WEBCAST_URL',
  'TIKTOK_SIGN_URL',
  'YOUTUBE_API_URL',
  'GOOGLE_TOKEN_URL',
  'GOOGLE_OAUTH_URL',
  'FACEBOOK_GRAPH_URL',
  'INSTAGRAM_GRAPH_URL',
  'META_OAUTH_URL',
  'TWITCH_API_URL',
  'TWITCH_EVENTSUB_URL',
  'TWITCH_OAUTH_URL',
] as const;

/** Checks an environment as a whole; throws `WrongSettings` that names everything that is wrong. Pure but for looking at the data directory. */
export function readConfig(env: Readonly<Record<string, string | undefined>>, home = HOME): Config {
  const problems: string[] = [];
  const wrong = (name: string, sentence: string): void => void problems.push(`${name} ${sentence}`);
  const given: Given = (name) => env[name]?.trim() || SETTINGS[name];
  const port = wholeNumber('PORT', given('PORT'), wrong);
  const host = hostOf(given('HOST'), wrong);
  const role = oneOf('ROLE', given('ROLE'), ROLES, wrong);
  const config: Config = Object.freeze({
    port,
    host,
    publicPort: given('PUBLIC_PORT') === '' ? null : wholeNumber('PUBLIC_PORT', given('PUBLIC_PORT'), wrong),
    trustProxy: given('TRUST_PROXY') === '' ? null : proxiesOf(given('TRUST_PROXY'), wrong),
    publicUrl: publicUrlOf(given('PUBLIC_URL'), host, port, wrong),
    dataDir: dataDirOf(resolve(home, given('HAWKER_DATA_DIR')), wrong),
    databaseUrl: addressOf('DATABASE_URL', given('DATABASE_URL'), ['postgres:', 'postgresql:'], wrong),
    redisUrl: addressOf('REDIS_URL', given('REDIS_URL'), ['redis:', 'rediss:'], wrong),
    role,
    secret: secretOf('HAWKER_SECRET', given('HAWKER_SECRET'), wrong),
    secretOld: secretOf('HAWKER_SECRET_OLD', given('HAWKER_SECRET_OLD'), wrong),
    logLevel: oneOf('LOG_LEVEL', given('LOG_LEVEL') || 'info', LOG_LEVELS, wrong),
    endpoints: Object.freeze(endpointsOf(given, wrong)),
    translation: Object.freeze(translationOf(given, wrong)),
  });
  if (role === 'desk' && config.databaseUrl === null) {
    wrong('ROLE', 'is "desk", a process beside the hub: it needs DATABASE_URL, the hub\'s database');
  }
  if (config.publicPort !== null && config.publicPort !== 0 && config.publicPort === port)
    wrong('PUBLIC_PORT', `is ${port}, which is PORT: the public part needs a port of its own`);
  if (problems.length > 0) throw new WrongSettings(problems);
  return config;
}

/** The settings of this process: `.env` in the checkout, overridden by the environment. */
export function loadConfig(home = HOME): Config {
  const file = resolve(home, '.env');
  const written = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const unknown = Object.keys(written).filter(
    (key) =>
      /^(HAWKER|TIKTOK|YOUTUBE|GOOGLE|FACEBOOK|INSTAGRAM|META|TWITCH|DEEPL|LIBRETRANSLATE)_/.test(key) &&
      !(key in SETTINGS),
  );
  const quiet = process.stderr.isTTY ? { LOG_LEVEL: 'warn' } : {};
  const env = { ...quiet, ...withoutEmpty(written), ...withoutEmpty(process.env) };
  if (unknown.length === 0) return readConfig(env, home);
  const problems = unknown.map((key) => `${key} (in .env) is not a setting; see .env.example`);
  try {
    readConfig(env, home);
  } catch (error) {
    if (!(error instanceof WrongSettings)) throw error;
    problems.push(...error.problems);
  }
  throw new WrongSettings(problems);
}

/** Where the team opens the dashboard: by PUBLIC_URL, unless PUBLIC_PORT says that only a part is reached by that. */
export const dashboardUrl = ({ publicUrl, publicPort, host, port }: Config): string =>
  publicPort === null ? publicUrl : hereUrl(host, port);

/** What a child process of the hub is started with: our own environment and the settings as they were found. */
export function childEnvironment(config: Config, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const own = Object.fromEntries(
    Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  return {
    ...own,
    ...config.endpoints,
    PORT: String(config.port),
    HOST: config.host,
    PUBLIC_URL: config.publicUrl,
    HAWKER_DATA_DIR: config.dataDir,
    ...(config.databaseUrl === null ? {} : { DATABASE_URL: config.databaseUrl }),
    ...(config.redisUrl === null ? {} : { REDIS_URL: config.redisUrl }),
    ...(config.secret === null ? {} : { HAWKER_SECRET: config.secret }),
    ...(config.secretOld === null ? {} : { HAWKER_SECRET_OLD: config.secretOld }),
    LOG_LEVEL: config.logLevel,
    ...more,
  };
}

/** `NAME=` in a file or an environment is the same as its absence. */
const withoutEmpty = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => Boolean(pair[1])));

type Wrong = (name: string, sentence: string) => void;

function wholeNumber(name: 'PORT' | 'PUBLIC_PORT', text: string, wrong: Wrong): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value <= 65535) return value;
  wrong(name, `is "${text}", but must be a port: a whole number from 0 to 65535`);
  return 0;
}

/** Addresses or ranges whose word about the caller is believed. */
function proxiesOf(text: string, wrong: Wrong): readonly string[] {
  const all = text.split(',').map((one) => one.trim());
  const bad = all.filter((one) => !isRange(one));
  if (bad.length > 0)
    wrong('TRUST_PROXY', `names "${bad.join(', ')}", but must be addresses or ranges, like 127.0.0.1 or 10.0.0.0/8`);
  return all;
}

function isRange(text: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && (bits === undefined || Number(bits) <= (family === 4 ? 32 : 128));
}

function hostOf(text: string, wrong: Wrong): string {
  if (isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text)) return text;
  wrong('HOST', `is "${text}", but must be an address of this machine, like 127.0.0.1 or 0.0.0.0`);
  return text;
}

function oneOf<T extends string>(name: string, text: string, allowed: readonly T[], wrong: Wrong): T {
  const found = allowed.find((one) => one === text);
  if (found === undefined) wrong(name, `is "${text}", but must be one of: ${allowed.join(', ')}`);
  return found ?? (allowed[0] as T);
}

function urlOf(text: string, protocols: readonly string[]): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && protocols.includes(url.protocol) && url.hostname !== '' ? url : null;
}

function hereUrl(host: string, port: number): string {
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${isIP(shown) === 6 ? `[${shown}]` : shown}:${port}`;
}

function publicUrlOf(text: string, host: string, port: number, wrong: Wrong): string {
  if (text === '') return hereUrl(host, port);
  const url = urlOf(text, ['http:', 'https:']);
  if (url === null || url.search !== '' || url.hash !== '' || url.pathname !== '/') {
    wrong(
      'PUBLIC_URL',
      `is "${text}", but must be the hub's own address without a path, like https://shop.example.com`,
    );
  }
  return text.replace(/\/+$/, '');
}

/** The address itself is never shown: it carries a password. */
function addressOf(name: string, text: string, protocols: readonly string[], wrong: Wrong): string | null {
  if (text === '') return null;
  // A socket's address (postgresql:///name?host=/run/postgresql) names no host.
  const ok = URL.canParse(text) && protocols.includes(new URL(text).protocol);
  if (!ok)
    wrong(
      name,
      `must start with ${protocols.map((p) => `${p}//`).join(' or ')} and be a whole address (what it is now is not shown, it may hold a password)`,
    );
  return text;
}

function dataDirOf(path: string, wrong: Wrong): string {
  if (existsSync(path) && !statSync(path).isDirectory())
    wrong('HAWKER_DATA_DIR', `is "${path}", which is a file and not a directory`);
  return path;
}

function secretOf(name: 'HAWKER_SECRET' | 'HAWKER_SECRET_OLD', text: string, wrong: Wrong): string | null {
  if (text === '') return null;
  if (text.length < 32)
    wrong(name, `has ${text.length} characters, but must have at least 32; leave it empty and one is made`);
  return text;
}

function translationOf(given: Given, wrong: Wrong): Config['translation'] {
  const url = (name: 'DEEPL_URL' | 'LIBRETRANSLATE_URL'): string => {
    const text = given(name);
    if (text !== '' && urlOf(text, ['http:', 'https:']) === null)
      wrong(name, `is "${text}", but must be an address like https://…`);
    return text.replace(/\/+$/, '');
  };
  const [deepl, libretranslate] = [url('DEEPL_URL'), url('LIBRETRANSLATE_URL')];
  const key = given('DEEPL_KEY');
  if (deepl !== '' && key === '') wrong('DEEPL_KEY', 'is empty, but DEEPL_URL asks for one');
  // Keys of the free plan end so, and have a host of their own. [DeepL's API reference]
  const host = key.endsWith(':fx') ? 'https://api-free.deepl.com' : 'https://api.deepl.com';
  return {
    deepl: key === '' ? null : { url: deepl || host, key },
    libretranslate: libretranslate === '' ? null : { url: libretranslate, key: given('LIBRETRANSLATE_KEY') || null },
  };
}

function endpointsOf(given: Given, wrong: Wrong): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of ENDPOINTS) {
    const text = given(name);
    if (text === '') continue;
    if (urlOf(text, ['http:', 'https:', 'ws:', 'wss:']) === null)
      wrong(name, `is "${text}", but must be an address like https://…`);
    found[name] = text.replace(/\/+$/, '');
  }
  const grpc = given('YOUTUBE_GRPC_URL');
  if (grpc !== '' && !/^([a-z]+:\/\/)?[^\s/:]+:\d{1,5}\/?$/i.test(grpc))
    wrong('YOUTUBE_GRPC_URL', `is "${grpc}", but must be host:port`);
  if (grpc !== '') found.YOUTUBE_GRPC_URL = grpc;
  const version = given('META_API_VERSION');
  if (version !== '' && !/^v\d{1,3}\.\d$/.test(version))
    wrong('META_API_VERSION', `is "${version}", but must look like v26.0`);
  if (version !== '') found.META_API_VERSION = version;
  const key = given('TIKTOK_SIGN_API_KEY');
  if (key !== '') found.TIKTOK_SIGN_API_KEY = key;
  return found;
}
