/**
 * What a connection says next, and when. Pure. A platform lets us speak so often and so much; a person's answer goes before
 * a rule's, and of what rules say that is chosen which is worth most before its deadline. What goes to one buyer privately
 * goes in one message, and confirmations that wait together go out in one public line.
 */
import { wayForEach } from './budget-match.ts';
import { shareOut, soonestFirst, turnsOf, type Pace } from './budget-turns.ts';
import type { Window } from './budget-windows.ts';

export interface Waiting {
  id: string;
  /** 'act': something is done, not said; it keeps no pace and goes first. */
  kind: 'reply' | 'private' | 'act';
  /** Of 'private': it may be said in public where its turn does not come in time. */
  orPublic?: boolean;
  text: string;
  /** In a line with others: a mark, the name, what became of it. */
  shortText: string | null;
  /** How it stands in a private list to its author; null: it is said alone. */
  list?: { head: string; line: string } | null;
  /** Another wording of `text`, where the last thing said there had the same one. */
  otherwise: string | null;
  wording: string | null;
  /** The page's address for the end of `text`; empty where it has none or may not have one. */
  page: string;
  byPerson: boolean;
  authorId: string | null;
  valueMinor: bigint;
  deadlineMs: number | null;
  createdMs: number;
  /** What changed for a buyer who was told before is gathered until then. */
  notBeforeMs?: number;
}

export interface Voice {
  nowMs: number;
  /** When the platform was last asked to say something. */
  lastMs: number | null;
  /** Not before this: the platform asked us to wait. `privately` has one of its own; absent: the same. */
  pausedUntilMs: number;
  everyMs: number;
  /** The same for what is said privately, which has a pace of its own. */
  privately: { lastMs: number | null; everyMs: number; textLength?: number; pausedUntilMs?: number };
  /**
   * Lines of several: when the last one went, how near the next may follow at the least, how far apart they are kept, and
   * since when that is counted; earlier than the last where little was said before it. Absent: since the last.
   */
  digest?: { lastMs: number | null; everyMs: number; leastMs: number; paceFromMs?: number | null };
  /** The platform's limits by the hour, the second …, with what was used of them. */
  windows?: readonly Window[];
  textLength: number;
  /** At the end of a line of several: the page's address, or where it is said how to pay. */
  where: string;
  /** The wording used last. */
  lastWording: string | null;
  /** Units left today and what one reply costs; null where the platform keeps no such ledger. */
  units: { left: number; reply: number; kept?: number } | null;
}

export type Plan =
  | { do: 'nothing' }
  | { do: 'wait'; untilMs: number; why: string }
  | { do: 'send'; ids: string[]; text: string; kind: Waiting['kind']; wording: string | null; several?: boolean };

/** Units kept back for people: rules stop speaking first. */
const KEPT_FOR_PEOPLE = 10;
export const SOON_MS = 30_000;
const MOST_IN_ONE = 20;
const SEPARATOR = ' · ';
/** What is looked ahead: nothing of ours is due later than this, but for people's answers. */
const HORIZON_MS = 180_000;
const NO_DIGEST: NonNullable<Voice['digest']> = { lastMs: null, everyMs: 0, leastMs: 0 };

export function planNext(waiting: readonly Waiting[], voice: Voice): Plan {
  const { acts, groups, lines } = inTurn(waiting);
  if (acts.length + groups.length + lines.length === 0) return { do: 'nothing' };
  const act = [...acts].sort((a, b) => order(a, b, voice.nowMs))[0];
  if (act !== undefined && voice.pausedUntilMs <= voice.nowMs) return alone(act, voice);
  const secret = privateTurn(groups, lines, voice);
  if (secret.group !== null) return privately(secret.group, voice);
  const open = publicTurn([...lines, ...secret.overflow], voice);
  if (open.plan !== null) return open.plan;
  const atMs = Math.min(secret.atMs, open.atMs, act === undefined ? Infinity : voice.pausedUntilMs);
  if (atMs === Infinity) return { do: 'wait', untilMs: voice.nowMs + 60_000, why: 'units' };
  return { do: 'wait', untilMs: Math.max(atMs, voice.nowMs + 1), why: atMs > voice.nowMs ? 'pace' : 'units' };
}

