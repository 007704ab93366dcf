/** YouTube as far as a chat needs it: one channel on air, its log, its tokens, its ledger, and what goes wrong with it. */
import { seeded } from '../../testkit/seeded.ts';
import { createTroubles } from '../../testkit/troubles.ts';
import type { Journal, Published, Received, SimEvent, SimFault, SimulatorOptions } from '../../testkit/simulator.ts';
import type { ChatItem } from '../payloads.ts';
import { itemsOf, textSnippet, banSnippet } from './items.ts';

export const HISTORY_ITEMS = 75;
export const POLLING_INTERVAL_MS = 1_000;
/** Between the end of a broadcast and the beginning of the one that goes on. */
const RESTART_AFTER_MS = 400;

interface Entry {
  item: ChatItem;
  published?: Published;
}

const chatOf = (word: string): string => `Cg0KC${word}KicKGFVD`;

/** The platform's refusal of one call. */
export interface Refusal {
  status: number;
  reason: string;
  message: string;
  retryAfterMs?: number;
}

export type Platform = ReturnType<typeof createPlatform>;

export function createPlatform({ seed, dailyUnits = 10_000 }: SimulatorOptions) {
  const random = seeded(`youtube ${seed}`);
  /** Apart from the other: how often a client asked for a token must not change what is shuffled. */
  const shuffling = seeded(`youtube order ${seed}`);
  const word = (length: number) => Array.from({ length }, () => Math.floor(random() * 36).toString(36)).join('');
  const channel = { id: `UC${word(22)}`, handle: `shop${word(4)}`, title: 'The Live Shop', uploads: `UU${word(22)}` };
  const secrets = {
    apiKey: `AIza${word(35)}`,
    clientId: `${word(12)}.apps.example`,
    clientSecret: `GOCSPX-${word(28)}`,
    refreshToken: `1//${word(60)}`,
  };
  let videoId = word(11);
  let liveChatId = chatOf(word(11));
  const streamId = `${word(10)}.stream`;
  let log: Entry[] = [];
  /** Broadcasts that ended before the present one: their chats are over for good. */
  const past = new Map<string, { liveChatId: string; endedAtMs: number }>();
  const restarts = seeded(`youtube restarts ${seed}`);
  const journal: Journal = { published: [], received: [] };
  const changed = new Set<() => void>();
  const tokens = new Set<string>();
  let said = 0;
  let answered = 0;
  let viewers = 100;
  let unitsSpent = 0;
  let credentialsRefused = false;
  let endedAtMs: number | null = null;
  let restartTimer: NodeJS.Timeout | undefined;

  const tellChanged = () => {
    for (const listener of changed) listener();
  };
  const append = (...entries: Entry[]) => {
    log.push(...entries);
    tellChanged();
  };
  const troubles = createTroubles<Entry>(shuffling, (entries) => append(...entries));
  troubles.onStallOver(tellChanged);

  function publish(event: SimEvent): string[] {
    if (event.kind === 'audience') viewers = event.viewers;
    const id = event.id ?? `LCC.${seed}.${(said += 1).toString(36).padStart(6, '0')}`;
    const atMs = event.atMs ?? Date.now();
    const made = itemsOf(event, { id, atMs, liveChatId });
    if (!made || endedAtMs !== null) return [];
    const published: Published = {
      ...{ id, kind: event.kind, atMs, sentAtMs: 0 },
      ...(made.text === undefined ? {} : { text: made.text }),
      ...(made.authorId === undefined ? {} : { authorId: made.authorId }),
    };
    journal.published.push(published);
    const entries = made.items.map((item): Entry => ({ item, published }));
    troubles.deliver(troubles.isDoubled() ? [...entries, ...entries] : entries);
    return [id];
  }

  function fault(what: SimFault): void {
    if (troubles.take(what)) {
      // A stream sends its broken frame at once; nobody has to ask for it.
      if (what.kind === 'broken-frame') tellChanged();
      return;
    }
    switch (what.kind) {
      case 'expire-token':
      case 'stale-token':
        // The refresh token goes on to work: what was handed out before is worth nothing any more.
        tokens.clear();
        break;
      case 'refuse-credential':
        credentialsRefused = true;
        tokens.clear();
        break;
      case 'end':
        end();
        break;
      case 'restart':
        end();
        restartTimer = setTimeout(beginAnew, RESTART_AFTER_MS);
        break;
      case 'unknown-payload':
        append({ item: { id: `LCC.${word(12)}`, snippet: { type: 'hologramEvent', liveChatId } } });
        break;
      case 'history':
      case 'lose-streak-end':
        // Every opening without a token tells the recent history, and a combo's end is never told: both as on YouTube.
        break;
    }
  }

  function end() {
    if (endedAtMs !== null) return;
    endedAtMs = Date.now();
    const snippet = { type: 'chatEndedEvent', liveChatId, publishedAt: new Date(endedAtMs).toISOString() };
    append({ item: { id: `LCC.end.${word(8)}`, snippet } });
  }

  function beginAnew() {
    past.set(videoId, { liveChatId, endedAtMs: endedAtMs ?? Date.now() });
    const anew = () => Array.from({ length: 11 }, () => Math.floor(restarts() * 36).toString(36)).join('');
    videoId = anew();
    liveChatId = chatOf(anew());
    log = [];
    endedAtMs = null;
    tellChanged();
  }

  const account = { channelId: channel.id, displayName: `@${channel.handle}`, isChatOwner: true, isVerified: true };
  const receive = (received: Omit<Received, 'id' | 'atMs'>, prefix: string): Received => {
    const one = { id: `${prefix}.${seed}.${(answered += 1)}`, atMs: Date.now(), ...received };
    journal.received.push(one);
    return one;
  };
  const ownSnippet = () => ({
    liveChatId,
    authorChannelId: channel.id,
    publishedAt: new Date().toISOString(),
    hasDisplayContent: true,
  });

  return {
    ...{ channel, secrets, streamId, publish, fault, dailyUnits, troubles },
    get videoId() {
      return videoId;
    },
    get liveChatId() {
      return liveChatId;
    },
    /** When that broadcast ended, if it was one before the present one. */
    endOfPast: (video: string): number | null => past.get(video)?.endedAtMs ?? null,
    isPastChat: (chat: string): boolean => [...past.values()].some((one) => one.liveChatId === chat),
    journal: () => journal,
    viewers: () => viewers,
    endedAtMs: () => endedAtMs,
    /** Calls back when there may be something new to send; answers how to stop that. */
    onChange(listener: () => void) {
      changed.add(listener);
      return () => changed.delete(listener);
    },

    length: () => log.length,
    /** What lies after a position; it counts as sent. */
    since(position: number, limit = Number.POSITIVE_INFINITY): ChatItem[] {
      return log.slice(position, position + limit).map(({ item, published }) => {
        if (published && published.sentAtMs === 0) published.sentAtMs = Date.now();
        return item;
      });
    },
    startOfHistory: () => Math.max(0, log.length - HISTORY_ITEMS),
    tokenAt: (position: number) => Buffer.from(`${liveChatId}|${position}`).toString('base64url'),
    /** The position a token stands for; null for one this chat never gave out. */
    positionOf(token: string): number | null {
      const [chat, position] = Buffer.from(token, 'base64url').toString().split('|');
      const at = Number(position ?? Number.NaN);
      return chat === liveChatId && Number.isInteger(at) && at >= 0 && at <= log.length ? at : null;
    },

    /** Takes the units, or says why the call is refused; the order is the platform's own. */
    refusalOf(
      units: number,
      bearer: string | undefined,
      key: string | undefined,
      needsAccount: boolean,
    ): Refusal | null {
      const retryAfterMs = troubles.throttledMs();
      if (retryAfterMs !== null)
        return { status: 429, reason: 'rateLimitExceeded', message: 'Too many requests.', retryAfterMs };
      const byKey = key !== undefined && key === secrets.apiKey && !needsAccount && !credentialsRefused;
      const byToken = bearer !== undefined && tokens.has(bearer);
      if (!byKey && !byToken) return { status: 401, reason: 'authError', message: 'Invalid Credentials' };
      if (unitsSpent + units > dailyUnits) {
        return {
          status: 403,
          reason: 'quotaExceeded',
          message: 'The request cannot be completed because you have exceeded your quota.',
        };
      }
      unitsSpent += units;
      return null;
    },
    unitsSpent: () => unitsSpent,
    newToken(refreshToken: string | null, clientSecret: string | null): string | null {
      if (credentialsRefused || refreshToken !== secrets.refreshToken || clientSecret !== secrets.clientSecret)
        return null;
      const token = `ya29.${word(40)}`;
      tokens.add(token);
      return token;
    },

    say(text: string): Received {
      const one = receive({ kind: 'reply', text }, 'LCC.own');
      append({ item: { id: one.id, snippet: { ...ownSnippet(), ...textSnippet(text) }, authorDetails: account } });
      return one;
    },
    remove(messageId: string): boolean {
      if (!log.some(({ item }) => item.id === messageId)) return false;
      const { id } = receive({ kind: 'remove', toMessageId: messageId }, 'LCC.del');
      const details = { type: 'messageDeletedEvent', messageDeletedDetails: { deletedMessageId: messageId } };
      append({ item: { id, snippet: { ...ownSnippet(), ...details } } });
      return true;
    },
    ban(channelId: string, forSeconds?: number): Received {
      const one = receive({ kind: 'ban', toMessageId: channelId }, 'BAN');
      append({ item: { id: one.id, snippet: { ...ownSnippet(), ...banSnippet(channelId, forSeconds) } } });
      return one;
    },
    stop() {
      troubles.stop();
      clearTimeout(restartTimer);
    },
  };
}
