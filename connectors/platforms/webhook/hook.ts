/** A request of an open source: proven, then one part a line. Pure. */
import { createHash } from 'node:crypto';
import type { HookAnswer, HookPart, HookRequest } from '../contract.ts';
import { BadLine, readLine, type Line } from './payloads.ts';
import { SIGNATURE_HEADER, verify } from './signature.ts';

export const MOST_LINES = 1_000;
const BLANK = /^\s*$/;

/** A line that cannot be used is refused by its number (blank lines are not counted), and the others are taken. */
export function receive({ method, headers, body, receivedMs }: HookRequest, secrets: readonly string[]): HookAnswer {
  if (method !== 'POST') return { ok: false, status: 400, reason: 'Events are posted.' };
  const proven = verify(body, headers[SIGNATURE_HEADER], secrets, receivedMs);
  if (!proven.ok) return { ok: false, status: 401, reason: proven.reason };
  const lines = linesOf(new TextDecoder('utf-8').decode(body));
  if (lines.length === 0) return { ok: false, status: 400, reason: 'The body holds no event.' };
  if (lines.length > MOST_LINES)
    return { ok: false, status: 413, reason: `A request may have ${MOST_LINES} lines: send the rest in another.` };
  const parts: HookPart[] = [];
  const refused: { line: number; reason: string }[] = [];
  for (const [index, text] of lines.entries()) {
    const read = partOf(text, receivedMs);
    if (typeof read === 'string') refused.push({ line: index + 1, reason: read });
    else parts.push(read);
  }
  return { ok: true, parts, refused };
}

/** One event, perhaps over several lines, or one event a line. */
function linesOf(text: string): unknown[] {
  const whole = parsed(text);
  if (whole !== NOT_JSON) return Array.isArray(whole) ? whole : [whole];
  return text
    .split('\n')
    .filter((line) => !BLANK.test(line))
    .map(parsed);
}

const NOT_JSON = Symbol('not JSON');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
}

/** The part, or why there is none. */
function partOf(value: unknown, receivedMs: number): HookPart | string {
  if (value === NOT_JSON) return 'This is not JSON.';
  try {
    const line = readLine(value);
    return { account: line.streamId ?? '', id: partId(line), body: line, receivedMs };
  } catch (error) {
    if (error instanceof BadLine) return error.message;
    throw error;
  }
}

/** The same when it comes again; each new wording of an edited message is a happening of its own. */
function partId({ kind, id, edited, text, streamId }: Line): string {
  const words = kind === 'message' && edited ? [hash(text ?? '')] : [];
  return [kind, ...(edited ? ['edit'] : []), hash(streamId ?? ''), id, ...words].join(':');
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16);
