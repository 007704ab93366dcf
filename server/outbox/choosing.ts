import type { Window } from './budget-windows.ts';
import { reachOf, runwayOf, type Runway } from './budget-runway.ts';
import { planNext, SOON_MS, type Plan, type Voice as Paced, type Waiting } from './budget.ts';
import { pageFor, type Errand, type Sendable } from './errand.ts';
import type { Line } from './target.ts';
import { headOf, spokenLanguage, tailOf, withoutName } from './templates.ts';
import { isPrivate, isSpoken } from './ways.ts';

/** How a connection speaks, beside what its platform allows. */
export interface Habits {
  /** Public lines of several stand so far apart; a full one may follow the last this soon. */
  digestEveryMs: number;
  digestLeastMs: number;
  /** What changes for a buyer who was told before is gathered for so long. */
  gatherMs: number;
}
export const HABITS: Habits = { digestEveryMs: 20_000, digestLeastMs: 5_000, gatherMs: 20_000 };

/** So many lines a quiet chat has in store: the first buyers of a calm minute are answered one by one. */
const IN_STORE = 3;

/** Everything as soon as the platform lets it. */
export const AT_ONCE: Habits = { digestEveryMs: 0, digestLeastMs: 0, gatherMs: 0 };

/** What a send lane's row remembers between two drains. A field may be absent in what an older hub left. */
export interface Voice {
  lastMs: number | null;
  lastPrivateMs?: number | null;
  lastDigestMs?: number | null;
  /** Since when the pace of such lines is counted. */
  digestPaceMs?: number | null;
  pausedUntilMs: number;
  pausedPrivateUntilMs?: number;
  /** What the platform said when it asked us to wait. */
  pausedWhy?: string | null;
  lastWording: string | null;
  /** Counts public lines, for the choice of their endings. */
  lines?: number;
  runway?: Runway | null;
}
export const SILENT: Voice = { lastMs: null, pausedUntilMs: 0, lastWording: null };

export interface Here {
  line: Line;
  voice: Voice;
  windows: readonly Window[];
  /** A message that says how to order is pinned there. */
  pinned: boolean;
  habits: Habits;
  nowMs: number;
}

export interface Chosen {
  plan: Plan;
  runway: Runway;
  /** When each row's turn comes, in milliseconds from now; null: not in time. */
  reach(): ReadonlyMap<string, number | null>;
}

/** What goes out next of what may go out on one line. */
export function chosenOf(sendable: readonly Sendable[], here: Here): Chosen {
  const waiting = sendable.map((one) => waitingOf(one, here));
  const paced = pacedBy(waiting, sendable, here);
  const { can } = here.line.manifest;
  const ways = { private: can.includes('private-reply') || can.includes('message'), public: can.includes('reply') };
  const runway = runwayOf(waiting, paced, ways);
  return {
    plan: planNext(waiting, paced),
    runway: { ...runway, sentence: [pauseOf(here), runway.sentence].filter((words) => words !== '').join('; ') },
    reach: () => reachOf(waiting, paced),
  };
}

/** Why nothing is said now, where the platform asked for it. */
export const pausedWhy = (voice: Voice, nowMs: number): string | null =>
  Math.max(voice.pausedUntilMs, voice.pausedPrivateUntilMs ?? 0) > nowMs ? (voice.pausedWhy ?? null) : null;
function pauseOf({ voice, nowMs }: Here): string {
  const why = pausedWhy(voice, nowMs);
  const untilMs = Math.max(voice.pausedUntilMs, voice.pausedPrivateUntilMs ?? 0);
  return why === null ? '' : `waiting ${String(Math.ceil((untilMs - nowMs) / 1_000))} s: ${why}`;
}

export function spokenWith(voice: Voice, errand: Errand, nowMs: number, habits: Habits = HABITS): Voice {
  if (!isSpoken(errand.act)) return voice;
  if (isPrivate(errand.act))
    return { ...voice, lastPrivateMs: nowMs, lastWording: errand.wording ?? voice.lastWording };
  const paceMs = (voice.digestPaceMs ?? -Infinity) + habits.digestEveryMs;
  const digestPaceMs = Math.max(paceMs, nowMs - (IN_STORE - 1) * habits.digestEveryMs);
  const digest = errand.isDigest ? { lastDigestMs: nowMs, digestPaceMs, lines: (voice.lines ?? 0) + 1 } : {};
  return { ...voice, ...digest, lastMs: nowMs, lastWording: errand.wording ?? voice.lastWording };
}