/** What goes to one buyer in one private message. */
export interface Group {
  rows: Waiting[];
  byPerson: boolean;
  valueMinor: bigint;
  deadlineMs: number | null;
  readyMs: number;
}

/**
 * One person's replies leave in order: what is privately said to somebody waits for what is said before it in public,
 * and the other way round. A person's answer and an act wait for nothing.
 */
function inTurn(waiting: readonly Waiting[]): { acts: Waiting[]; groups: Group[]; lines: Waiting[] } {
  const first = new Map<string, Waiting['kind']>();
  const apart = new Set<string>();
  const groups = new Map<string, Waiting[]>();
  const theirs = new Map<string, Waiting[]>();
  const [acts, lines]: [Waiting[], Waiting[]] = [[], []];
  for (const one of [...waiting].sort((a, b) => a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1))) {
    const who = one.authorId;
    if (one.kind === 'act') acts.push(one);
    else if (who === null || one.byPerson) one.kind === 'private' ? groups.set(`1${one.id}`, [one]) : lines.push(one);
    else if (!apart.has(who)) {
      const kind = first.get(who) ?? one.kind;
      first.set(who, kind);
      const mergeable = kind === 'private' ? (one.list ?? null) !== null : one.shortText !== null;
      const others = theirs.get(who) ?? [];
      if (one.kind !== kind || (others.length > 0 && !mergeable)) apart.add(who);
      else {
        others.push(one);
        theirs.set(who, others);
        if (kind === 'reply') lines.push(one);
        else groups.set(`2${who}`, others);
      }
      if (!mergeable) apart.add(who);
    }
  }
  return { acts, groups: [...groups.values()].map(groupOf), lines };
}

/** Of what waits, what goes to one buyer in one private message each. */
export const groupsOf = (waiting: readonly Waiting[]): Group[] => inTurn(waiting).groups;

function groupOf(rows: Waiting[]): Group {
  const deadlines = rows.flatMap((row) => row.deadlineMs ?? []);
  return {
    rows,
    byPerson: rows.some((row) => row.byPerson),
    valueMinor: rows.reduce((sum, row) => sum + row.valueMinor, 0n),
    deadlineMs: deadlines.length === 0 ? null : Math.min(...deadlines),
    readyMs: Math.min(...rows.map((row) => row.notBeforeMs ?? 0)),
  };
}

const windowsFor = (voice: Voice, kind: 'reply' | 'private'): Window[] =>
  (voice.windows ?? []).filter(({ acts }) =>
    kind === 'reply' ? acts.includes('reply') : acts.includes('private-reply') || acts.includes('message'),
  );

/** The pace of what is said privately, or in public by single messages. */
export function paceOf(voice: Voice, kind: 'reply' | 'private', byPerson = false): Pace {
  const { lastMs, everyMs, pausedUntilMs = voice.pausedUntilMs } = kind === 'reply' ? voice : voice.privately;
  return {
    fromMs: Math.max(voice.nowMs, pausedUntilMs, lastMs === null ? 0 : lastMs + everyMs),
    everyMs,
    windows: windowsFor(voice, kind),
    most: kind === 'reply' ? affordable(voice, byPerson) : null,
  };
}

/** How many public replies the day's ledger still pays for; null: any number. */
export function affordable({ units }: Voice, byPerson: boolean): number | null {
  if (units === null) return null;
  const kept = byPerson ? 0 : (units.kept ?? units.reply * (KEPT_FOR_PEOPLE - 1));
  return Math.max(0, Math.floor((units.left - kept) / units.reply));
}

