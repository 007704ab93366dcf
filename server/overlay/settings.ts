/** What is drawn and how much of it, of one overlay. */
export interface OverlaySettings {
  /** Lines on screen at once; 0: this page draws none and tells nobody anything. */
  lines: number;
  /** How long each is shown, in seconds. */
  seconds: number;
  /** How long a featured message stays, in seconds. */
  featuredSeconds: number;
  parts: { now: boolean; hint: boolean; featured: boolean; address: boolean };
  /** Words nobody is to read on the video, beside those that ship. */
  blocked: string[];
}

/** Ten lines of four seconds: 150 a minute. */
export const DEFAULTS: OverlaySettings = {
  lines: 10,
  seconds: 4,
  featuredSeconds: 12,
  parts: { now: true, hint: true, featured: true, address: true },
  blocked: [],
};

export const LIMITS = {
  lines: { least: 0, most: 12 },
  // The send lane's lease is 15 seconds: a line and its answer must fit into it.
  seconds: { least: 2, most: 10 },
  featuredSeconds: { least: 4, most: 60 },
  blocked: 200,
} as const;

/** As it was stored, whatever an older hub left out. */
export function settingsOf(stored: unknown): OverlaySettings {
  const given = isRecord(stored) ? stored : {};
  const parts = isRecord(given['parts']) ? given['parts'] : {};
  const on = (name: keyof OverlaySettings['parts']): boolean => parts[name] !== false;
  const blocked = Array.isArray(given['blocked']) ? given['blocked'] : [];
  return {
    lines: within(given['lines'], LIMITS.lines, DEFAULTS.lines),
    seconds: within(given['seconds'], LIMITS.seconds, DEFAULTS.seconds),
    featuredSeconds: within(given['featuredSeconds'], LIMITS.featuredSeconds, DEFAULTS.featuredSeconds),
    parts: { now: on('now'), hint: on('hint'), featured: on('featured'), address: on('address') },
    blocked: blocked.filter((word): word is string => typeof word === 'string').slice(0, LIMITS.blocked),
  };
}

/** Lines a minute. */
export const rateOf = ({ lines, seconds }: Pick<OverlaySettings, 'lines' | 'seconds'>): number =>
  Math.floor((lines * 60) / seconds);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function within(value: unknown, { least, most }: { least: number; most: number }, otherwise: number): number {
  return typeof value === 'number' && Number.isInteger(value) ? Math.min(most, Math.max(least, value)) : otherwise;
}
