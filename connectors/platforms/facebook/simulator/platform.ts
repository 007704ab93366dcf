/** A Page on air, as far as the Graph API tells of it: its lives, comments, tokens, allowance, and what goes wrong. */
import { seeded } from '../../testkit/seeded.ts';
import type {
  AccessLevel,
  Journal,
  Published,
  Received,
  SimAuthor,
  SimEvent,
  SimFault,
  SimulatorOptions,
} from '../../testkit/simulator.ts';
import { createTroubles } from '../../testkit/troubles.ts';
import { GraphFault } from './refusals.ts';

export interface Entry {
  id: string;
  createdMs: number;
  message: string;
  author: { id: string; name: string };
  parentId?: string;
  isHidden: boolean;
  removed: boolean;
  /** A well-formed thing of a kind nobody has heard of. */
  strange?: true;
  /** Stands in the list twice, as the platform's paging sometimes makes it. */
  twice?: true;
  published?: Published;
}

export interface Live {
  id: string;
  videoId: string;
  postId: string;
  status: 'LIVE' | 'VOD';
  startedMs: number;
  comments: Entry[];
}

/** What a Page's webhook tells; sent by `hooks.ts`. */
export type Change =
  | { field: 'feed' | 'live_videos'; value: Record<string, unknown>; published?: Published | undefined }
  | { field: 'messaging'; value: Record<string, unknown>; published?: Published | undefined };

export const DAY_MS = 24 * 3_600_000;
export const SEVEN_DAYS_MS = 7 * DAY_MS;
const ALL_PERMISSIONS = [
  ...['pages_show_list', 'pages_read_engagement', 'pages_read_user_content', 'pages_manage_engagement'],
  ...['pages_manage_metadata', 'pages_messaging'],
];

export type Platform = ReturnType<typeof createPlatform>;

