import type { ConnectorErrorCode } from '../../connectors/platforms/contract.ts';

export type HealthState = 'idle' | 'connecting' | 'live' | 'waiting' | 'down' | 'refused' | 'ended';

/** What is known of one connection right now, as it is written and shown. */
export interface Health {
  state: HealthState;
  code: string | null;
  sentence: string | null;
  viewers: number | null;
  perMinute: number;
  /** Platform time to receipt in the last minute, median and 95th percentile; null where the platform gives no time. */
  delayMs: number | null;
  delayP95Ms: number | null;
  unitsLeft: number | null;
  skipped: number;
  lastEventAtMs: number | null;
  retryAtMs: number | null;
}

const MINUTE_MS = 60_000;
/** Delays kept of one second: of a flood a part says enough. */
const DELAYS_A_SECOND = 20;

/** Gathers one connection's signs of life in memory; the supervisor writes what `changed` at most once a second. */
export interface HealthGauge {
  turn(state: HealthState, more?: { code?: string | null; sentence?: string | null; retryAtMs?: number | null }): void;
  /** Any event is a sign of life; messages are counted. */
  delivered(receivedMs: number, spokenMs: number | null, isMessage?: boolean): void;
  watched(viewers: number | null): void;
  skippedOne(): void;
  /** The newest sign of life; null before the first. */
  lastSignMs(): number | null;
  sign(atMs: number): void;
  read(nowMs: number, unitsLeft: number | null): Health;
}

export function createHealthGauge(): HealthGauge {
  let state: HealthState = 'idle';
  let code: string | null = null;
  let sentence: string | null = null;
  let retryAtMs: number | null = null;
  let viewers: number | null = null;
  let skipped = 0;
  let lastEventAtMs: number | null = null;
  let signMs: number | null = null;
  const perSecond = new Map<number, { count: number; delays: number[] }>();

  return {
    turn(next, more = {}) {
      state = next;
      code = more.code ?? null;
      sentence = more.sentence ?? null;
      retryAtMs = more.retryAtMs ?? null;
      if (next !== 'live') viewers = null;
    },
    delivered(receivedMs, spokenMs, isMessage = true) {
      lastEventAtMs = receivedMs;
      signMs = receivedMs;
      const second = Math.floor(receivedMs / 1_000);
      const seen = perSecond.get(second) ?? { count: 0, delays: [] };
      perSecond.set(second, seen);
      if (isMessage) seen.count++;
      if (spokenMs !== null && seen.delays.length < DELAYS_A_SECOND) seen.delays.push(receivedMs - spokenMs);
    },
    watched: (count) => void (viewers = count),
    skippedOne: () => void skipped++,
    lastSignMs: () => signMs,
    sign: (atMs) => void (signMs = Math.max(signMs ?? atMs, atMs)),
    read(nowMs, unitsLeft) {
      const since = Math.floor((nowMs - MINUTE_MS) / 1_000);
      for (const second of perSecond.keys()) if (second <= since) perSecond.delete(second);
      let perMinute = 0;
      for (const { count } of perSecond.values()) perMinute += count;
      const delays = [...perSecond.values()].flatMap((second) => second.delays).sort((a, b) => a - b);
      return {
        ...{ state, code, sentence, perMinute, skipped, lastEventAtMs, retryAtMs },
        viewers: countOf(viewers),
        delayMs: countOf(quantile(delays, 0.5)),
        delayP95Ms: countOf(quantile(delays, 0.95)),
        unitsLeft: countOf(unitsLeft),
      };
    },
  };
}

/** As the table keeps it: one platform's odd number must not keep the health of all connections from being written. */
function countOf(value: number | null): number | null {
  if (value === null || Number.isNaN(value)) return null;
  return Math.min(2_147_483_647, Math.max(0, Math.round(value)));
}

/** Negative delays (a platform whose clock is ahead) count as none. */
function quantile(sorted: readonly number[], part: number): number | null {
  if (sorted.length === 0) return null;
  return Math.max(0, sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
}

/** What tells two readings apart on a screen: a changed count of events alone is worth showing once in five seconds. */
export const looksTheSame = (a: Health, b: Health): boolean =>
  a.state === b.state &&
  a.code === b.code &&
  a.sentence === b.sentence &&
  a.viewers === b.viewers &&
  a.retryAtMs === b.retryAtMs &&
  a.unitsLeft === b.unitsLeft;

/** Which state a fault leaves a connection in. */
export function stateAfter(code: ConnectorErrorCode, final: boolean): HealthState {
  if (code === 'ended') return 'ended';
  if (final) return 'refused';
  return code === 'not-live' ? 'waiting' : 'down';
}

/** The connector's own sentence says what to do; ours says what Hawker does about it. */
export function sentenceAfter(message: string, final: boolean, delayMs: number): string {
  const said = /[.!?…]$/.test(message) ? message : `${message}.`;
  return final ? said : `${said} Next try in ${inWords(delayMs)}.`;
}

function inWords(delayMs: number): string {
  const seconds = Math.max(1, Math.round(delayMs / 1_000));
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
