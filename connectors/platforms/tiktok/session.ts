/** One open line as the contract wants it: put in order, gifts counted once, silence noticed, its end told. */
import { ConnectorError } from '../contract.ts';
import type { ConnectorContext, Delivery, PlatformEvent } from '../contract.ts';
import { createAlarm } from './alarm.ts';
import { readMessage } from './events.ts';
import type { GiftFrame } from './events.ts';
import { createInbox } from './inbox.ts';
import { createReorder } from './order.ts';
import type { WireMessage } from './payloads.ts';
import { createStreaks } from './streaks.ts';
import type { Line, LineListener, RoomFacts } from './line.ts';

/** How long an event waits for one that was made before it and is still on its way. */
const REORDER_MS = 40;
/** A streak goes on as long as its next frame comes within this. */
const STREAK_IDLE_MS = 10_000;
/** Beyond this many unread deliveries the socket is no longer read; below the other it is again. */
const FULL = 5_000;
const DRAINED = 1_000;
/** TikTok repeats recent comments to a new line, not always marked. It does so at once, not later. */
const REPLAY_WITHIN_MS = 10_000;
/** What was written while the line was being made is new. */
const REPLAY_SLACK_MS = 2_000;

type Item = { event: PlatformEvent } | { gift: GiftFrame };

export interface Feed {
  listener: LineListener;
  /** The line is there: from now on it is watched. */
  attach(line: Line): void;
  deliveries(): AsyncIterable<Delivery>;
  close(): void;
}

export function createFeed(ctx: ConnectorContext, silenceMs: number): Feed {
  const order = createReorder<Item>(REORDER_MS);
  const streaks = createStreaks(STREAK_IDLE_MS);
  const inbox = createInbox((size) => size <= DRAINED && resume());
  const startedMs = ctx.now();
  let line: Line | null = null;
  let room: RoomFacts = { ownerId: null, title: null, platformNowMs: null };
  let aliveMs = startedMs;
  let paused = false;
  let over = false;

  const resume = () => {
    if (!paused) return;
    paused = false;
    aliveMs = ctx.now();
    line?.resume();
    alarm.set();
  };

  const deliver = (event: PlatformEvent) => {
    inbox.push({ event, cursor: null });
    if (inbox.size < FULL || paused || !line) return;
    paused = true;
    ctx.log.warn({ unread: inbox.size }, 'tiktok-reading-paused');
    line.pause();
  };

  const release = (items: Item[]) => {
    for (const item of items) {
      const event = 'event' in item ? item.event : streaks.take(item.gift, ctx.now());
      if (!event) continue;
      if (event.kind === 'ended') return finish(undefined, event);
      deliver(event);
    }
  };

  /** The last word: all that waits is told first, open streaks too, because their ends will not reach us any more. */
  const finish = (error?: ConnectorError, ended?: PlatformEvent) => {
    if (over) return;
    over = true;
    alarm.stop();
    ctx.signal.removeEventListener('abort', close);
    for (const item of order.drain()) {
      const event = 'event' in item ? item.event : streaks.take(item.gift, ctx.now());
      if (event && event.kind !== 'ended') deliver(event);
    }
    streaks.finish().forEach(deliver);
    if (ended) deliver(ended);
    inbox.end(error);
    line?.close();
  };
  const close = () => finish();

  const ring = () => {
    const now = ctx.now();
    release(order.ready(now));
    if (over) return;
    streaks.overdue(now).forEach(deliver);
    if (line && !paused && now - aliveMs >= silenceMs) {
      finish(
        new ConnectorError(
          'stalled',
          `TikTok has sent nothing for ${Math.round(silenceMs / 1000)} seconds; the line is opened anew.`,
        ),
      );
    }
  };
  const dueMs = () =>
    Math.min(
      order.nextMs() ?? Infinity,
      streaks.nextMs() ?? Infinity,
      line && !paused ? aliveMs + silenceMs : Infinity,
    );
  const alarm = createAlarm(ctx, dueMs, ring);

  const isReplay = (atMs: number | null, nowMs: number) =>
    atMs !== null && nowMs - startedMs < REPLAY_WITHIN_MS && atMs < (room.platformNowMs ?? startedMs) - REPLAY_SLACK_MS;

  const take = (message: WireMessage) => {
    const now = ctx.now();
    const read = readMessage(message, room.ownerId);
    if (read.kind === 'unreadable') return ctx.skipped(read.what);
    if (read.kind === 'unused') return;
    const add = (item: Item, id: string, atMs: number | null) => order.add({ item, id, atMs: atMs ?? now }, now);
    if (read.kind === 'gift')
      return add(
        { gift: { ...read.frame, history: read.frame.history || isReplay(read.frame.atMs, now) } },
        read.frame.id,
        read.frame.atMs,
      );
    for (const event of read.events) {
      const past = event.history || isReplay(event.atMs, now);
      add({ event: past ? { ...event, history: true } : event }, event.id, event.atMs);
    }
  };

  ctx.signal.addEventListener('abort', close, { once: true });
  return {
    listener: {
      opening(found) {
        room = found;
      },
      messages(messages) {
        if (over) return;
        messages.forEach(take);
        alarm.set();
      },
      alive() {
        aliveMs = ctx.now();
      },
      unreadable: (what) => ctx.skipped(what),
      closed(code) {
        finish(
          new ConnectorError(
            'network',
            `TikTok's line closed (${code}); it is opened anew. What was said meanwhile is lost.`,
          ),
        );
      },
    },
    attach(opened) {
      line = opened;
      ctx.log.info({ liveId: opened.roomId }, 'tiktok-line-opened');
      aliveMs = ctx.now();
      if (over) opened.close();
      alarm.set();
    },
    deliveries: () => inbox,
    close,
  };
}
