/** The live room: what was said, the journal, and the faults that decide how it leaves. Knows nothing of sockets. */
import type { Journal, Published, Received, SimAuthor, SimEvent, SimFault } from '../../testkit/simulator.ts';
import { brokenMessage, chat, ended, gift, messageOf, unknownMessage } from './wire.ts';
import type { Message, Stamp } from './wire.ts';

/** One happening on its way: its messages (a streak has several) and its line in the journal. */
export interface Parcel {
  seq: number;
  messages: Message[];
  entry: Published | null;
  kind: string;
}

/** Where parcels go; answers how many lines took them. */
export interface Outlet {
  /** Each parcel in a frame of its own when `apart`. */
  send(parcels: Parcel[], apart: boolean): number;
  junk(): void;
}

/** Room between two ids for the earlier messages of a combo. */
const ID_STEP = 100n;
const HISTORY = 6;
const HISTORY_WHEN_ASKED = 20;
/** How far back a cursor reaches: from the signature to the open line, not across a gap. */
const RECENT = 5_000;
const HOLD_MS = 100;
const AGAIN_AFTER_MS = 30;

export interface Room {
  readonly roomId: string;
  readonly owner: SimAuthor;
  live: boolean;
  publish(event: SimEvent): string[];
  fault(
    fault: Extract<
      SimFault,
      { kind: 'duplicate' | 'reorder' | 'history' | 'end' | 'broken-frame' | 'unknown-payload' | 'lose-streak-end' }
    >,
  ): void;
  /** A reply that came in through the sign server: received, and shown in the chat like everybody's. */
  reply(text: string): string;
  /** The recent comments a new line is told, and the place from which it goes on. */
  recent(): { cursor: number; history: Message[] };
  since(cursor: number): Parcel[];
  journal(): Journal;
  stop(): void;
}

export function createRoom(options: { seed: string; random: () => number; owner: SimAuthor }, outlet: Outlet): Room {
  const { random, owner } = options;
  const published: Published[] = [];
  const received: Received[] = [];
  const ids = createIds(random);
  const roomId = ids.roomId;
  let parcels: Parcel[] = [];
  let seq = 0;
  let live = true;
  const faults = { duplicate: 0, reorder: 0, within: 1, history: false, loseEnd: false };
  const held: Parcel[] = [];
  let holdTimer: NodeJS.Timeout | undefined;
  const timers = new Set<NodeJS.Timeout>();
  const queue: Parcel[] = [];

  const stampAt = (msgId: string, atMs: number): Stamp => ({ msgId, atMs, roomId });

  const sent = (parcel: Parcel, lines: number) => {
    if (!parcel.entry || lines === 0) return;
    parcel.entry.sentAtMs ||= Date.now();
    delete parcel.entry.lost;
  };
  const send = (list: Parcel[], apart: boolean) => {
    if (list.length === 0) return;
    const lines = outlet.send(list, apart);
    for (const parcel of list) sent(parcel, lines);
  };
  const flush = () => send(queue.splice(0), false);
  const releaseHeld = () => {
    clearTimeout(holdTimer);
    holdTimer = undefined;
    flush();
    send(shuffled(held.splice(0), random), true);
  };

  const dispatch = (parcel: Parcel) => {
    if (faults.duplicate > 0) {
      faults.duplicate -= 1;
      const timer = setTimeout(() => (timers.delete(timer), send([parcel], true)), AGAIN_AFTER_MS);
      timers.add(timer);
    }
    if (faults.reorder > 0) {
      faults.reorder -= 1;
      held.push(parcel);
      if (held.length >= faults.within || faults.reorder === 0) return releaseHeld();
      holdTimer ??= setTimeout(releaseHeld, HOLD_MS);
      return;
    }
    // All of one turn share frames, as on a busy room.
    if (queue.push(parcel) === 1) setImmediate(flush);
  };

  const put = (messages: Message[], kind: string, entry: Published | null) => {
    // Until a line has taken it, nobody will ever be told of it again.
    if (entry) published.push(Object.assign(entry, { lost: true }));
    const parcel = { seq: ++seq, messages, entry, kind };
    parcels.push(parcel);
    if (parcels.length > RECENT * 2) parcels = parcels.slice(-RECENT);
    dispatch(parcel);
  };

  const publish = (event: SimEvent): string[] => {
    // TikTok has no edited comments, and its private messages are no part of a live.
    if (event.kind === 'edit' || event.kind === 'direct') return [];
    const atMs = event.atMs ?? Date.now();
    const msgId = event.id === undefined ? ids.next() : decimalId(event.id);
    const { id, messages } =
      event.kind === 'gift'
        ? giftParcel(event, stampAt(msgId, atMs), faults.loseEnd)
        : { id: msgId, messages: [messageOf(event, stampAt(msgId, atMs))] };
    if (event.kind === 'gift' && messages.length > 1) faults.loseEnd = false;
    const authorId = 'author' in event ? event.author.id : undefined;
    const text = event.kind === 'message' ? event.text : undefined;
    const kind = event.kind === 'ban' ? 'removal' : event.kind;
    put(messages, event.kind, {
      id,
      kind,
      atMs,
      sentAtMs: 0,
      ...(text !== undefined && { text }),
      ...(authorId && { authorId }),
    });
    return [id];
  };

  const fault: Room['fault'] = (wanted) => {
    switch (wanted.kind) {
      case 'duplicate':
        faults.duplicate += wanted.next;
        return;
      case 'reorder':
        faults.reorder += wanted.next;
        faults.within = Math.max(2, wanted.within);
        return;
      case 'history':
        faults.history = true;
        return;
      case 'lose-streak-end':
        faults.loseEnd = true;
        return;
      case 'unknown-payload':
        return put([unknownMessage(stampAt(ids.aside(), Date.now()))], 'unknown', null);
      case 'broken-frame':
        put([brokenMessage(stampAt(ids.aside(), Date.now()))], 'broken', null);
        flush();
        return outlet.junk();
      case 'end': {
        if (!live) return;
        live = false;
        releaseHeld();
        const atMs = Date.now();
        const id = ids.aside();
        return put([ended(stampAt(id, atMs))], 'ended', { id, kind: 'ended', atMs, sentAtMs: 0 });
      }
    }
  };

  return {
    roomId,
    owner,
    get live() {
      return live;
    },
    set live(on) {
      live = on;
    },
    publish,
    fault,
    reply(text) {
      const id = ids.aside();
      const atMs = Date.now();
      received.push({ id, atMs, kind: 'reply', text });
      put([chat(owner, text, stampAt(id, atMs))], 'message', {
        id,
        kind: 'message',
        atMs,
        sentAtMs: 0,
        text,
        authorId: owner.id,
      });
      return id;
    },
    recent() {
      releaseHeld();
      const count = faults.history ? HISTORY_WHEN_ASKED : HISTORY;
      faults.history = false;
      const comments = parcels.filter(({ kind }) => kind === 'message').slice(-count);
      for (const parcel of comments) sent(parcel, 1);
      return {
        cursor: seq,
        history: comments.flatMap(({ messages }) => messages.map((message) => ({ ...message, isHistory: true }))),
      };
    },
    since(cursor) {
      const missed = parcels.filter(
        (parcel) => parcel.seq > cursor && !queue.includes(parcel) && !held.includes(parcel),
      );
      for (const parcel of missed) sent(parcel, 1);
      return missed;
    },
    journal: () => structuredClone({ published, received }),
    stop() {
      clearTimeout(holdTimer);
      timers.forEach(clearTimeout);
    },
  };
}

