import type { Manifest } from '../../connectors/platforms/contract.ts';
import type { AccessLevel } from '../../connectors/platforms/testkit/simulator.ts';
import type { StageJournal } from './stage-protocol.ts';

/** What `npm run rehearse` prints. Pure: counts and times come in as values. */
export interface Figures {
  seed: string;
  seconds: number;
  rate: number;
  access: AccessLevel;
  published: number;
  stored: number;
  duplicatesDropped: number;
  claims: number;
  reserved: number;
  waitlisted: number;
  refused: number;
  cancelled: number;
  repliesSent: number;
  repliesFailed: number;
  lost: number;
  oversold: number;
  /** Claims on a product that their author did not mean: what they named, or what they were seeing. */
  wrongProduct: number;
  /** Claims that named no product: so many were made, taken at their word, and left to a person. */
  bare: { said: number; sold: number; asked: number };
  eventsPerSecond: number;
  lagMs: Percentiles;
  perPlatform: Record<string, PlatformFigures>;
  /** Units by variant, to compare two runs of one seed. */
  units: Record<string, { reserved: number; waitlisted: number }>;
  /** A digest over (event id → lines), to compare two runs of one seed. */
  lines: string;
}

export interface PlatformFigures {
  published: number;
  stored: number;
  lost: number;
  replies: number;
  /** How it is read: what is polled cannot be here sooner than it is asked for. */
  reads: Manifest['reads'];
  lagMs: Percentiles;
}

export interface Percentiles {
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

/** What a new connection to the database found after the drain. */
export interface Found {
  /** By platform: the ids that were asked for and are there. */
  stored: ReadonlyMap<string, ReadonlySet<string>>;
  duplicatesDropped: number;
  claims: Readonly<Record<string, number>>;
  repliesFailed: number;
  oversold: number;
  wrongProduct: number;
  bareSold: number;
  bareAsked: number;
  units: Figures['units'];
  lines: string;
}

export interface Measured {
  seed: string;
  seconds: number;
  rate: number;
  access: AccessLevel;
  /** By platform; one that said nothing is named too. */
  reads: Readonly<Record<string, Manifest['reads']>>;
  journal: StageJournal;
  found: Found;
  /** `platform id` → when the feed client had it, milliseconds since 1970. */
  seenMs: ReadonlyMap<string, number>;
}

export const keyOf = (platform: string, id: string): string => `${platform} ${id}`;

export function figuresOf(measured: Measured): Figures {
  const { journal, found, seenMs } = measured;
  const gone = new Set(journal.lost.map(({ platform, id }) => keyOf(platform, id)));
  // What the platform itself can never deliver any more could not reach us; it counts as published, not as lost.
  const missing = journal.published.filter(
    (one) => !gone.has(keyOf(one.platform, one.id)) && found.stored.get(one.platform)?.has(one.id) !== true,
  );
  const lags = journal.published.flatMap((one) => {
    const seen = seenMs.get(keyOf(one.platform, one.id));
    return seen === undefined ? [] : [{ platform: one.platform, lagMs: seen - one.dueMs }];
  });
  const platforms = Object.keys(measured.reads).sort();
  const storedOn = (platform: string): number => found.stored.get(platform)?.size ?? 0;
  const on = <T extends { platform: string }>(list: readonly T[], platform: string): T[] =>
    list.filter((one) => one.platform === platform);
  const stored = platforms.reduce((sum, platform) => sum + storedOn(platform), 0);
  // While the audience comes in, a tenth of the rate is played; that is no throughput.
  const storedAtRate = journal.published.filter(
    (one) => one.prelude !== true && found.stored.get(one.platform)?.has(one.id) === true,
  ).length;
  const claimsIn = (...states: string[]): number => states.reduce((sum, state) => sum + (found.claims[state] ?? 0), 0);
  return {
    seed: measured.seed,
    seconds: measured.seconds,
    rate: measured.rate,
    access: measured.access,
    published: journal.published.length,
    stored,
    duplicatesDropped: found.duplicatesDropped,
    claims: Object.values(found.claims).reduce((sum, n) => sum + n, 0),
    reserved: claimsIn('reserved', 'offered', 'paying', 'sold'),
    waitlisted: claimsIn('waitlisted'),
    refused: claimsIn('refused'),
    cancelled: claimsIn('cancelled'),
    repliesSent: journal.replies.length,
    repliesFailed: found.repliesFailed,
    lost: missing.length,
    oversold: found.oversold,
    wrongProduct: found.wrongProduct,
    bare: {
      said: journal.published.filter((one) => one.bare === true).length,
      sold: found.bareSold,
      asked: found.bareAsked,
    },
    eventsPerSecond: Math.round((storedAtRate / measured.seconds) * 10) / 10,
    lagMs: percentiles(lags.map((one) => one.lagMs)),
    perPlatform: Object.fromEntries(
      platforms.map((platform) => [
        platform,
        {
          published: on(journal.published, platform).length,
          stored: storedOn(platform),
          lost: on(missing, platform).length,
          replies: on(journal.replies, platform).length,
          reads: measured.reads[platform] ?? { by: 'push' },
          lagMs: percentiles(on(lags, platform).map((one) => one.lagMs)),
        },
      ]),
    ),
    units: found.units,
    lines: found.lines,
  };
}

/** Nearest rank; null where nothing was seen. */
export function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number | null => {
    const value = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
    return value === undefined ? null : Math.round(value * 10) / 10;
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
