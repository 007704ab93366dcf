import type pg from 'pg';
import { transaction, type Tx } from '../db/transaction.ts';
import { lockLane } from '../lanes/store.ts';
import type { Log } from '../log.ts';
import {
  drawnSent,
  markDrawn,
  owesScreen,
  readDrawn,
  readScreenDue,
  readToldElsewhere,
  writeDrawn,
  type DrawnRow,
  type ScreenOutcome,
} from '../outbox/store-screen.ts';
import type { Line } from './frames.ts';
import { lineOf, saidOf } from './line-of.ts';
import type { OpenPage } from './open-page.ts';
import type { Phrases } from './phrases.ts';
import { placed, platformsOf, roomsOf, type Placed } from './rooms.ts';

export interface ScreenDeps {
  pool: pg.Pool;
  feed: {
    takeNumbers(
      tx: Tx,
      workspaceId: string,
      showId: string,
      changes: readonly { topic: 'reply'; entity: string }[],
    ): Promise<unknown>;
    told(showId: string): void;
  };
  /** Milliseconds that never go back. */
  elapsed(): number;
  newAttempt(): string;
  log: Log;
}

export interface ShowOnScreen {
  workspaceId: string;
  showId: string;
}

/** Over a page's own time it is waited so long for its word. */
const GRACE_MS = 3_000;
/** A page counts from when it drew, we from when we sent: nobody is early by more than a clock's jitter. */
const EARLY_MS = 250;
/** What another process marked and nobody has shown by then belongs to a process that is gone. Shorter than the send lane's lease. */
const LOST_MS = 13_500;
/** Another process's line is drawn here too while it is so young. */
const YOUNG_MS = 1_500;
const LOOKED_AT = 60;
const AMBIENT_EVERY_MS = 1_000;

/** One line that stands on pages of this process. */
interface Drawn {
  id: string;
  /** null: owed to nobody. */
  attempt: string | null;
  forMs: number;
  sinceMs: number;
  /** Overlays whose room it takes. */
  takes: Set<string>;
  /** Pages that show it and have not said yet that they did. */
  holders: Set<OpenPage>;
  outcome: ScreenOutcome | null;
}

const VANISHED = 'the page closed before this was shown long enough: it is shown again';
const SILENT = 'the page never said that it was shown: it is shown again';

/**
 * The screen of one show in this process: takes what is owed there at the pace of its pages, draws it on all of them
 * whose video its buyer watches, and writes it down as sent when one of them has shown it long enough. Which process takes
 * a row is decided by the lane's lock; every process draws what any of them took, so that it does not matter which of
 * them holds the page that OBS has open.
 */
export class Screen {
  readonly show: ShowOnScreen;
  readonly #deps: ScreenDeps;
  readonly #drawn = new Map<string, Drawn>();
  #busy: Promise<void> | null = null;
  #toldN: number | null = null;
  #ambientMs = -Infinity;

  constructor(deps: ScreenDeps, show: ShowOnScreen) {
    this.#deps = deps;
    this.show = show;
  }

  /** Something of it is still on pages, or to be written down. */
  get isBusy(): boolean {
    return this.#drawn.size > 0;
  }
  get drawing(): number {
    return this.#drawn.size;
  }

