import type { ActionKind, Manifest } from '../../connectors/platforms/contract.ts';
import { screenTakes, type ScreenOpen } from './channels.ts';
import type { Sendable } from './errand.ts';
import type { Mute } from './mute.ts';
import type { Due } from './store-send.ts';
import type { Line } from './target.ts';
import { isPrivate, wayOf, type Private, type Way } from './ways.ts';

/** What the look at the queue parts it into. Pure but for what it asks of open lines and pages. */
export interface Sifted {
  sendable: Sendable[];
  ended: { id: string; state: Exclude<Way, { ok: true }>['state']; sentence: string }[];
  /** To the screen, why, and with which words. */
  handed: { id: string; why: string; text: string }[];
  /** The screen's own, whose words say how many are left now. */
  worded: { id: string; text: string }[];
  /** Back from the screen, where no page is open any more. */
  back: string[];
}

export interface Around {
  nowMs: number;
  manifestOf(row: Due): Manifest | null;
  lineOf(row: Due): Line | null;
  known: ReadonlyMap<string, Private>;
  mute: Mute;
  screenOpen: ScreenOpen;
}

/** A page may be away for a moment (OBS loads it anew): so long what was ordered for the screen alone waits. */
const PAGE_MAY_COME_MS = 20_000;

/** Parts what is due into what may go out, by its best way, what the screen pays, and what never can, with the reason. */
export function sift(due: readonly Due[], around: Around): Sifted {
  const sifted: Sifted = { sendable: [], ended: [], handed: [], worded: [], back: [] };
  for (const row of due) {
    if (row.kind === 'screen') offScreen(row, around, sifted);
    else byWay(row, fate(row, around), around, sifted);
  }
  return sifted;
}

function byWay(row: Due, way: Way, { known, screenOpen, nowMs }: Around, sifted: Sifted): void {
  if (way.ok) {
    const facts = known.get(row.id);
    sifted.sendable.push({
      row,
      act: way.act,
      orPublic: way.orPublic ?? false,
      on: way.on ?? row.target.messageId ?? row.target.toMessageId ?? null,
      authorKey: facts?.authorKey ?? null,
      toldMs: facts?.toldMs ?? null,
      moreToCome: facts?.moreToCome ?? false,
    });
    return;
  }
  const debt = { ...row, screen: row.target.screen ?? null };
  const drawn = way.state !== 'superseded' && screenOpen(row.showId, row.platform);
  if (drawn && screenTakes(debt, nowMs, { other: false, inMs: null }))
    sifted.handed.push({ id: row.id, why: way.sentence, text: row.text });
  else sifted.ended.push({ id: row.id, state: way.state, sentence: way.sentence });
}

/** A row the overlay has: its own while a page is open. */
function offScreen(row: Due, { screenOpen, nowMs }: Around, sifted: Sifted): void {
  if (screenOpen(row.showId, row.platform)) {
    if (row.isFresh === true) sifted.worded.push({ id: row.id, text: row.text });
    return;
  }
  if (row.target.was !== undefined) sifted.back.push(row.id);
  else if (nowMs - row.createdMs > PAGE_MAY_COME_MS)
    sifted.ended.push({ id: row.id, state: 'unreachable', sentence: 'no overlay is open over this platform’s video' });
}

function fate(row: Due, { known, lineOf, manifestOf, mute, nowMs }: Around): Way {
  const line = lineOf(row);
  const manifest = manifestOf(row);
  if (line !== null && (line.kind !== row.showKind || line.showId !== row.showId))
    return unreachable('this line belongs to another show');
  const shut = (act: ActionKind): string | null => (line === null ? null : mute.why(line.session, act, nowMs));
  const way: Way =
    manifest === null
      ? { ok: true, act: row.kind === 'screen' ? 'reply' : row.kind }
      : wayOf(row, manifest, known.get(row.id), nowMs, shut);
  if (!way.ok || line !== null) return way;
  return row.broadcastEnded ? unreachable('the broadcast had ended') : way;
}

const unreachable = (sentence: string): Way => ({ ok: false, state: 'unreachable', sentence });

/** May it be that this row is said privately? Then more must be known of it. */
export const saidPrivately = (row: Due, manifest: Manifest | null): boolean =>
  row.kind !== 'screen' &&
  (isPrivate(row.kind) ||
    (row.kind === 'reply' && manifest !== null && (row.target.best === true || !manifest.can.includes('reply'))));
