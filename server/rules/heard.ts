import { fold } from '../intents/fold.ts';
import type { Reading } from '../intents/reading.ts';
import type { Snapshot } from './catalog.ts';
import type { LogRow } from './log-row.ts';
import type { RuledKind } from './rule-set.ts';
import type { Counted } from './tally.ts';

/** One event as rules look at it. What only some rules ask is worked out when one does. */
export interface Heard {
  row: LogRow;
  kind: RuledKind;
  /** null: nothing that is read (a follow, a gift). */
  reading: Reading | null;
  /** The codes it is about; the one showing where it names none. */
  codes: readonly string[];
  /** The code now showing. */
  showing: string | null;
  /** Since the show began; null: it has not. */
  minutes: number | null;
  author: Counted;
  /** Its words, folded. */
  folded(): string;
}

export const KINDS: ReadonlySet<string> = new Set<RuledKind>(['message', 'gift', 'follow', 'join', 'like', 'share']);
export const isRuled = (kind: string): kind is RuledKind => KINDS.has(kind);

/** @param showingId the product that is on screen for whoever wrote it */
export function heardOf(
  row: LogRow,
  reading: Reading | null,
  snapshot: Snapshot,
  showingId: string | null,
  author: Counted,
): Heard {
  let folded: string | null = null;
  const showing = snapshot.byId.get(showingId ?? '')?.code ?? null;
  const named = reading === null ? [] : codesOf(reading);
  const begun = snapshot.show.startedAtMs ?? null;
  return {
    row,
    kind: isRuled(row.kind) ? row.kind : 'message',
    reading,
    codes: named.length > 0 ? named : showing === null ? NOTHING : [showing],
    showing,
    minutes: begun === null ? null : (row.spokenAtMs - begun) / 60_000,
    author,
    folded: () => (folded ??= fold(row.text)),
  };
}

const NOTHING: readonly string[] = [];

function codesOf(reading: Reading): readonly string[] {
  if (reading.lines.length === 0) return NOTHING;
  const codes = reading.lines.flatMap((line) => (line.code === null ? [] : [line.code]));
  return codes.length < 2 ? codes : [...new Set(codes)];
}

/** What a gift was worth at its platform, the whole of a streak; null: it does not say. */
export function giftValue(row: LogRow): number | null {
  const value = row.body['value'];
  if (!isRecord(value)) return null;
  const amount = Number(value['coins'] ?? value['amountMinor'] ?? NaN);
  return Number.isFinite(amount) ? amount : null;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
