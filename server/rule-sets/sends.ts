import type { Manifest } from '../../connectors/platforms/contract.ts';
import type { BackTestColumn } from '../api/schemas/rules.ts';
import type { ReplyWay } from '../rules/rule-set.ts';

/** What is known of a platform to say what would be sent there: its own word, as plain data. */
export type Place = Pick<Manifest, 'id' | 'name' | 'can' | 'limits' | 'rates'>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How a reply goes out on a platform; 'unreachable' where the rule allows no way that the platform has. */
export function kindOn(place: Place | undefined, way: ReplyWay): string {
  const can = (act: 'reply' | 'private-reply'): boolean => place?.can.includes(act) ?? false;
  if (way === 'screen') return 'screen';
  if (way === 'private') return can('private-reply') ? 'private-reply' : 'unreachable';
  const [first, second] =
    way === 'public' ? (['reply', 'private-reply'] as const) : (['private-reply', 'reply'] as const);
  if (can(first)) return first;
  return can(second) ? second : 'screen';
}

/** A row of the outbox says 'reply' also where the platform can only answer privately. */
export const kindSaid = (place: Place | undefined, kind: string): string =>
  kind === 'reply' ? kindOn(place, 'public') : kind;

/** Platforms that answer privately and never in public. */
export const privateOnly = (places: readonly Place[]): ReadonlySet<string> =>
  new Set(
    places
      .filter(({ can }) => !can.includes('reply') && (can.includes('private-reply') || can.includes('message')))
      .map((place) => place.id),
  );

interface Sent {
  platform: string;
  kind: string;
  about: string;
  hourMs: number;
}

/** What is sent, counted by kind and by hour. Lines are taken away and added as a comparison finds them. */
export class Sends {
  readonly #counts = new Map<string, number>();
  readonly #hours = new Map<string, number>();

  add({ platform, kind, about, hourMs }: Sent, by = 1): void {
    const hour = Math.floor(hourMs / HOUR_MS) * HOUR_MS;
    bump(this.#counts, JSON.stringify([platform, kind, about]), by);
    if (kind !== 'unreachable') bump(this.#hours, JSON.stringify([platform, kind, hour]), by);
  }
  with(other: Sends): Sends {
    const both = new Sends();
    for (const one of [this, other]) {
      for (const [key, count] of one.#counts) bump(both.#counts, key, count);
      for (const [key, count] of one.#hours) bump(both.#hours, key, count);
    }
    return both;
  }
  lines(): BackTestColumn['sends'] {
    return [...this.#counts]
      .filter(([, count]) => count > 0)
      .map(([key, count]) => {
        const [platform = '', kind = '', about = ''] = JSON.parse(key) as string[];
        return { platform, kind, about, count };
      })
      .sort((a, b) => order(a).localeCompare(order(b)));
  }
  /** Against each platform's own limits; one message an answer, so that merging and digests only make it less. */
  quota(places: readonly Place[]): BackTestColumn['quota'] {
    return places.flatMap((place) => this.#quotaOf(place)).filter((one) => one.used > 0);
  }
  #quotaOf(place: Place): BackTestColumn['quota'] {
    const line = (limit: string, used: number, allowed: number | null) => ({
      platform: place.id,
      limit,
      used,
      allowed,
    });
    const perHour = (kinds: readonly string[]): number => this.#most(place.id, kinds, HOUR_MS);
    const { dailyUnits, replyEveryMs } = place.limits;
    return [
      line(
        'public answers, busiest hour',
        perHour(['reply']),
        replyEveryMs > 0 ? Math.floor(HOUR_MS / replyEveryMs) : null,
      ),
      ...this.#privately(place),
      ...(dailyUnits === undefined
        ? []
        : [line('units of a day', this.#most(place.id, ['reply'], DAY_MS) * dailyUnits.reply, dailyUnits.total)]),
    ];
  }
  #privately({ id, rates = [] }: Place): BackTestColumn['quota'] {
    const hourly = rates.filter((rate) => rate.perMs === HOUR_MS && rate.acts.includes('private-reply'));
    const limit = 'private answers, busiest hour';
    const used = this.#most(id, ['private-reply', 'message'], HOUR_MS);
    return [{ platform: id, limit, used, allowed: hourly[0]?.most ?? null }];
  }
  #most(platform: string, kinds: readonly string[], windowMs: number): number {
    const windows = new Map<number, number>();
    for (const [key, count] of this.#hours) {
      const [of, kind, hour] = JSON.parse(key) as [string, string, number];
      if (of === platform && kinds.includes(kind)) bump(windows, Math.floor(hour / windowMs), count);
    }
    return Math.max(0, ...windows.values());
  }
}

function bump<K>(counts: Map<K, number>, key: K, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
const order = (line: BackTestColumn['sends'][number]): string => `${line.platform} ${line.kind} ${line.about}`;
