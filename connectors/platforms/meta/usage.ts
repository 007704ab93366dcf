/**
 * How much of Meta's hourly allowance is used, as its headers tell. Pure. 100 is where calls are refused: from 75 on we
 * read more slowly, and stop ourselves before it.
 */

/** Of one allowance: the largest of its percentages, and when Meta says that a block ends. */
export interface Used {
  percent: number;
  regainMs: number;
}

/** By allowance: 'app' (X-App-Usage), else the business use case's type: 'pages', 'messenger', 'instagram'. */
export type Usage = Readonly<Record<string, Used>>;

const SLOW_FROM = 75;
const SLOWEST = 6;
/** Reading stops earlier than writing, so that answers still leave while the allowance is nearly gone. */
const STOP = { read: 95, write: 99 } as const;
const UNNAMED_WAIT_MS = 60_000;

/** What the headers of one answer say; an allowance they do not name keeps what was known. */
export function usageAfter(known: Usage, headers: { get(name: string): string | null }): Usage {
  const next: Record<string, Used> = { ...known };
  const app = parsed(headers.get('x-app-usage'));
  if (app !== null) next['app'] = usedOf(app);
  const business = parsed(headers.get('x-business-use-case-usage'));
  const told: Record<string, Used> = {};
  for (const entry of Object.values(business ?? {}).flat()) {
    if (!isRecord(entry)) continue;
    const type = typeof entry['type'] === 'string' ? entry['type'] : 'app';
    const used = usedOf(entry);
    told[type] = worse(told[type], used);
  }
  return { ...next, ...told };
}

/** How many times slower to read than planned: 1 while there is plenty. */
export function slowedBy(usage: Usage, allowance: string): number {
  const percent = worst(usage, allowance).percent;
  if (percent < SLOW_FROM) return 1;
  return Math.min(SLOWEST, 1 + ((percent - SLOW_FROM) / (STOP.read - SLOW_FROM)) * (SLOWEST - 1));
}

/** How long to stay away before the next call; 0 while there is room. */
export function waitMs(usage: Usage, allowance: string, on: keyof typeof STOP): number {
  const { percent, regainMs } = worst(usage, allowance);
  if (regainMs > 0) return regainMs;
  return percent >= STOP[on] ? UNNAMED_WAIT_MS : 0;
}

const worst = (usage: Usage, allowance: string): Used =>
  worse(usage[allowance], usage['app'] ?? { percent: 0, regainMs: 0 });

const worse = (one: Used | undefined, other: Used): Used => ({
  percent: Math.max(one?.percent ?? 0, other.percent),
  regainMs: Math.max(one?.regainMs ?? 0, other.regainMs),
});

function usedOf(entry: Record<string, unknown>): Used {
  const number = (name: string) => {
    const value = Number(entry[name] ?? 0);
    return Number.isFinite(value) && value > 0 ? value : 0;
  };
  return {
    percent: Math.max(number('call_count'), number('total_time'), number('total_cputime')),
    regainMs: number('estimated_time_to_regain_access') * 60_000,
  };
}

function parsed(header: string | null): Record<string, unknown> | null {
  if (header === null) return null;
  try {
    const value: unknown = JSON.parse(header);
    return isRecord(value) ? value : null;
  } catch {
    // A header that cannot be read is as good as none.
    return null;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
