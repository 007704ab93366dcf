import { clockTime } from '#lib/shared/format.ts';
import { platformLook } from '#lib/shared/platforms.ts';
import { claimGoods, claimState, reasonWords, type Tone } from '../claim-words.ts';
import type { FeedGap, FeedMessage, FeedReading } from '../feed/entry.ts';
import type { ShowState } from '../feed/show-state.ts';
import type { Line } from '../feed/timeline.ts';
import { gapWords } from '../health/gap-words.ts';
import { plainLanguage } from '../languages/language-words.ts';
import { whereWords } from '../health/health-words.ts';
import { messageWords } from './message-words.ts';

/** Everything a row shows, as text: the list only copies it into its slots. */
export interface RowLook {
  id: string;
  at: number;
  kind: 'message' | 'gift' | 'quiet' | 'staff' | 'gap';
  time: string;
  platform: string | null;
  who: string;
  badge: string;
  /** The tag of a language that this person does not read. */
  language: string;
  text: string;
  removed: boolean;
  chip: string;
  tone: Tone;
}

/** @param isRead whether this person reads that language */
export function rowLook(
  line: Line,
  state: ShowState,
  nowMs: number,
  isRead: (language: string) => boolean = () => true,
): RowLook {
  if (line.gap !== null) return gapLook(line, line.gap, state, nowMs);
  if (line.message !== null) return messageLook(line, line.message, state, isRead);
  throw new Error('a line without message and gap');
}

const blank = {
  platform: null,
  who: '',
  badge: '',
  language: '',
  text: '',
  removed: false,
  chip: '',
  tone: 'plain' as Tone,
};

function gapLook(line: Line, gap: FeedGap, state: ShowState, nowMs: number): RowLook {
  const connection = state.connections.get(gap.connectionId);
  const where = connection ? whereWords(connection, state.connections.values()) : platformLook(gap.platform).name;
  const text = gapWords(gap, where, nowMs);
  return {
    ...blank,
    id: line.id,
    at: line.at,
    kind: 'gap',
    time: clockTime(gap.startedAtMs),
    platform: gap.platform,
    text,
  };
}

function messageLook(
  line: Line,
  message: FeedMessage,
  state: ShowState,
  isRead: (language: string) => boolean,
): RowLook {
  const foreign = message.language !== undefined && !isRead(message.language);
  const base = {
    ...blank,
    id: line.id,
    at: line.at,
    time: clockTime(message.spokenAtMs),
    platform: message.platform,
    who: state.nameOf(message),
    badge: badgeOf(message),
  };
  if (message.kind === 'staff')
    return { ...base, kind: 'staff', badge: '', text: messageWords(message, state), ...chipOf(message, state) };
  if (message.kind === 'message' || message.kind === 'gift') {
    const removed = state.removed.has(message.seq);
    if (removed) return { ...base, kind: 'quiet', removed, text: `removed on ${platformLook(message.platform).name}` };
    const hidden = state.hiddenBy(message.seq);
    if (hidden)
      return {
        ...base,
        kind: 'quiet',
        removed: true,
        text: `hidden by ${hidden.madeBy === 'rule' ? 'a rule' : (state.names.get(hidden.madeBy) ?? 'the team')}`,
      };
    const language = foreign && message.language !== undefined ? plainLanguage(message.language) : '';
    return { ...base, kind: message.kind, language, text: messageWords(message, state), ...airedChip(message, state) };
  }
  return { ...base, kind: 'quiet', text: messageWords(message, state) };
}

/** A message found after a gap stands where it was found, and was said earlier than what stands around it. */
const badgeOf = (message: FeedMessage): string => (message.late ? 'late' : roleOf(message));

const roleOf = (message: FeedMessage): string =>
  ['owner', 'moderator', 'member', 'verified'].find((badge) => message.badges.includes(badge)) ?? '';

const look = (chip: string, tone: Tone) => ({ chip, tone });

/** On the overlay now: said before everything else that is to be said of it. */
function airedChip(message: FeedMessage, state: ShowState): { chip: string; tone: Tone } {
  const { chip, tone } = chipOf(message, state);
  return state.isOnAir(message.seq) ? look(`● ON AIR${chip === '' ? '' : ` · ${chip}`}`, 'accent') : look(chip, tone);
}

/** What rules call it stands before what came of it. */
function chipOf(message: FeedMessage, state: ShowState): { chip: string; tone: Tone } {
  const { chip, tone } = cameOf(message, state);
  const tags = state.readings.get(message.seq)?.tags ?? [];
  return tags.length === 0
    ? look(chip, tone)
    : look([...tags.map((tag) => `#${tag}`), chip].filter(Boolean).join(' · '), tone);
}

/** What came of a message: its claim first, then an open question, then how it was read. */
function cameOf(message: FeedMessage, state: ShowState): { chip: string; tone: Tone } {
  const claims = state.claimsOf(message.seq);
  const claim = claims[0];
  if (claim) {
    const { words, tone } = claimState(claim);
    const more = claims.length > 1 ? ` +${claims.length - 1}` : '';
    return look(`${claimGoods(claim)} · ${words}${more}`, tone);
  }
  const question = state.questions.get(message.seq);
  if (question?.state === 'open') {
    const whose = question.assignedTo ? ` for ${state.names.get(question.assignedTo) ?? 'a member'}` : '';
    return look(`${reasonWords(question.topic)}?${whose}`, 'accent');
  }
  if (question) return look(question.state, 'plain');
  const reading = state.readings.get(message.seq);
  return reading ? readingChip(reading) : look('', 'plain');
}

function readingChip(reading: FeedReading): { chip: string; tone: Tone } {
  if (reading.needsLook) return look(`needs a look: ${reasonWords(reading.outcome ?? reading.intent)}`, 'warn');
  if (reading.outcome === 'held-for-review') return look('held for review', 'warn');
  if (reading.outcome) return look(reasonWords(reading.outcome), 'plain');
  return reading.intent === 'none' ? look('', 'plain') : look(reasonWords(reading.intent), 'plain');
}