export function createPlatform({ seed, access = 'advanced', dailyUnits = 480_000 }: SimulatorOptions) {
  const random = seeded(`facebook ${seed}`);
  /** Apart from the other: how often a client called must not change what is shuffled. */
  const shuffling = seeded(`facebook order ${seed}`);
  const digits = (length: number) => `1${Array.from({ length: length - 1 }, () => Math.floor(random() * 10)).join('')}`;
  const word = (length: number) => Array.from({ length }, () => Math.floor(random() * 36).toString(36)).join('');
  const page = { id: digits(15), name: 'The Live Shop' };
  const secrets = { appSecret: `${word(32)}`, verifyToken: `verify-${word(12)}` };
  const appId = digits(16);
  const newToken = () => `EAAB${word(60)}`;
  let token = newToken();
  let spareToken: string | null = null;
  const userToken = `EAAU${word(60)}`;
  const journal: Journal = { published: [], received: [] };
  const lives: Live[] = [];
  const roles = new Set<string>([page.id]);
  const blocked = new Set<string>();
  const repliedTo = new Set<string>();
  const lastDirectMs = new Map<string, number>();
  const told = new Set<(change: Change) => void>();
  let subscribedFields: string[] = ['feed', 'live_videos', 'messages', 'messaging_postbacks'];
  let said = 0;
  let answered = 0;
  let viewers = 100;
  let reactions = 0;
  let calls = 0;
  let tokensDead = false;

  const startLive = (): Live => {
    const videoId = digits(15);
    const live: Live = {
      ...{
        id: digits(15),
        videoId,
        postId: `${page.id}_${videoId}`,
        status: 'LIVE',
        startedMs: Date.now(),
        comments: [],
      },
    };
    lives.push(live);
    return live;
  };
  let live = startLive();

  const tell = (change: Change) => {
    for (const listener of told) listener(change);
  };

  const feedOf = (entry: Entry, verb: string): Change => ({
    field: 'feed',
    ...(verb === 'add' ? { published: entry.published } : {}),
    value: {
      ...{
        item: 'comment',
        verb,
        comment_id: entry.id,
        post_id: live.postId,
        parent_id: entry.parentId ?? live.postId,
      },
      created_time: Math.floor(entry.createdMs / 1000),
      from: { id: entry.author.id, name: entry.author.name },
      ...(verb === 'remove' ? {} : { message: entry.message }),
      post: {
        ...{ id: live.postId, type: 'video', status_type: 'added_video', is_published: true },
        permalink_url: `https://www.facebook.com/${page.id}/videos/${live.videoId}/`,
      },
    },
  });

  const append = (entries: Entry[]) => {
    for (const entry of entries) {
      live.comments.push(entry);
      if (entry.strange) continue;
      tell(feedOf(entry, 'add'));
      if (entry.twice) tell(feedOf(entry, 'add'));
    }
  };
  const troubles = createTroubles<Entry>(shuffling, append);

  const note = (event: SimEvent, id: string, more: Partial<Published> = {}): Published => {
    const published: Published = { id, kind: event.kind, atMs: event.atMs ?? Date.now(), sentAtMs: 0, ...more };
    // An app without any access is told nothing.
    if (access === 'none') published.lost = true;
    journal.published.push(published);
    return published;
  };
  const entryOf = (id: string) =>
    lives.flatMap(({ comments }) => comments).find((one) => one.id === id && !one.removed);
  const known = ({ id, badges }: SimAuthor) => {
    if (badges?.some((badge) => badge === 'owner' || badge === 'moderator')) roles.add(id);
  };

  function publish(event: SimEvent): string[] {
    if (live.status !== 'LIVE' && event.kind !== 'direct') return [];
    switch (event.kind) {
      case 'message': {
        if (blocked.has(event.author.id)) return [];
        known(event.author);
        const id = event.id ?? `${live.videoId}_${(said += 1)}${String(live.comments.length % 1000).padStart(3, '0')}`;
        const { text, author } = event;
        const published = note(event, id, { text, authorId: author.id });
        const twice = troubles.isDoubled();
        const entry: Entry = {
          ...{ id, createdMs: published.atMs, message: text, author: { id: author.id, name: author.name } },
          ...{ isHidden: false, removed: false, published, ...(twice ? { twice: true as const } : {}) },
        };
        troubles.deliver([entry]);
        return [id];
      }
      case 'edit': {
        const entry = entryOf(event.targetId);
        if (!entry) return [];
        entry.message = event.text;
        note(event, entry.id, { text: event.text });
        tell(feedOf(entry, 'edited'));
        return [entry.id];
      }
      case 'removal': {
        const entry = entryOf(event.targetId);
        if (!entry) return [];
        entry.removed = true;
        note(event, entry.id);
        tell(feedOf(entry, 'remove'));
        return [entry.id];
      }
      case 'direct': {
        known(event.author);
        const id = event.id ?? `m_${seed}${(said += 1)}`;
        const published = note(event, id, { text: event.text, authorId: event.author.id });
        lastDirectMs.set(event.author.id, published.atMs);
        const message = { mid: id, text: event.text };
        const value = {
          sender: { id: event.author.id },
          recipient: { id: page.id },
          timestamp: published.atMs,
          message,
        };
        tell({ field: 'messaging', value, published });
        return [id];
      }
      case 'like':
        // Reactions have no ids: there is only ever how many there are.
        reactions += event.count;
        return [];
      case 'audience':
        viewers = event.viewers;
        return [];
      default:
        return [];
    }
  }

  function end() {
    live.status = 'VOD';
    tell({ field: 'live_videos', value: { id: live.id, status: 'vod' } });
  }

  function fault(what: SimFault): void {
    if (troubles.take(what)) return;
    switch (what.kind) {
      case 'stale-token':
        spareToken = newToken();
        token = spareToken;
        break;
      case 'expire-token':
      case 'refuse-credential':
        tokensDead = true;
        break;
      case 'end':
        end();
        break;
      case 'restart':
        end();
        live = startLive();
        tell({ field: 'live_videos', value: { id: live.id, status: 'live' } });
        break;
      case 'unknown-payload':
        append([
          {
            ...{ id: `strange_${word(8)}`, createdMs: Date.now(), message: '', author: { id: '', name: '' } },
            ...{ isHidden: false, removed: false, strange: true as const },
          },
        ]);
        tell({ field: 'feed', value: { item: 'hologram', verb: 'add', post_id: live.postId } });
        break;
      case 'history':
      case 'lose-streak-end':
        // The list always tells what was written before, and there are no gifts: nothing more can be broken.
        break;
    }
  }

  const receive = (received: Omit<Received, 'id' | 'atMs'>, id?: string): Received => {
    answered += 1;
    const one = { id: id ?? `${received.kind}.${seed}.${answered}`, atMs: Date.now(), ...received };
    journal.received.push(one);
    return one;
  };
  const mayReach = (personId: string) => access === 'advanced' || roles.has(personId);

  return {
    ...{ page, secrets, appId, userToken, access, publish, fault, dailyUnits, repliedTo, lastDirectMs, blocked, lives },
    troubles,
    journal: () => journal,
    live: () => live,
    token: () => token,
    /** What a token's renewal answers now. */
    freshToken: () => token,
    permissions: () => (access === 'none' ? ['pages_show_list'] : ALL_PERMISSIONS),
    viewers: () => viewers,
    reactions: () => reactions,
    onTold: (listener: (change: Change) => void) => void told.add(listener),
    subscribed: () => subscribedFields,
    subscribe: (fields: string[]) => void (subscribedFields = [...new Set([...subscribedFields, ...fields])]),
    entryOf,
    /** Whose names this app may see, and whom it may write to. */
    mayReach,
    usedPercent: () => Math.min(100, Math.floor((calls / dailyUnits) * 100)),

    /** Counts the call, or says why it is refused; the order is the platform's own. */
    admit(shown: string | undefined): void {
      const regainMs = troubles.throttledMs();
      if (regainMs !== null) throw new GraphFault(32, '(#32) Page request limit reached', { regainMs });
      if (!shown) throw new GraphFault(104, 'An access token is required to request this resource.');
      if (tokensDead || (shown !== token && shown !== userToken)) {
        const why = 'Error validating access token: Session has expired.';
        throw new GraphFault(190, why, { subcode: 463, type: 'OAuthException' });
      }
      if (calls >= dailyUnits)
        throw new GraphFault(80001, 'There have been too many calls to this Page account.', { regainMs: 60_000 });
      calls += 1;
    },
    require(permission: string): void {
      if (access !== 'none') return;
      throw new GraphFault(10, `(#10) This endpoint requires the '${permission}' permission.`);
    },
    /** The Page writes under a comment, or under the live. */
    say(text: string, under: string): Received {
      const id = `${live.videoId}_9${(answered + 1).toString().padStart(6, '0')}`;
      const parent = entryOf(under);
      const one = receive({ kind: 'reply', text, ...(parent ? { toMessageId: parent.id } : {}) }, id);
      append([
        {
          ...{ id, createdMs: one.atMs, message: text, author: page, isHidden: false, removed: false },
          ...(parent ? { parentId: parent.id } : {}),
        },
      ]);
      return one;
    },
    receive,
    hide(entry: Entry, hidden: boolean): void {
      entry.isHidden = hidden;
      receive({ kind: 'hide', toMessageId: entry.id });
      tell(feedOf(entry, hidden ? 'hide' : 'unhide'));
    },
    remove(entry: Entry): void {
      entry.removed = true;
      receive({ kind: 'remove', toMessageId: entry.id });
      tell(feedOf(entry, 'remove'));
    },
    stop: troubles.stop,
  };
}

export type { AccessLevel };
