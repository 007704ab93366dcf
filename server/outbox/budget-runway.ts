import { shareOut, turnsOf } from './budget-turns.ts';
import { leftIn } from './budget-windows.ts';
import { affordable, groupsOf, paceOf, type Voice, type Waiting } from './budget.ts';

/** How far a connection's voice reaches: what is left, what waits, how long that takes. Pure. */
export interface Runway {
  private: Stretch | null;
  public: Stretch | null;
  /** For the console: "212 private replies left this hour, 31 waiting, about 4 minutes". */
  sentence: string;
}
export interface Stretch {
  /** null: nothing is counted. */
  left: number | null;
  /** In which time that is counted; null: today, or nothing is counted. */
  perMs: number | null;
  waiting: number;
  /** Until the last that waits is said; null: nothing waits, or it is not known when. */
  aboutMs: number | null;
}

/** Further ahead nothing is said of when. */
const FAR_MS = 4 * 3_600_000;

export function runwayOf(
  waiting: readonly Waiting[],
  voice: Voice,
  can: { private: boolean; public: boolean },
): Runway {
  const secret = can.private ? privateStretch(waiting, voice) : null;
  const open = can.public ? publicStretch(waiting, voice) : null;
  return { private: secret, public: open, sentence: sentenceOf(secret, open) };
}

/** The same when nothing waits any more. */
export function rested(runway: Runway): Runway {
  const still = (stretch: Stretch | null): Stretch | null =>
    stretch === null ? null : { ...stretch, waiting: 0, aboutMs: null };
  const [secret, open] = [still(runway.private), still(runway.public)];
  return { private: secret, public: open, sentence: sentenceOf(secret, open) };
}

function privateStretch(waiting: readonly Waiting[], voice: Voice): Stretch {
  const pace = paceOf(voice, 'private');
  const tightest = [...pace.windows].sort((a, b) => a.most / a.perMs - b.most / b.perMs)[0];
  const groups = groupsOf(waiting);
  return {
    left: tightest === undefined ? null : leftIn(tightest, voice.nowMs, true),
    perMs: tightest?.perMs ?? null,
    waiting: groups.length,
    aboutMs: lastOf(turnsOf(pace, voice.nowMs + FAR_MS, groups.length), groups.length, voice.nowMs),
  };
}

function publicStretch(waiting: readonly Waiting[], voice: Voice): Stretch {
  const rows = waiting.filter((one) => one.kind === 'reply');
  const pace = paceOf(voice, 'reply');
  const [window] = pace.windows;
  const short = rows.filter((one) => one.shortText !== null).length;
  const lines = rows.length - short + (short === 0 ? 0 : Math.ceil(short / 8));
  const turns = turnsOf(pace, voice.nowMs + FAR_MS, lines);
  const most = affordable(voice, true);
  return {
    left: most ?? (window === undefined ? null : leftIn(window, voice.nowMs, true)),
    perMs: most === null ? (window?.perMs ?? null) : null,
    waiting: rows.length,
    aboutMs: lastOf(turns, lines, voice.nowMs),
  };
}

const lastOf = (turns: readonly number[], count: number, nowMs: number): number | null =>
  count === 0 || turns.length < count ? null : (turns.at(-1) ?? nowMs) - nowMs;

function sentenceOf(secret: Stretch | null, open: Stretch | null): string {
  const told = [stretchWords('private', secret), stretchWords('public', open)].filter((words) => words !== '');
  return told.join('; ');
}

function stretchWords(kind: 'private' | 'public', stretch: Stretch | null): string {
  if (stretch === null) return '';
  const { left, perMs, waiting, aboutMs } = stretch;
  // A limit by the second says nothing to a person.
  const counted = left !== null && (perMs === null || perMs >= 30_000);
  const room = counted ? `${String(left)} ${kind} ${left === 1 ? 'reply' : 'replies'} left ${spanWords(perMs)}` : '';
  if (waiting === 0) return room;
  const wait = `${counted ? '' : `${kind} replies: `}${String(waiting)} waiting`;
  return [room, wait, aboutMs === null ? 'not all of them in time' : aboutWords(aboutMs)].filter(Boolean).join(', ');
}

function spanWords(perMs: number | null): string {
  if (perMs === null) return 'today';
  if (perMs === 3_600_000) return 'this hour';
  return perMs >= 60_000 ? `in ${String(Math.round(perMs / 60_000))} minutes` : `in ${String(perMs / 1000)} s`;
}

function aboutWords(ms: number): string {
  if (ms < 10_000) return 'a few seconds';
  if (ms < 90_000) return `about ${String(Math.round(ms / 10_000) * 10)} s`;
  const minutes = Math.round(ms / 60_000);
  return `about ${String(minutes)} minutes`;
}

/** When the turn of each row comes, in milliseconds from now; null: not before its deadline. */
export function reachOf(waiting: readonly Waiting[], voice: Voice): Map<string, number | null> {
  const reach = new Map<string, number | null>();
  const until = voice.nowMs + FAR_MS;
  const groups = groupsOf(waiting);
  const shared = shareOut(turnsOf(paceOf(voice, 'private'), until, groups.length), groups);
  const turns = turnsOf(paceOf(voice, 'private'), until, shared.taken.length);
  shared.taken.forEach((group, i) => {
    const atMs = Math.max(turns[i] ?? until, group.readyMs);
    for (const row of group.rows) reach.set(row.id, atMs - voice.nowMs);
  });
  const open = [...shared.left.flatMap((group) => group.rows), ...waiting.filter((one) => one.kind === 'reply')];
  const publicly = open.filter((one) => one.kind === 'reply' || one.orPublic === true);
  for (const one of open) if (!publicly.includes(one)) reach.set(one.id, null);
  const each = perLine(publicly, voice);
  const { lastMs = null, everyMs = 0, leastMs = 0, paceFromMs = lastMs } = voice.digest ?? {};
  const full = publicly.length > each;
  const sinceMs = full ? lastMs : paceFromMs;
  const apart = Math.max(voice.everyMs, full ? leastMs : everyMs, 1);
  const pace = paceOf(voice, 'reply');
  const fromMs = Math.max(pace.fromMs, sinceMs === null ? 0 : sinceMs + (full ? leastMs : everyMs));
  const lines = turnsOf({ ...pace, fromMs, everyMs: apart }, until, Math.ceil(publicly.length / each));
  const slots = lines.flatMap((turn) => Array.from({ length: each }, () => turn));
  const open2 = shareOut(slots, publicly);
  open2.taken.forEach((row, i) => reach.set(row.id, (slots[i] ?? until) - voice.nowMs));
  for (const row of open2.left) reach.set(row.id, null);
  return reach;
}

function perLine(rows: readonly Waiting[], voice: Voice): number {
  if (rows.length === 0) return 1;
  const length = rows.reduce((sum, row) => sum + [...(row.shortText ?? row.text)].length + 3, 0) / rows.length;
  return Math.max(1, Math.min(20, Math.floor(voice.textLength / length)));
}