function privateTurn(
  groups: readonly Group[],
  lines: readonly Waiting[],
  voice: Voice,
): { group: Group | null; overflow: Waiting[]; atMs: number } {
  if (groups.length === 0) return { group: null, overflow: [], atMs: Infinity };
  const people = groups.filter((group) => group.byPerson);
  const ready = groups.filter((group) => !group.byPerson && group.readyMs <= voice.nowMs);
  const later = Math.min(...groups.filter((group) => group.readyMs > voice.nowMs).map((group) => group.readyMs));
  const untilMs = voice.nowMs + HORIZON_MS;
  const [firstTurn = Infinity] = turnsOf(paceOf(voice, 'private', people.length > 0), untilMs, 1, people.length > 0);
  const [person] = people;
  if (person !== undefined && firstTurn <= voice.nowMs) return { group: person, overflow: [], atMs: voice.nowMs };
  const turns = turnsOf(paceOf(voice, 'private'), untilMs, ready.length);
  const { kept, moved } = parted(turns, ready, lines, voice);
  const overflow = moved.flatMap((group) => group.rows).map((row): Waiting => ({ ...row, kind: 'reply' }));
  const [next] = kept;
  const turn = turns[0] ?? Infinity;
  if (next !== undefined && turn <= voice.nowMs) return { group: next, overflow, atMs: voice.nowMs };
  return {
    group: null,
    overflow,
    atMs: Math.min(later, person === undefined ? Infinity : firstTurn, next ? turn : Infinity),
  };
}

/** More than this is chosen among by a plainer rule: nearly as good, and in no time. */
const MATCHED_AT_MOST = 60;

/**
 * Where private turns are short, who is told in public instead: as much worth as both together can carry, and who has no
 * other way first.
 */
function parted(
  turns: readonly number[],
  ready: readonly Group[],
  lines: readonly Waiting[],
  voice: Voice,
): { kept: Group[]; moved: Group[] } {
  const { taken, left } = shareOut(turns, ready);
  if (left.length === 0 || !ready.some(mayBePublic)) return { kept: taken, moved: [] };
  if (ready.length + lines.length > MATCHED_AT_MOST) return makeWay(taken, left);
  const short = [...ready.flatMap((group) => group.rows), ...lines].filter((row) => row.shortText !== null);
  const singles = turnsOf(paceOf(voice, 'reply'), voice.nowMs + HORIZON_MS, ready.length + lines.length);
  const seats = [turns, singles, lineTurns(short, voice, Math.max(singles[0] ?? Infinity, voice.nowMs))];
  const inPublic = (rows: readonly Waiting[]): number => (rows.some((row) => row.shortText === null) ? 1 : 2);
  const ways = wayForEach(seats, [
    ...ready.map((group) => ({ ...group, ways: mayBePublic(group) ? [0, inPublic(group.rows)] : [0] })),
    ...lines.map((row) => ({ ...row, ways: [inPublic([row])] })),
  ]);
  const going = (way: (index: number | null) => boolean): Group[] => ready.filter((_group, i) => way(ways[i] ?? null));
  return { kept: going((way) => way === 0).sort(soonestFirst), moved: going((way) => way === 1 || way === 2) };
}

/** Who has no other way takes the turn of somebody who may be told in public. */
function makeWay(taken: readonly Group[], left: readonly Group[]): { kept: Group[]; moved: Group[] } {
  const kept = [...taken];
  const moved = left.filter(mayBePublic);
  for (const one of left) {
    if (mayBePublic(one)) continue;
    const at = kept.findIndex(
      (other) => mayBePublic(other) && (other.deadlineMs ?? Infinity) <= (one.deadlineMs ?? Infinity),
    );
    const [gone] = at < 0 ? [] : kept.splice(at, 1, one);
    if (gone !== undefined) moved.push(gone);
  }
  return { kept: kept.sort(soonestFirst), moved };
}
const mayBePublic = (group: Group): boolean => group.rows.every((row) => row.orPublic === true);

