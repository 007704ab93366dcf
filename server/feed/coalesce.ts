import type { EntityTopic } from './store.ts';

/** One row of `feed_change`. */
export interface ChangeRow {
  n: number;
  topic: string;
  entity: string | null;
  fromSeq: number | null;
  toSeq: number | null;
}

/** What has to be loaded to bring somebody from one number to another: each thing once, however often it changed. */
export interface Wanted {
  /** Everything up to this number is in it. */
  n: number;
  messages: { fromSeq: number; toSeq: number } | null;
  readings: { fromSeq: number; toSeq: number } | null;
  entities: Map<EntityTopic, Set<string>>;
  size: number;
}

/** Takes changes in order until they would load more than `most` rows; at least one. */
export function wantedOf(changes: readonly ChangeRow[], most: number): Wanted {
  const wanted: Wanted = { n: changes[0]?.n ?? 0, messages: null, readings: null, entities: new Map(), size: 0 };
  for (const change of changes) {
    const cost = costOf(wanted, change);
    if (wanted.size > 0 && wanted.size + cost > most) break;
    include(wanted, change);
    wanted.size += cost;
    wanted.n = change.n;
  }
  return wanted;
}

function costOf(wanted: Wanted, change: ChangeRow): number {
  if (change.entity !== null)
    return wanted.entities.get(change.topic as EntityTopic)?.has(change.entity) === true ? 0 : 1;
  const held = change.topic === 'reading' ? wanted.readings : wanted.messages;
  const next = widened(held, change);
  return spanOf(next) - spanOf(held);
}

function include(wanted: Wanted, change: ChangeRow): void {
  if (change.entity !== null) {
    const ids = wanted.entities.get(change.topic as EntityTopic) ?? new Set();
    wanted.entities.set(change.topic as EntityTopic, ids.add(change.entity));
  } else if (change.topic === 'reading') wanted.readings = widened(wanted.readings, change);
  else wanted.messages = widened(wanted.messages, change);
}

type Range = { fromSeq: number; toSeq: number } | null;

// Ranges of one show follow one another, so one range around them holds little else.
function widened(held: Range, change: ChangeRow): Range {
  if (change.fromSeq === null || change.toSeq === null) return held;
  if (held === null) return { fromSeq: change.fromSeq, toSeq: change.toSeq };
  return { fromSeq: Math.min(held.fromSeq, change.fromSeq), toSeq: Math.max(held.toSeq, change.toSeq) };
}

const spanOf = (range: Range): number => (range === null ? 0 : range.toSeq - range.fromSeq + 1);