  shown(page: OpenPage, ids: readonly string[]): void {
    for (const id of ids) {
      const drawn = this.#drawn.get(id);
      // A page that says so before its time has not shown it.
      if (drawn === undefined || !drawn.holders.has(page)) continue;
      if (this.#deps.elapsed() - drawn.sinceMs < drawn.forMs - EARLY_MS) continue;
      drawn.holders.delete(page);
      drawn.takes.delete(page.overlayId);
      this.#ends(drawn, 'sent', null);
    }
  }

  /** It closed, or nobody can see it any more. */
  lost(page: OpenPage): void {
    for (const drawn of this.#drawn.values()) {
      if (!drawn.holders.delete(page) || drawn.holders.size > 0) continue;
      drawn.takes.clear();
      this.#ends(drawn, 'queued', VANISHED);
    }
  }

  /** Everything off the pages at once; what it was is decided by whoever asks for it. */
  wipe(pages: readonly OpenPage[]): void {
    this.#drawn.clear();
    for (const page of pages) page.send({ t: 'wipe', ids: null });
  }

  /** Never two at a time; a fault is told and everything is tried again at the next turn. */
  turn(pages: readonly OpenPage[], phrases: Phrases): Promise<void> {
    this.#busy ??= this.#turn(pages, phrases)
      .catch((error: unknown) => this.#deps.log.warn({ show: this.show.showId, error }, 'screen-turn-failed'))
      .finally(() => (this.#busy = null));
    return this.#busy;
  }

  async #turn(pages: readonly OpenPage[], phrases: Phrases): Promise<void> {
    this.#tidy();
    const { pool } = this.#deps;
    const { workspaceId, showId } = this.show;
    const outcomes = [...this.#drawn.values()].flatMap((drawn) => drawn.outcome ?? []);
    const rooms = roomsOf(pages, this.#drawn.values());
    const owes = this.#drawn.size > 0 || (rooms.length > 0 && (await owesScreen(pool, workspaceId, showId)));
    if (owes) await this.#step(pages, phrases, outcomes);
    await this.#ambient(pages, phrases);
  }

  async #step(pages: readonly OpenPage[], phrases: Phrases, outcomes: readonly ScreenOutcome[]): Promise<void> {
    const { workspaceId, showId } = this.show;
    const attempt = this.#deps.newAttempt();
    const step = await transaction(this.#deps.pool, async (tx) => {
      const lane = await lockLane(tx, { id: `screen:${showId}`, workspaceId, showId });
      if (lane === null) return null;
      const standing = await readDrawn(tx, workspaceId, showId);
      const lost = standing.filter((row) => row.ageMs > LOST_MS && !this.#isOurs(row));
      const again = lost.map(({ id, attempt: of }) => ({
        id,
        attempt: of,
        state: 'queued' as const,
        sentence: VANISHED,
      }));
      const ended = await writeDrawn(tx, workspaceId, [...outcomes, ...again]);
      const missing = this.#missing(standing);
      const sent = await drawnSent(tx, workspaceId, missing);
      const rooms = roomsOf(pages, this.#drawn.values());
      const mirrored = standing
        .filter((row) => row.ageMs < YOUNG_MS && !this.#drawn.has(row.id) && !ended.some(({ id }) => id === row.id))
        .flatMap((row) => placed(row, rooms));
      const due = rooms.some((room) => room.left > 0)
        ? await readScreenDue(tx, workspaceId, showId, platformsOf(rooms), LOOKED_AT)
        : [];
      const chosen = due.filter((row) => !this.#drawn.has(row.id)).flatMap((row) => placed(row, rooms));
      const said = chosen.map(({ row, rooms: [room] }) => ({
        id: row.id,
        text: saidOf(lineOf(row, phrases, 0, room?.drawing.blocked ?? new Set())),
      }));
      const marked = new Set((await markDrawn(tx, workspaceId, said, attempt)).map(({ id }) => id));
      const changed = [...new Set([...ended.map(({ id }) => id), ...marked])];
      await this.#deps.feed.takeNumbers(
        tx,
        workspaceId,
        showId,
        changed.map((entity) => ({ topic: 'reply', entity })),
      );
      return {
        mirrored,
        chosen: chosen.filter(({ row }) => marked.has(row.id)),
        missing,
        sent,
        changed: changed.length,
      };
    });
    if (step === null) return void this.#drawn.clear();
    this.#wrote(outcomes);
    this.#drop(step.missing, step.sent, pages);
    if (step.changed > 0) this.#deps.feed.told(showId);
    this.#draw(
      step.chosen.map((one) => ({ ...one, attempt })),
      phrases,
    );
    this.#draw(
      step.mirrored.map((one) => ({ ...one, attempt: one.row.attempt })),
      phrases,
    );
  }

  /** Where nothing is owed and there is room: who was told another way. */
  async #ambient(pages: readonly OpenPage[], phrases: Phrases): Promise<void> {
    const rooms = roomsOf(pages, this.#drawn.values());
    const nowMs = this.#deps.elapsed();
    if (rooms.length === 0 || nowMs - this.#ambientMs < AMBIENT_EVERY_MS) return;
    this.#ambientMs = nowMs;
    const { workspaceId, showId } = this.show;
    const found = await readToldElsewhere(this.#deps.pool, workspaceId, showId, this.#toldN);
    this.#toldN = found.n;
    const drawn = found.rows.map((row) => ({ ...row, id: `told:${row.id}` })).filter((row) => !this.#drawn.has(row.id));
    this.#draw(
      drawn.flatMap((row) => placed(row, rooms)).map((one) => ({ ...one, attempt: null })),
      phrases,
    );
  }

  #isOurs = (row: DrawnRow): boolean => this.#drawn.get(row.id)?.attempt === row.attempt;

  /** What we draw and nobody owes any more: another process had the outcome, or a person took it off. */
  #missing(standing: readonly DrawnRow[]): string[] {
    const owed = new Set(standing.map((row) => `${row.id}\n${row.attempt}`));
    return [...this.#drawn.values()]
      .filter((drawn) => drawn.attempt !== null && drawn.outcome === null && !owed.has(`${drawn.id}\n${drawn.attempt}`))
      .map((drawn) => drawn.id);
  }

  #drop(missing: readonly string[], sent: ReadonlySet<string>, pages: readonly OpenPage[]): void {
    const off = missing.filter((id) => !sent.has(id));
    for (const id of off) this.#drawn.delete(id);
    if (off.length > 0) for (const page of pages) page.send({ t: 'wipe', ids: off });
    for (const id of missing) {
      const drawn = this.#drawn.get(id);
      if (drawn !== undefined) drawn.attempt = null;
    }
  }

  #draw(all: readonly (Placed & { attempt: string | null })[], phrases: Phrases): void {
    const frames = new Map<OpenPage, Line[]>();
    for (const { row, rooms, attempt } of all) {
      const [first] = rooms;
      if (first === undefined) continue;
      const forMs = Math.max(...rooms.map((room) => room.drawing.settings.seconds)) * 1000;
      const holders = new Set<OpenPage>();
      for (const room of rooms)
        for (const page of room.pages) {
          holders.add(page);
          const lines = frames.get(page) ?? [];
          frames.set(page, lines);
          lines.push(lineOf(row, phrases, forMs, room.drawing.blocked));
        }
      const takes = new Set(rooms.map((room) => room.drawing.overlay.id));
      const sinceMs = this.#deps.elapsed();
      this.#drawn.set(row.id, { id: row.id, attempt, forMs, sinceMs, takes, holders, outcome: null });
    }
    for (const [page, lines] of frames) page.send({ t: 'lines', lines });
  }

  #ends(drawn: Drawn, state: ScreenOutcome['state'], sentence: string | null): void {
    // The first word counts: shown once is shown.
    if (drawn.attempt === null || drawn.outcome?.state === 'sent') return;
    drawn.outcome = { id: drawn.id, attempt: drawn.attempt, state, sentence };
  }

  /** What no page answered for in time, and what has had its time and is owed to nobody. */
  #tidy(): void {
    const nowMs = this.#deps.elapsed();
    for (const drawn of this.#drawn.values()) {
      if (nowMs - drawn.sinceMs > drawn.forMs + GRACE_MS) {
        // It does not keep what it promised: nothing is entrusted to it until it is heard again.
        for (const page of drawn.holders) page.inSight = false;
        drawn.holders.clear();
        drawn.takes.clear();
        this.#ends(drawn, 'queued', SILENT);
      }
      if (drawn.attempt === null && drawn.takes.size === 0) this.#drawn.delete(drawn.id);
    }
  }

  #wrote(outcomes: readonly ScreenOutcome[]): void {
    for (const { id, attempt, state } of outcomes) {
      const drawn = this.#drawn.get(id);
      if (drawn === undefined || drawn.attempt !== attempt) continue;
      drawn.attempt = null;
      drawn.outcome = null;
      if (state === 'queued' || drawn.takes.size === 0) this.#drawn.delete(id);
    }
  }
}
