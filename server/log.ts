import type { Writable } from 'node:stream';
import pino from 'pino';

export type Log = pino.Logger;
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/**
 * Fields that never reach a log, wherever in the first three levels they stand. The last name of a path is what
 * counts, so a new place for a token is covered as long as it is called by its name.
 */
const NEVER_LOGGED = [
  'authorization',
  'cookie',
  'set-cookie',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'password',
  'apiKey',
  'sealed',
  'email',
  'text',
  'handle',
];

export const redactedPaths: readonly string[] = NEVER_LOGGED.flatMap((name) => {
  const key = /^\w+$/.test(name) ? `.${name}` : `["${name}"]`;
  return [key.replace(/^\./, ''), `*${key}`, `*.*${key}`];
});

/** Addresses of databases carry passwords in their sentence, where no path reaches. */
const credentialsInAddress = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi;
export const withoutPasswords = (sentence: string): string => sentence.replace(credentialsInAddress, '$1:…@');

/**
 * One JSON line each, on standard error: standard output belongs to what a command answers. `log.info({ show }, 'batch-appended')`:
 * the event is the message, in kebab-case, all else is a field.
 */
export function createLog(options: { level: LogLevel; to?: Writable | undefined }): Log {
  const to = options.to ?? pino.destination({ fd: 2, sync: true });
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: [...redactedPaths], censor: '…' },
      serializers: { error: errorFields, err: errorFields },
      formatters: { level: (label) => ({ level: label }) },
    },
    to,
  );
}

interface ErrorFields {
  name: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: ErrorFields;
}

/** An error as fields, its causes included; driver errors carry whole queries and connections, which stay out. */
function errorFields(error: unknown, depth = 0): ErrorFields {
  if (!(error instanceof Error)) return { name: 'NotAnError', message: withoutPasswords(String(error)) };
  const fields: ErrorFields = { name: error.name, message: withoutPasswords(error.message) };
  if ('code' in error && typeof error.code === 'string') fields.code = error.code;
  if (error.stack !== undefined) fields.stack = withoutPasswords(error.stack);
  if (error.cause !== undefined && depth < 3) fields.cause = errorFields(error.cause, depth + 1);
  return fields;
}