/** 'th:reserved:0' → 'th' */
const languageOf = (row: Sendable['row']): string => row.target.wording?.split(':')[0] ?? 'en';

/** Said alone in public; to one person it stands beside what became of the other lines of their comment. */
const ASKED_BESIDE: ReadonlySet<string> = new Set(['which-one']);

/**
 * The lines of one comment are settled product by product, each in a transaction of its own, and the comment has one
 * private reply: so long the first of them waits for the others.
 */
const SAME_COMMENT_MS = 3_000;

function waitingOf({ row, act, orPublic, toldMs, moreToCome }: Sendable, { line, voice, habits }: Here): Waiting {
  const handle = row.target.toHandle ?? '';
  const isSecret = isPrivate(act);
  const gathered = isSecret && toldMs !== null && !row.byPerson ? row.createdMs + habits.gatherMs : 0;
  const whole = isSecret && moreToCome === true && !row.byPerson ? row.createdMs + SAME_COMMENT_MS : 0;
  return {
    id: row.id,
    kind: isSecret ? 'private' : act === 'reply' ? 'reply' : 'act',
    orPublic,
    text: row.text,
    shortText: row.shortText,
    list:
      isSecret && (row.shortText !== null || ASKED_BESIDE.has(row.about))
        ? {
            head: headOf('direct', languageOf(row), handle, voice.lines ?? row.createdMs),
            line: withoutName(row.shortText ?? row.text, handle),
          }
        : null,
    otherwise: row.target.otherwise ?? null,
    wording: row.target.wording ?? null,
    page: pageFor(row, line),
    byPerson: row.byPerson,
    authorId: row.authorId,
    valueMinor: BigInt(row.valueMinor),
    deadlineMs: row.deadlineMs,
    createdMs: row.createdMs,
    notBeforeMs: Math.min(Math.max(gathered, whole), (row.deadlineMs ?? Infinity) - SOON_MS),
  };
}

/** Of YouTube's units so much of the day is left to reading, whatever is to be said. */
const READS_KEEP = 0.1;

function pacedBy(waiting: readonly Waiting[], sendable: readonly Sendable[], here: Here): Paced {
  const { line, voice, windows, habits, nowMs } = here;
  const { limits, privately } = line.manifest;
  const left = line.unitsLeft();
  const { dailyUnits } = limits;
  return {
    nowMs,
    lastMs: voice.lastMs,
    pausedUntilMs: voice.pausedUntilMs,
    lastWording: voice.lastWording,
    everyMs: limits.replyEveryMs,
    privately: {
      lastMs: voice.lastPrivateMs ?? null,
      everyMs: privately?.everyMs ?? limits.replyEveryMs,
      textLength: privately?.textLength ?? limits.textLength,
      pausedUntilMs: voice.pausedPrivateUntilMs ?? 0,
    },
    digest: {
      lastMs: voice.lastDigestMs ?? null,
      everyMs: habits.digestEveryMs,
      leastMs: Math.max(habits.digestLeastMs, limits.replyEveryMs),
      paceFromMs: voice.digestPaceMs ?? voice.lastDigestMs ?? null,
    },
    windows,
    textLength: limits.textLength,
    where: endOf(waiting, sendable, here),
    units:
      left === null || dailyUnits === undefined
        ? null
        : { left, reply: dailyUnits.reply, kept: dailyUnits.reply * 9 + Math.round(dailyUnits.total * READS_KEEP) },
  };
}

/** Where to pay, at the end of a line of several: the pinned message where there is one, else the page. */
function endOf(waiting: readonly Waiting[], sendable: readonly Sendable[], { pinned, voice }: Here): string {
  const short = sendable.find((one) => one.row.shortText !== null);
  if (pinned && short !== undefined)
    return tailOf(spokenLanguage(null, short.row.language ?? languageOf(short.row)), voice.lines ?? 0);
  return waiting.find((one) => one.page !== '')?.page ?? '';
}