function publicTurn(rows: readonly Waiting[], voice: Voice): { plan: Plan | null; atMs: number } {
  if (rows.length === 0) return { plan: null, atMs: Infinity };
  const untilMs = voice.nowMs + HORIZON_MS;
  const person = [...rows].filter((row) => row.byPerson).sort((a, b) => order(a, b, voice.nowMs))[0];
  const [personTurn = Infinity] = turnsOf(paceOf(voice, 'reply', true), untilMs, 1, true);
  if (person !== undefined && personTurn <= voice.nowMs) return { plan: alone(person, voice), atMs: voice.nowMs };
  const ruled = rows.filter((row) => !row.byPerson);
  const singles = ruled.filter((row) => row.shortText === null);
  const short = ruled.filter((row) => row.shortText !== null);
  const turns = turnsOf(paceOf(voice, 'reply'), untilMs, singles.length + 1);
  const turn = turns[0] ?? Infinity;
  const digest = digestOf(short, voice, Math.max(turn, voice.nowMs));
  const [single] = shareOut(turns, singles).taken;
  const nowTurn = turn <= voice.nowMs;
  if (nowTurn && digest.plan !== null && !(single && order(single, digest.first, voice.nowMs) < 0))
    return { plan: digest.plan, atMs: voice.nowMs };
  if (nowTurn && single !== undefined) return { plan: alone(single, voice), atMs: voice.nowMs };
  const next = Math.max(turn, single === undefined ? digest.atMs : 0);
  return { plan: null, atMs: Math.min(next, person === undefined ? Infinity : personTurn) };
}

type Digest = { plan: Plan; first: Waiting; atMs: number } | { plan: null; atMs: number };

/**
 * The next line of several, once it is its time: so long after the last, sooner when it is full or when somebody in it
 * can wait no longer. Where more wait than the lines before their deadlines can hold, those worth most go.
 */
function digestOf(short: readonly Waiting[], voice: Voice, fromMs: number): Digest {
  if (short.length === 0) return { plan: null, atMs: Infinity };
  const { lastMs, everyMs, leastMs, paceFromMs = lastMs } = voice.digest ?? NO_DIGEST;
  const since = (ms: number): number => (lastMs === null ? 0 : lastMs + ms);
  const paceMs = paceFromMs === null ? 0 : paceFromMs + everyMs;
  const line = lineOf(short, voice, fromMs);
  const soonest = Math.min(...short.map((row) => row.deadlineMs ?? Infinity)) - SOON_MS;
  const dueMs = line.isFull ? since(leastMs) : Math.max(since(leastMs), Math.min(paceMs, soonest));
  const [first] = line.rows;
  if (dueMs > voice.nowMs || first === undefined) return { plan: null, atMs: Math.max(dueMs, voice.nowMs) };
  const plan: Plan = line.rows.length === 1 ? alone(first, voice) : said(line, voice);
  return { plan, first, atMs: voice.nowMs };
}

interface Line {
  rows: Waiting[];
  text: string;
  isFull: boolean;
}

function lineOf(short: readonly Waiting[], voice: Voice, fromMs: number): Line {
  return fill(inOrder(shareOut(lineTurns(short, voice, fromMs), short).taken), voice);
}

/** One turn for each place on the next lines: as many on a line as fit on average, which is exact enough to choose by. */
function lineTurns(short: readonly Waiting[], voice: Voice, fromMs: number): number[] {
  if (short.length === 0) return [];
  const { leastMs } = voice.digest ?? NO_DIGEST;
  const everyMs = Math.max(leastMs, voice.everyMs, 1);
  const length = short.reduce((sum, row) => sum + lengthOf(row.shortText ?? '') + SEPARATOR.length, 0) / short.length;
  const each = Math.max(1, Math.min(MOST_IN_ONE, Math.floor((voice.textLength - lengthOf(tailOf(voice))) / length)));
  const pace = { ...paceOf(voice, 'reply'), fromMs, everyMs };
  const lines = turnsOf(pace, voice.nowMs + HORIZON_MS, Math.ceil(short.length / each) + 1);
  return lines.flatMap((turn) => Array.from({ length: each }, () => turn));
}

/** Who was chosen, by deadline; nobody's second before their first. */
function inOrder(taken: readonly Waiting[]): Waiting[] {
  const byAuthor = new Map<string, Waiting[]>();
  for (const one of [...taken].sort((a, b) => a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1)))
    if (one.authorId !== null) byAuthor.set(one.authorId, [...(byAuthor.get(one.authorId) ?? []), one]);
  return taken.map((one) => (one.authorId === null ? one : (byAuthor.get(one.authorId)?.shift() ?? one)));
}

