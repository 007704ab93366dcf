import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Manifest } from '../../connectors/platforms/contract.ts';
import type { Clock } from '../clock.ts';
import type { Tx } from '../db/transaction.ts';
import type { Log } from '../log.ts';
import type { Featured } from '../moderation/store-featured.ts';
import type { ScreenOpen } from '../outbox/channels.ts';
import { lookOf } from './look-of.ts';
import { onAir } from './on-air.ts';
import { COME_BACK, drawingOf, heard, OpenPage, type Drawing, type PageSocket } from './open-page.ts';
import { phrasesIn, type Phrases } from './phrases.ts';
import { Screen, type ScreenDeps } from './screen.ts';
import { rateOf, settingsOf } from './settings.ts';
import { readOpen, readScreens, readView, touchOverlays, type OpenOverlay } from './store.ts';
import type { Variant } from './variant.ts';
import { createVariants } from './variants.ts';

type Changed = { topic: 'reply' | 'notice'; entity: string };

export interface OverlaysDeps {
  pool: pg.Pool;
  feed: {
    takeNumbers(tx: Tx, workspaceId: string, showId: string, changes: readonly Changed[]): Promise<unknown>;
    told(showId: string): void;
  };
  manifest(platform: string): Promise<Manifest | null>;
  publicUrl: string;
  clock: Pick<Clock, 'elapsed'>;
  log: Log;
}

/** How a show's screen stands in this process. */
export interface OnScreen {
  /** Pages that somebody can see; 1 where only another process knows them. */
  pages: number;
  /** Pages that are open, and switched off or covered. */
  hidden: number;
  /** Lines a minute of the fastest of them; 0: none draws lines. */
  rate: number;
}

export interface Overlays {
  /** Takes over an accepted socket of a page whose token was found. */
  attach(socket: PageSocket, overlay: { id: string; tokenHash: string }): void;
  /** Is somebody looking at lines over this platform's video? In whatever process. */
  screenOpen: ScreenOpen;
  /** This process's pages of it, at once; the others' within half a second by themselves. */
  revoked(overlayId: string): void;
  /** Why no open page may draw this message; null: one may. */
  keptFrom(showId: string, message: Pick<Featured, 'name' | 'text'>): string | null;
  /** Takes everything off this process's pages of a show. */
  wipe(showId: string): void;
  onScreen(showId: string): OnScreen;
  /** Open pages of one overlay. */
  pagesOf(overlayId: string): number;
  /** What an overlay of these destinations leaves out. */
  variantFor(workspaceId: string, showId: string | null, destinations: readonly string[]): Promise<Variant>;
  /** Knows who is open before anything asks. */
  start(): Promise<void>;
  /** Everything that is due now, as the clockwork does it; for tests. */
  look(): Promise<void>;
  close(): Promise<void>;
}

const BEAT_MS = 250;
/** In beats: every five seconds. A page that hears nothing for three of them looks for another line. */
const SAYS_ALIVE = 20;
const PING_EVERY_MS = 20_000;
/** A page that was seen so long ago still counts as open: longer than OBS takes to come back to a hub that was started again. */
const SEEN_SECONDS = 12;
/** So long ago, and it is there now: somebody's page touches it each second. */
const NOW_SECONDS = 3;
/** In one process. OBS has one or two. */
const MOST_PAGES = 200;
const MOST_OF_ONE = 60;

