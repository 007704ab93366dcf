/** One line of a request, checked field by field: what is wrong is said as a sentence to whoever wrote the sender. */
import type { Author, Gift } from '../contract.ts';

export const KINDS = ['message', 'gift', 'like', 'follow', 'share', 'audience', 'removal', 'ended'] as const;
export type Kind = (typeof KINDS)[number];

/** A line as it is kept until the show's session takes it. */
export interface Line {
  kind: Kind;
  id: string;
  streamId: string | null;
  atMs: number | null;
  /** Told afterwards: stored, never answered. */
  history: boolean;
  author: Author | null;
  text: string | null;
  edited: boolean;
  replyToId: string | null;
  gift: Gift | null;
  count: number;
  total: number | null;
  viewers: number | null;
  target: 'message' | 'author';
  targetIds: string[];
  reason: string | null;
}

/** Something in a line that cannot be used; its message is the sentence. */
export class BadLine extends Error {}

type Fields = Record<string, unknown>;
const LONGEST_ID = 200;
const MOST_TARGETS = 100;
const BADGES = ['owner', 'moderator', 'member', 'verified', 'follower'] as const;

/** Throws `BadLine`. Fields it does not know are left alone: a sender may carry its own. */
export function readLine(value: unknown): Line {
  const fields = recordOf(value);
  if (fields === null) throw new BadLine('A line must be a JSON object.');
  const kind = kindOf(fields['kind'] ?? 'message');
  const line: Line = {
    kind,
    id: required('id', idOf('id', fields['id'])),
    streamId: idOf('streamId', fields['streamId']),
    atMs: timeOf(fields['at'] ?? fields['ts']),
    history: fields['history'] === true,
    author: authorOf(fields['author']),
    text: textOf('text', fields['text']),
    edited: fields['edited'] === true,
    replyToId: idOf('replyToId', fields['replyToId']),
    gift: kind === 'gift' ? giftOf(fields['gift']) : null,
    count: kind === 'like' ? countOf('count', fields['count'] ?? 1) : 1,
    total: fields['total'] === undefined ? null : countOf('total', fields['total']),
    viewers: kind === 'audience' && fields['viewers'] !== null ? viewersOf(fields['viewers']) : null,
    target: fields['target'] === 'author' ? 'author' : 'message',
    targetIds: kind === 'removal' ? targetsOf(fields) : [],
    reason: textOf('reason', fields['reason']),
  };
  if (kind === 'message' && line.text === null) throw new BadLine('text is missing: what the viewer wrote.');
  return line;
}

export const recordOf = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;

function kindOf(value: unknown): Kind {
  const kind = KINDS.find((one) => one === value);
  if (kind === undefined) throw new BadLine(`kind must be one of ${KINDS.join(', ')}.`);
  return kind;
}

function required(name: string, id: string | null): string {
  if (id === null)
    throw new BadLine(`${name} is missing: the sender's own, by which a line that comes twice is known.`);
  return id;
}

/** A text, or a whole number that JavaScript has not rounded. */
function idOf(name: string, value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string') throw new BadLine(`${name} must be text; a long number loses its last digits.`);
  if (text.length > LONGEST_ID) throw new BadLine(`${name} may have ${LONGEST_ID} characters.`);
  return text;
}

function textOf(name: string, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new BadLine(`${name} must be text.`);
  return value;
}

function authorOf(value: unknown): Author | null {
  if (value === undefined || value === null) return null;
  const fields = recordOf(value);
  if (fields === null) throw new BadLine('author must be an object with id and name.');
  const id = idOf('author.id', fields['id']);
  const name = textOf('author.name', fields['name']) ?? textOf('author.handle', fields['handle']) ?? '';
  const handle = (textOf('author.handle', fields['handle']) ?? name).replace(/^@/, '');
  // Without an id the name is all that tells one viewer from another.
  if (id === null && handle === '') return null;
  const avatarUrl = textOf('author.avatarUrl', fields['avatarUrl']);
  const badges = badgesOf(fields['badges']);
  return {
    id,
    handle: handle || (id ?? ''),
    name: name || handle || (id ?? ''),
    ...(avatarUrl === null ? {} : { avatarUrl }),
    ...(badges.length === 0 ? {} : { badges }),
  };
}

function badgesOf(value: unknown): NonNullable<Author['badges']> {
  const named: unknown[] = Array.isArray(value) ? value : [];
  return BADGES.filter((badge) => named.includes(badge));
}

function giftOf(value: unknown): Gift {
  const fields = recordOf(value);
  const name = textOf('gift.name', fields?.['name']);
  if (fields === null || name === null) throw new BadLine('gift must be an object with a name.');
  return { type: 'gift', name, count: countOf('gift.count', fields['count'] ?? 1), value: worthOf(fields) };
}

function worthOf({ coins, amountMinor, currency }: Fields): Gift['value'] {
  if (coins !== undefined) return { coins: countOf('gift.coins', coins) };
  if (amountMinor === undefined) return null;
  const minor = String(amountMinor);
  if (!/^\d{1,15}$/.test(minor) || typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency))
    throw new BadLine(
      'gift.amountMinor must be a whole number of the smallest unit, with an ISO currency in gift.currency.',
    );
  return { amountMinor: minor, currency };
}

function countOf(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 1e9) return value;
  throw new BadLine(`${name} must be a whole number.`);
}

const viewersOf = (value: unknown): number => countOf('viewers', value);

function targetsOf(fields: Fields): string[] {
  const listed: unknown[] = Array.isArray(fields['targetIds']) ? fields['targetIds'] : [fields['targetId']];
  if (listed.length === 0 || listed.length > MOST_TARGETS)
    throw new BadLine(`targetIds must name 1 to ${MOST_TARGETS} messages or authors.`);
  return listed.map((one) => required('targetId', idOf('targetId', one)));
}

/** Milliseconds, seconds, or ISO 8601. */
function timeOf(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  const ms = typeof value === 'string' ? Date.parse(value) : typeof value === 'number' ? inMillis(value) : NaN;
  if (!Number.isFinite(ms))
    throw new BadLine('at must be milliseconds since 1970 or a time like 2026-11-22T18:00:00Z.');
  return ms;
}

/** As seconds the year 5138, as milliseconds March 1973. */
const inMillis = (value: number): number => (value < 100_000_000_000 ? value * 1000 : value);
