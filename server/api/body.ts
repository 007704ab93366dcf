import { AppError } from '../errors.ts';
import type { App } from './web.ts';

const DEEPEST = 20;

/**
 * JSON bodies and nothing else, checked before and after parsing: nesting is counted first (a megabyte of brackets
 * parses, and then breaks whatever walks it), poisoned prototypes are refused, and so is text no database keeps.
 */
export function readBodies(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    // A call without a body may still say that its body is JSON.
    if (body === '') return done(null, undefined);
    if (isTooDeep(body))
      return done(new AppError('bad-request', { message: `The body is nested deeper than ${DEEPEST} levels.` }));
    // Parsed synchronously: `done` is called before this returns.
    void parse(request, body, done);
  });
  app.addHook('preValidation', async (request) => {
    if (request.routeOptions.config.anyText === true || request.body === undefined) return;
    const field = findOddText(request.body, '');
    if (field === null) return;
    throw new AppError('bad-field', {
      field,
      message: `${field === '' ? 'The body' : field} holds a character that cannot be kept (NUL or half a character).`,
    });
  });
}

/** Counts brackets outside strings; stops at the first that is too deep. */
export function isTooDeep(json: string): boolean {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < json.length; i++) {
    const c = json.charCodeAt(i);
    if (inText) {
      if (c === 0x5c) i++;
      else if (c === 0x22) inText = false;
    } else if (c === 0x22) inText = true;
    else if (c === 0x7b || c === 0x5b) {
      if (++depth > DEEPEST) return true;
    } else if (c === 0x7d || c === 0x5d) depth--;
  }
  return false;
}

/** The path of the first text (or key) with NUL or a lone surrogate; null when there is none. */
export function findOddText(value: unknown, path: string): string | null {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? path : null;
  if (value === null || typeof value !== 'object') return null;
  for (const [key, inner] of Object.entries(value)) {
    const inside = path === '' ? key.toWellFormed().replaceAll('\0', '\ufffd') : `${path}.${key}`;
    const found = findOddText(key, inside) ?? findOddText(inner, inside);
    if (found !== null) return found;
  }
  return null;
}