/** As many as fit in one line. */
function fill(sorted: readonly Waiting[], voice: Voice): Line {
  const room = voice.textLength - lengthOf(tailOf(voice));
  const rows: Waiting[] = [];
  const without = new Set<string>();
  let text = '';
  for (const one of sorted) {
    if (rows.length === MOST_IN_ONE) break;
    if (one.authorId !== null && without.has(one.authorId)) continue;
    const longer = joined([...rows, one]);
    // Longer than a line by itself: it goes alone and is cut.
    if (rows.length > 0 && lengthOf(longer) > room) {
      if (one.authorId !== null) without.add(one.authorId);
      continue;
    }
    rows.push(one);
    text = longer;
  }
  return { rows, text, isFull: rows.length < sorted.length || rows.length === MOST_IN_ONE };
}

/** "✓ @ana A12 · @tom B3 · ⏳ @kim A12: waitlist no. 4": what has the same mark stands behind it together. */
function joined(rows: readonly Waiting[]): string {
  const byMark = new Map<string, string[]>();
  for (const { shortText } of rows) {
    const [, mark = '', rest = ''] = /^([^\p{L}\p{N}@\s]\S? )?(.*)$/su.exec(shortText ?? '') ?? [];
    byMark.set(mark, [...(byMark.get(mark) ?? []), rest]);
  }
  return [...byMark].map(([mark, list]) => `${mark}${list.join(SEPARATOR)}`).join(SEPARATOR);
}

const lengthOf = (text: string): number => [...text].length;
const tailOf = ({ where }: Voice): string =>
  where === '' ? '' : /^https?:/.test(where) ? withPage('', where) : `${SEPARATOR}${where}`;

const said = (line: Line, voice: Voice): Plan => ({
  do: 'send',
  ids: line.rows.map((one) => one.id),
  text: `${line.text}${tailOf(voice)}`,
  kind: 'reply',
  wording: null,
  several: true,
});

/** All that waits for one buyer, in one message. */
function privately(group: Group, voice: Voice): Plan {
  const [first] = group.rows;
  if (first === undefined) return { do: 'nothing' };
  if (group.rows.length === 1 || !first.list) return alone(first, voice);
  const most = voice.privately.textLength ?? voice.textLength;
  const page = group.rows.find((row) => row.page !== '')?.page ?? '';
  const tail = page === '' ? '' : `\n→ ${page}`;
  const ids: string[] = [];
  let text = first.list.head;
  for (const row of group.rows) {
    const longer = `${text}\n${row.list?.line ?? ''}`;
    if (ids.length > 0 && lengthOf(longer) + lengthOf(tail) > most) break;
    ids.push(row.id);
    text = longer;
  }
  return { do: 'send', ids, text: `${text}${tail}`, kind: 'private', wording: null, several: true };
}

function order(a: Waiting, b: Waiting, nowMs: number): number {
  const soon = (one: Waiting) => (one.deadlineMs !== null && one.deadlineMs - nowMs < SOON_MS ? 0 : 1);
  if (a.byPerson !== b.byPerson) return a.byPerson ? -1 : 1;
  if (soon(a) !== soon(b)) return soon(a) - soon(b);
  if (a.valueMinor !== b.valueMinor) return a.valueMinor > b.valueMinor ? -1 : 1;
  return a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1);
}

function alone(one: Waiting, voice: Voice): Plan {
  const repeats = one.wording !== null && one.wording === voice.lastWording && one.otherwise !== null;
  const text = withPage(repeats ? (one.otherwise ?? one.text) : one.text, one.page);
  return { do: 'send', ids: [one.id], text, kind: one.kind, wording: repeats ? `${one.wording ?? ''}+` : one.wording };
}

/** A sentence is whole without the address; where one may be given it stands at the end. */
const withPage = (text: string, page: string): string => (page === '' ? text : `${text} → ${page}`);
