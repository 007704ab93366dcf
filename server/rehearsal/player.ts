import { momentsOfSecond, rateNow } from './script/pace.ts';
import type { Beat, Script } from './script/script.ts';

export interface Player {
  /** Takes effect with the next second; also wakes a show that has run down. */
  pace(rate: number): void;
  stop(): void;
}

export interface PlayerOptions {
  script: Script;
  random: () => number;
  rate: number;
  seconds: number | null;
  preludeSeconds: number;
  now(): number;
  /** `dueMs` is the script's own time: an open loop, nobody's lateness slows it down. */
  publish(beat: Beat, dueMs: number, prelude: boolean): void;
  /** Between two seconds: where troubles of the platform itself are planned. */
  everySecond(second: number, rate: number): void;
  over(): void;
}

const SECOND_MS = 1_000;
/** Likes and the like come beside what is said; they are merged on their way. */
const BESIDE_SHARE = 0.12;
const PRELUDE_SHARE = 0.1;

interface Planned {
  dueMs: number;
  make: () => Beat | null;
}

/** Plays a script second by second, each happening at its moment. After a stall of this process it catches up at once. */
export function play(options: PlayerOptions): Player {
  const startedMs = options.now();
  let rate = options.rate;
  let touchedMs = startedMs;
  let second = 0;
  let planned: Planned[] = [];
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function planSecond(): void {
    const at = second * SECOND_MS;
    const now = rateNow(rate, startedMs + at - touchedMs) * (second < options.preludeSeconds ? PRELUDE_SHARE : 1);
    options.everySecond(second, now);
    const said = momentsOfSecond(now, options.random).map((ms): Planned => ({
      dueMs: startedMs + at + ms,
      make: () => options.script.said(at + ms),
    }));
    const beside = momentsOfSecond(now * BESIDE_SHARE, options.random).map((ms): Planned => ({
      dueMs: startedMs + at + ms,
      make: () => options.script.beside(at + ms),
    }));
    planned = [...said, ...beside].sort((a, b) => a.dueMs - b.dueMs);
    second++;
  }

  function turn(): void {
    while (!stopped) {
      if (planned.length === 0) {
        if (options.seconds !== null && second >= options.seconds + options.preludeSeconds) return void options.over();
        planSecond();
      }
      const wake = planned[0]?.dueMs ?? startedMs + second * SECOND_MS;
      const waitMs = wake - options.now();
      if (waitMs > 0) return void (timer = setTimeout(turn, waitMs));
      publishNext();
    }
  }

  function publishNext(): void {
    const next = planned.shift();
    const beat = next?.make();
    if (next !== undefined && beat)
      options.publish(beat, next.dueMs, next.dueMs < startedMs + options.preludeSeconds * SECOND_MS);
  }

  turn();
  return {
    pace(next) {
      rate = next;
      touchedMs = options.now();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
