/**
 * What a connection says next, and when. Pure. A platform lets us speak so often and so much; what is worth most and ends
 * soonest is said first, a person's answer before a rule's, and confirmations that wait together go out in one line.
 */
export interface Waiting {
  id: string;
  /** 'act': something is done, not said; it keeps no pace and goes first. */
  kind: 'reply' | 'private' | 'act';
  text: string;
  shortText: string | null;
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
}

export interface Voice {
  nowMs: number;
  /** When the platform was last asked to say something. */
  lastMs: number | null;
  /** Not before this: the platform asked us to wait. */
  pausedUntilMs: number;
  everyMs: number;
  /** The same for what is said privately, which has a pace of its own. */
  privately: { lastMs: number | null; everyMs: number };
  textLength: number;
  /** The page's address, once at the end of a line of several. */
  where: string;
  /** The wording used last. */
  lastWording: string | null;
  /** Units left today and what one reply costs; null where the platform keeps no such ledger. */
  units: { left: number; reply: number } | null;
}

export type Plan =
  | { do: 'nothing' }
  | { do: 'wait'; untilMs: number; why: string }
  | { do: 'send'; ids: string[]; text: string; kind: Waiting['kind']; wording: string | null };

/** Units kept back for people: rules stop speaking first. */
const KEPT_FOR_PEOPLE = 10;
const SOON_MS = 30_000;
const MOST_IN_ONE = 12;
const SEPARATOR = ' · ';

export function planNext(waiting: readonly Waiting[], voice: Voice): Plan {
  const next = firstOfEach(waiting);
  if (next.length === 0) return { do: 'nothing' };
  const ready = next.filter((one) => readyAt(one, voice) <= voice.nowMs);
  const later = next.filter((one) => readyAt(one, voice) > voice.nowMs).map((one) => readyAt(one, voice));
  const affordable = ready.filter((one) => isAffordable(one, voice));
  const first = [...affordable].sort((a, b) => order(a, b, voice.nowMs))[0];
  if (first === undefined)
    return later.length > 0
      ? { do: 'wait', untilMs: Math.min(...later), why: 'pace' }
      : { do: 'wait', untilMs: voice.nowMs + 60_000, why: 'units' };
  if (first.kind !== 'reply' || first.shortText === null) return alone(first, voice);
  const line = together(first, affordable, voice);
  return line ?? alone(first, voice);
}

function readyAt(one: Waiting, voice: Voice): number {
  if (one.kind === 'act') return voice.pausedUntilMs;
  const { lastMs, everyMs } = one.kind === 'reply' ? voice : voice.privately;
  return Math.max(voice.pausedUntilMs, lastMs === null ? 0 : lastMs + everyMs);
}

function isAffordable(one: Waiting, voice: Voice): boolean {
  if (voice.units === null || one.kind !== 'reply') return true;
  return voice.units.left >= voice.units.reply * (one.byPerson ? 1 : KEPT_FOR_PEOPLE);
}

/** One person's replies leave in order: only the oldest of each author is looked at. */
function firstOfEach(waiting: readonly Waiting[]): Waiting[] {
  const seen = new Set<string>();
  return [...waiting]
    .sort((a, b) => a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1))
    .filter(
      (one) =>
        one.authorId === null ||
        one.byPerson ||
        one.kind === 'act' ||
        (!seen.has(one.authorId) && seen.add(one.authorId)),
    );
}

function order(a: Waiting, b: Waiting, nowMs: number): number {
  const soon = (one: Waiting) => (one.deadlineMs !== null && one.deadlineMs - nowMs < SOON_MS ? 0 : 1);
  if (a.byPerson !== b.byPerson) return a.byPerson ? -1 : 1;
  if ((a.kind === 'act') !== (b.kind === 'act')) return a.kind === 'act' ? -1 : 1;
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

/** As many short confirmations as fit in one line, the most pressing first; null when there is only one. */
function together(first: Waiting, ready: readonly Waiting[], voice: Voice): Plan | null {
  const tail = withPage('', voice.where);
  const others = ready.filter(
    (one) => one.id !== first.id && one.kind === 'reply' && one.shortText !== null && !one.byPerson,
  );
  const chosen = [first];
  let text = first.shortText ?? '';
  for (const one of [...others].sort((a, b) => order(a, b, voice.nowMs))) {
    const longer = `${text}${SEPARATOR}${one.shortText ?? ''}`;
    if (chosen.length === MOST_IN_ONE || longer.length + tail.length > voice.textLength) continue;
    chosen.push(one);
    text = longer;
  }
  if (chosen.length === 1) return null;
  return { do: 'send', ids: chosen.map((one) => one.id), text: `${text}${tail}`, kind: 'reply', wording: null };
}
