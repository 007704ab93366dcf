/**
 * How often this process may ask one sign server. The public server's numbers are not published and one connection
 * after another can use them up for the whole brand, so three may follow at once and then one a minute, and a
 * "come back later" holds for everybody. Time is a value here.
 */
export interface SignLimit {
  /** 0: asked for and counted. Otherwise how long to wait. */
  ask(nowMs: number): number;
  /** The server said how long to stay away. */
  stayAway(nowMs: number, forMs: number): void;
}

export interface SignPace {
  burst: number;
  everyMs: number;
}

export const PUBLIC_PACE: SignPace = { burst: 3, everyMs: 60_000 };
/** A sign server of one's own keeps its own limits; this only stops a storm of connects. */
export const OWN_PACE: SignPace = { burst: 20, everyMs: 250 };

export function createSignLimit(pace: SignPace): SignLimit {
  // In milliseconds, so that nothing is lost to fractions: one request costs `everyMs`.
  const full = pace.burst * pace.everyMs;
  let credit = full;
  let countedMs = -Infinity;
  let awayUntilMs = -Infinity;
  return {
    ask(nowMs) {
      // A clock that went back must not lock us out.
      if (nowMs < countedMs) [credit, awayUntilMs] = [full, -Infinity];
      else credit = Math.min(full, credit + (nowMs - countedMs));
      countedMs = nowMs;
      if (nowMs < awayUntilMs) return Math.ceil(awayUntilMs - nowMs);
      if (credit < pace.everyMs) return Math.ceil(pace.everyMs - credit);
      credit -= pace.everyMs;
      return 0;
    },
    stayAway(nowMs, forMs) {
      awayUntilMs = Math.max(awayUntilMs, nowMs + forMs);
    },
  };
}

const limits = new Map<string, SignLimit>();

/** One limit a sign server and process: several connections share it. */
export function signLimitOf(address: string, pace: SignPace): SignLimit {
  const known = limits.get(address);
  if (known) return known;
  const made = createSignLimit(pace);
  limits.set(address, made);
  return made;
}