/** Ids grow as on the platform, and a seed always gives the same ones: asides never move those of the script. */
function createIds(random: () => number) {
  const start = 7_300_000_000_000_000_000n + BigInt(Math.floor(random() * 1_000_000)) * 10_000_000_000n;
  let next = start;
  let aside = start + 5_000_000_000n;
  return {
    roomId: (start - 1n).toString(),
    next: () => (next += ID_STEP).toString(),
    aside: () => (aside += 1n).toString(),
  };
}

/** Ids are 64-bit integers here; any other name becomes one, always the same. */
function decimalId(id: string): string {
  if (/^[1-9]\d{0,17}$/.test(id)) return id;
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(id)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return BigInt.asUintN(62, hash).toString();
}

type GiftEvent = Extract<SimEvent, { kind: 'gift' }>;

/** One combo is several messages; TikTok knows it by sender, gift and group. Whatever is not a combo is one message. */
function giftParcel(event: GiftEvent, stamp: Stamp, loseEnd: boolean): { id: string; messages: Message[] } {
  const giftId = String(5_000 + Number(BigInt(decimalId(`gift ${event.name}`)) % 5_000n));
  const counts = event.streak ?? (event.count > 1 ? [event.count] : null);
  if (!counts) return { id: stamp.msgId, messages: [gift(event, giftId, null, stamp)] };
  const groupId = stamp.msgId;
  const earlier = (index: number) => ({
    ...stamp,
    msgId: (BigInt(stamp.msgId) - BigInt(counts.length - index)).toString(),
  });
  const messages = counts.map((repeatCount, index) =>
    gift(event, giftId, { repeatCount, repeatEnd: false, groupId }, earlier(index)),
  );
  if (!loseEnd) messages.push(gift(event, giftId, { repeatCount: event.count, repeatEnd: true, groupId }, stamp));
  return { id: `${event.author.id}:${giftId}:${groupId}`, messages };
}

function shuffled<T>(list: T[], random: () => number): T[] {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [list[last], list[other]] = [list[other] as T, list[last] as T];
  }
  return list;
}
