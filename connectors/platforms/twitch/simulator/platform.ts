import { seeded } from '../../testkit/seeded.ts';
import type { Journal, Published, Received, SimEvent, SimFault } from '../../testkit/simulator.ts';
import type { Lines } from './lines.ts';
import { banNotices, chat, noticesOf, type Notice, type Owner } from './wire.ts';

const REORDER_WAIT_MS = 100;

export interface Token {
  access: string;
  refresh: string;
}
interface Waiting {
  notices: Notice[];
  published: Published;
  twice: boolean;
}

export type Platform = ReturnType<typeof createPlatform>;

/** Twitch as far as one channel needs it: its stream, its chat, whose tokens count, and what goes wrong. */
export function createPlatform(seed: string, lines: () => Lines) {
  const random = seeded(`twitch ${seed}`);
  const shuffling = seeded(`twitch order ${seed}`);
  const digits = (length: number) => Array.from({ length }, () => Math.floor(random() * 10)).join('');
  const word = (length: number) => Array.from({ length }, () => Math.floor(random() * 36).toString(36)).join('');
  const owner: Owner = { id: `1${digits(8)}`, login: `shop${word(4)}`, name: `Shop${word(4)}` };
  const app = { clientId: word(30), clientSecret: word(30) };
  const token: Token = { access: word(30), refresh: word(50) };
  const journal: Journal = { published: [], received: [] };
  const faults = { duplicate: 0, reorder: 0, within: 1, throttle: 0, retryAfterMs: 0, refused: false };
  const until = { dropped: 0, silent: 0 };
  let held: { code: string; message: string } | null = null;
  const banned = new Set<string>();
  let stream: { id: string; startedMs: number } | null = { id: digits(11), startedMs: Date.now() };
  let viewers = 100;
  let said = 0;
  let frames = 0;
  let window: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;

  const uuid = (kind: string, n: number) => {
    const tail = n.toString(16).padStart(12, '0');
    return `${kind}-${app.clientId.slice(0, 4)}-4000-8000-${tail}`;
  };
  const isSilent = () => Date.now() < Math.max(until.silent, until.dropped);

  function send({ type, event }: Notice, atMs: number, times = 1): number {
    const timed = { message_id: uuid('e5e5e5e5', (frames += 1)), message_timestamp: new Date(atMs).toISOString() };
    if (isSilent()) return 0;
    let told = 0;
    for (let time = 0; time < times; time++) told += lines().notify(type, event, timed);
    return told;
  }

  function leave({ notices, published, twice }: Waiting): void {
    const told = notices.reduce((sum, notice) => sum + send(notice, published.atMs, twice ? 2 : 1), 0);
    // Whoever is not there hears nothing later: Twitch has no history.
    if (told === 0) published.lost = true;
    published.sentAtMs = Date.now();
  }

  function leaveWindow(): void {
    clearTimeout(timer);
    timer = undefined;
    const shuffled = window.map((one) => ({ one, at: shuffling() })).sort((a, b) => a.at - b.at);
    window = [];
    for (const { one } of shuffled) leave(one);
  }

  function publish(event: SimEvent): string[] {
    if (event.kind === 'audience') viewers = event.viewers;
    const id = event.id ?? uuid(seedWord, (said += 1));
    const notices = stream === null ? null : noticesOf(event, id, owner);
    if (notices === null) return [];
    const [{ text, authorId } = {}] = notices as [Notice?];
    const atMs = event.atMs ?? Date.now();
    const published: Published = { id, kind: event.kind, atMs, sentAtMs: 0 };
    if (text !== undefined) published.text = text;
    if (authorId !== undefined) published.authorId = authorId;
    journal.published.push(published);
    const twice = faults.duplicate > 0;
    if (twice) faults.duplicate -= 1;
    queue({ notices, published, twice });
    return [id];
  }

  function queue(one: Waiting): void {
    if (faults.reorder <= 0) {
      leaveWindow();
      return leave(one);
    }
    faults.reorder -= 1;
    window.push(one);
    if (window.length >= faults.within || faults.reorder === 0) leaveWindow();
    else timer ??= setTimeout(leaveWindow, REORDER_WAIT_MS);
  }

  function goOffline(): void {
    if (stream === null) return;
    leaveWindow();
    stream = null;
    const event = { broadcaster_user_id: owner.id, broadcaster_user_login: owner.login };
    send({ type: 'stream.offline', event }, Date.now());
  }

  function goOnline(): void {
    stream = { id: digits(11), startedMs: Date.now() };
    const event = { broadcaster_user_id: owner.id, id: stream.id, type: 'live' };
    send({ type: 'stream.online', event }, Date.now());
  }

  function fault(what: SimFault): void {
    switch (what.kind) {
      case 'duplicate':
        faults.duplicate = what.next;
        break;
      case 'reorder':
        Object.assign(faults, { reorder: what.next, within: what.within });
        break;
      case 'throttle':
        Object.assign(faults, { throttle: what.times, retryAfterMs: what.retryAfterMs });
        break;
      case 'drop':
        until.dropped = Date.now() + what.forMs;
        lines().cut();
        break;
      case 'stall':
        until.silent = Date.now() + what.forMs;
        break;
      case 'stale-token':
        token.access = word(30);
        break;
      case 'expire-token':
      case 'refuse-credential':
        faults.refused = true;
        break;
      case 'end':
        goOffline();
        break;
      case 'restart':
        goOffline();
        goOnline();
        break;
      case 'broken-frame':
        lines().say('{"metadata": {"message_type": "notif');
        break;
      case 'unknown-payload':
        lines().say(JSON.stringify({ metadata: HOLOGRAM, payload: { subscription: {}, event: { height: 3 } } }));
        break;
      case 'history':
      case 'lose-streak-end':
        // Twitch repeats nothing to a new line, and a cheer is told once, as a whole.
        break;
    }
  }

  const receive = (one: Omit<Received, 'id' | 'atMs'>): Received => {
    const received = { id: uuid('0a0a0a0a', journal.received.length + 1), atMs: Date.now(), ...one };
    journal.received.push(received);
    return received;
  };

  const seedWord = `c${word(7)}`;
  return {
    ...{ owner, app, token, journal, publish, fault, isSilent },
    isDropped: () => Date.now() < until.dropped,
    isRefused: () => faults.refused,
    hold: (reason: { code: string; message: string }) => void (held = reason),
    takeHeld() {
      const reason = held;
      held = null;
      return reason;
    },
    /** A call that is told to come back; null when it may pass. */
    throttledMs: () => (faults.throttle > 0 ? ((faults.throttle -= 1), faults.retryAfterMs) : null),
    stream: () => stream,
    viewers: () => viewers,
    /** A new pair for the refresh token; null when it is not the one. */
    renew(refresh: string | null, secret: string | null): Token | null {
      if (faults.refused || refresh !== token.refresh || secret !== app.clientSecret) return null;
      token.access = word(30);
      return token;
    },
    say(text: string, parent: string | undefined): Received {
      const received = receive({ kind: 'reply', text, ...(parent ? { toMessageId: parent } : {}) });
      const author = { id: owner.id, handle: owner.login, name: owner.name, badges: ['owner' as const] };
      send(chat(author, received.id, text, owner, parent), received.atMs);
      return received;
    },
    remove(messageId: string): boolean {
      if (!journal.published.some(({ id }) => id === messageId)) return false;
      receive({ kind: 'remove', toMessageId: messageId });
      for (const one of noticesOf({ kind: 'removal', targetId: messageId }, '', owner) ?? []) send(one, Date.now());
      return true;
    },
    ban(userId: string, forSeconds: number | undefined): boolean {
      if (banned.has(userId) && forSeconds === undefined) return false;
      banned.add(userId);
      receive({ kind: 'ban', toMessageId: userId });
      for (const one of banNotices(userId, forSeconds, owner)) send(one, Date.now());
      return true;
    },
    unban(userId: string): boolean {
      if (!banned.delete(userId)) return false;
      receive({ kind: 'unban', toMessageId: userId });
      return true;
    },
    stop: () => clearTimeout(timer),
  };
}

const HOLOGRAM = {
  message_id: 'f0f0f0f0-0000-4000-8000-000000000001',
  message_type: 'notification',
  message_timestamp: '2026-11-22T10:00:00.000000000Z',
  subscription_type: 'channel.hologram',
  subscription_version: '1',
};