/** Everything that is drawn over the video: open pages, what each draws, and the screens of the shows. */
export function createOverlays(deps: OverlaysDeps): Overlays {
  const { pool, log } = deps;
  const pages = new Set<OpenPage>();
  const screens = new Map<string, Screen>();
  const timers: NodeJS.Timeout[] = [];
  let open: ReadonlyMap<string, readonly string[][]> = new Map();
  let watched: ReadonlySet<string> = new Set();
  const languages = new Map<string, string>();
  let beats = 0;
  let busy: Promise<void> | null = null;
  let closed = false;

  const variantFor = createVariants({ ...deps, elapsed: deps.clock.elapsed });
  const screenDeps: ScreenDeps = {
    pool,
    feed: deps.feed,
    elapsed: deps.clock.elapsed,
    newAttempt: randomUUID,
    log,
  };
  const showOf = (page: OpenPage): string | null => page.drawing?.overlay.showId ?? null;
  const pagesIn = (showId: string): OpenPage[] => [...pages].filter((page) => showOf(page) === showId);

  function attach(socket: PageSocket, overlay: { id: string; tokenHash: string }): void {
    const page = new OpenPage(socket, overlay.id, overlay.tokenHash);
    socket.on('error', (error) => log.debug({ error }, 'overlay-socket-fault'));
    if (closed || pages.size >= MOST_PAGES || pagesOf(overlay.id) >= MOST_OF_ONE)
      return socket.close(COME_BACK, 'too many pages');
    pages.add(page);
    socket.on('pong', () => (page.alive = true));
    socket.on('message', (data, isBinary) => {
      page.alive = true;
      const frame = isBinary ? null : heard(data);
      if (frame === null) return;
      if (frame.t === 'sight') sees(page, frame.on);
      else screenOf(page)?.shown(page, frame.ids);
    });
    socket.on('close', () => {
      pages.delete(page);
      for (const screen of screens.values()) screen.lost(page);
    });
    // It draws at once, and not at the next beat.
    void look();
  }

  function sees(page: OpenPage, on: boolean): void {
    page.inSight = on;
    if (!on) for (const screen of screens.values()) screen.lost(page);
  }

  const screenOf = (page: OpenPage): Screen | undefined => screens.get(showOf(page) ?? '');
  const pagesOf = (overlayId: string): number => [...pages].filter((page) => page.overlayId === overlayId).length;

  /** What every open page draws: its overlay, its show, everything beside the lines. */
  async function readAll(): Promise<void> {
    // Only those: who comes while we read is not among what was read, and is not revoked for it.
    const all = [...pages];
    const ids = [...new Set(all.map((page) => page.overlayId))];
    if (ids.length === 0) return;
    const found = new Map((await readOpen(pool, ids)).map((overlay) => [overlay.id, overlay]));
    for (const page of all) if (found.get(page.overlayId)?.tokenHash !== page.tokenHash) page.revoke();
    const drawings = new Map(
      await Promise.all([...found.values()].map(async (one) => [one.id, await drawingFor(one)] as const)),
    );
    for (const page of all) moveTo(page, drawings.get(page.overlayId) ?? null);
    await Promise.all(
      showsOf(found.values()).map((show) =>
        // One show that cannot be read must not keep the others' pages as they are.
        lookAt(show).catch((error: unknown) => log.warn({ show: show.showId, error }, 'show-not-drawn')),
      ),
    );
    for (const page of all)
      if (page.drawing !== null && showOf(page) === null) page.look(lookOf(null, null, page.drawing, deps.publicUrl));
  }

  const drawingFor = async (overlay: OpenOverlay): Promise<Drawing> =>
    drawingOf(overlay, await variantFor(overlay.workspaceId, overlay.showId, overlay.destinations));

  /** Another show than before: what it still draws of the old one comes off. */
  function moveTo(page: OpenPage, drawing: Drawing | null): void {
    const before = showOf(page);
    page.drawing = drawing;
    if (before === null || before === showOf(page)) return;
    screens.get(before)?.lost(page);
    page.send({ t: 'wipe', ids: null });
  }

  async function lookAt({ workspaceId, showId }: { workspaceId: string; showId: string }): Promise<void> {
    const view = await readView(pool, workspaceId, showId);
    if (view === null) return;
    languages.set(showId, view.language);
    const own = pagesIn(showId);
    const featured = await onAir(deps, { workspaceId, showId }, own);
    for (const page of own)
      if (page.drawing !== null)
        page.look(lookOf(view, featuredFor(featured, page.drawing), page.drawing, deps.publicUrl));
  }

  /** Each overlay has its own time for it. */
  const featuredFor = (featured: Featured | null, { settings }: Drawing): Featured | null =>
    featured === null || (featured.airedMs ?? 0) > settings.featuredSeconds * 1000 ? null : featured;

  async function pumpAll(): Promise<void> {
    const now = new Map([...pages].flatMap((page) => showEntry(page)));
    for (const [showId, workspaceId] of now)
      if (!screens.has(showId)) screens.set(showId, new Screen(screenDeps, { workspaceId, showId }));
    await Promise.all(
      [...screens].map(async ([showId, screen]) => {
        const phrases: Phrases = phrasesIn(languages.get(showId) ?? 'en');
        await screen.turn(pagesIn(showId), phrases);
        if (now.has(showId) || screen.isBusy) return;
        screens.delete(showId);
        languages.delete(showId);
      }),
    );
  }

  const showEntry = ({ drawing }: OpenPage): [string, string][] =>
    drawing === null || drawing.overlay.showId === null ? [] : [[drawing.overlay.showId, drawing.overlay.workspaceId]];

  async function seen(): Promise<void> {
    await touchOverlays(pool, [...new Set([...pages].flatMap((page) => (page.draws ? [page.overlayId] : [])))]);
    const next = new Map<string, string[][]>();
    const now = new Set<string>();
    for (const { showId, destinations, ageSeconds } of await readScreens(pool, SEEN_SECONDS)) {
      next.set(showId, [...(next.get(showId) ?? []), destinations]);
      if (ageSeconds < NOW_SECONDS) now.add(showId);
    }
    [open, watched] = [next, now];
  }

  function look(): Promise<void> {
    busy ??= readAll()
      .then(() => pumpAll())
      .catch((error: unknown) => log.warn({ error }, 'overlays-not-looked-at'))
      .finally(() => (busy = null));
    return busy;
  }

  async function beat(): Promise<void> {
    beats++;
    if (beats % 4 === 0) await seen().catch((error: unknown) => log.warn({ error }, 'overlays-not-seen'));
    if (beats % SAYS_ALIVE === 0) for (const page of pages) page.send({ t: 'beat' });
    if (pages.size === 0 && screens.size === 0) return;
    if (beats % 2 === 0) await look();
    else await pumpAll().catch((error: unknown) => log.warn({ error }, 'screens-not-drawn'));
  }

  function ping(): void {
    for (const page of pages) {
      if (!page.alive) page.socket.terminate();
      page.alive = false;
      page.socket.ping();
    }
  }

  return {
    attach,
    pagesOf,
    variantFor,
    screenOpen: (showId, platform) =>
      open.get(showId)?.some((destinations) => destinations.length === 0 || destinations.includes(platform)) === true,
    revoked(overlayId) {
      for (const page of pages) if (page.overlayId === overlayId) page.revoke();
    },
    keptFrom(showId, { name, text }) {
      const drawings = pagesIn(showId).flatMap(({ drawing }) => (drawing === null ? [] : [drawing]));
      const may = drawings.some(
        ({ settings, variant }) => settings.parts.featured && variant.may(text) && variant.may(name),
      );
      if (may || drawings.length === 0) return null;
      return drawings.some(({ settings }) => settings.parts.featured)
        ? 'The platforms this overlay is drawn on do not allow what the message says: see what it leaves out.'
        : 'No open overlay draws featured messages.';
    },
    wipe: (showId) => screens.get(showId)?.wipe(pagesIn(showId)),
    onScreen(showId) {
      const own = pagesIn(showId);
      const drawing = own.filter((page) => page.draws);
      const rates = drawing.map((page) => rateOf(settingsOf(page.drawing?.overlay.settings)));
      // Another process holds the page: that it is open is known, how many there are is not.
      const pages = drawing.length === 0 && own.length === 0 && watched.has(showId) ? 1 : drawing.length;
      return { pages, hidden: own.length - drawing.length, rate: Math.max(0, ...rates) };
    },
    async start() {
      await seen();
      let turning = false;
      const turn = setInterval(() => {
        if (turning || closed) return;
        turning = true;
        void beat().finally(() => (turning = false));
      }, BEAT_MS);
      timers.push(turn, setInterval(ping, PING_EVERY_MS));
    },
    async look() {
      await seen();
      await look();
    },
    async close() {
      closed = true;
      for (const timer of timers) clearInterval(timer);
      for (const page of pages) page.socket.close(COME_BACK, 'come back');
      await busy;
      // What stood there and was not shown long enough goes back into the queue before the hub ends.
      for (const screen of screens.values()) {
        for (const page of pages) screen.lost(page);
        // One that is under way began before these outcomes.
        await screen.turn([], phrasesIn('en'));
        await screen.turn([], phrasesIn('en'));
      }
      pages.clear();
    },
  };
}

const showsOf = (overlays: Iterable<OpenOverlay>): { workspaceId: string; showId: string }[] => [
  ...new Map(
    [...overlays].flatMap(({ workspaceId, showId }) =>
      showId === null ? [] : [[showId, { workspaceId, showId }] as const],
    ),
  ).values(),
];
