/** An account on air, as far as Instagram's API tells of it: its live, comments, private messages, and what goes wrong. */
import { seeded } from '../../testkit/seeded.ts';
import type { Journal, Published, Received, SimEvent, SimFault, SimulatorOptions } from '../../testkit/simulator.ts';
import { createTroubles } from '../../testkit/troubles.ts';
import type { Login } from '../api.ts';
import { createAccount } from './account.ts';
import { GraphFault, noPermission } from './refusals.ts';

export interface Entry {
  id: string;
  text: string;
  atMs: number;
  author: { id: string; handle: string };
  /** Stands there twice. */
  twice: boolean;
  /** Of a kind nobody has heard of. */
  strange?: true;
  published?: Published;
}

/** What a hook tells of. */
export type Change =
  | { field: 'live_comments' | 'hologram'; liveId: string; entry: Entry }
  | { field: 'messages'; mid: string; sender: string; text: string; atMs: number; published: Published };

export interface InstagramOptions extends SimulatorOptions {
  login?: Login;
}

const DAY_MS = 24 * 3_600_000;

export type Platform = ReturnType<typeof createPlatform>;

export function createPlatform({
  seed,
  access = 'advanced',
  login = 'instagram',
  dailyUnits = 480_000,
}: InstagramOptions) {
  const account = createAccount(seed, login);
  /** Apart from the other: how often a client called must not change what is shuffled. */
  const shuffling = seeded(`instagram order ${seed}`);
  const journal: Journal = { published: [], received: [] };
  const entries = new Map<string, { entry: Entry; liveId: string }>();
  const roles = new Set<string>();
  const repliedTo = new Set<string>();
  const wroteMs = new Map<string, number>();
  const told = new Set<(change: Change) => void>();
  let lives = 0;
  let live: { id: string; comments: Entry[] } | null = startLive();
  let said = 0;
  let calls = 0;

  function startLive() {
    lives += 1;
    return { id: `1790${account.digits(13)}`, comments: [] as Entry[] };
  }
  const tell = (change: Change) => {
    for (const listener of told) listener(change);
  };
  const append = (all: Entry[]) => {
    for (const entry of all) {
      if (live === null) continue;
      live.comments.push(entry);
      if (!entry.strange) entries.set(entry.id, { entry, liveId: live.id });
      for (let times = entry.twice ? 2 : 1; times > 0; times -= 1)
        tell({ field: entry.strange ? 'hologram' : 'live_comments', liveId: live.id, entry });
    }
  };
  const troubles = createTroubles<Entry>(shuffling, append);
  const note = (event: SimEvent, id: string, text: string, authorId: string): Published => {
    const published: Published = { id, kind: event.kind, atMs: event.atMs ?? Date.now(), sentAtMs: 0, text, authorId };
    // An app without any access is told nothing.
    if (access === 'none') published.lost = true;
    journal.published.push(published);
    return published;
  };

  function publish(event: SimEvent): string[] {
    if (event.kind === 'direct') return [written(event)];
    if (event.kind === 'removal' && live !== null) {
      // Its author took it back: the list forgets it, and nobody is told.
      live.comments = live.comments.filter(({ id }) => id !== event.targetId);
      return [];
    }
    // Nothing else of a live reaches the API: no edits, gifts, likes, joins or viewers.
    if (event.kind !== 'message' || live === null) return [];
    const { author, text } = event;
    if (author.badges?.some((badge) => badge === 'owner' || badge === 'moderator')) roles.add(author.id);
    const id = event.id ?? `179${String(lives).padStart(3, '0')}${String((said += 1)).padStart(11, '0')}`;
    const published = note(event, id, text, author.id);
    const twice = troubles.isDoubled();
    const writer = { id: author.id, handle: author.handle };
    troubles.deliver([{ id, text, atMs: published.atMs, author: writer, twice, published }]);
    return [id];
  }

  function written(event: Extract<SimEvent, { kind: 'direct' }>): string {
    const mid = event.id ?? `aWdfZAG1faXRlbToxOk${(said += 1).toString(36)}`;
    const published = note(event, mid, event.text, event.author.id);
    // Only a hook tells of it.
    if (access !== 'advanced') published.lost = true;
    wroteMs.set(event.author.id, published.atMs);
    tell({ field: 'messages', mid, sender: event.author.id, text: event.text, atMs: published.atMs, published });
    return mid;
  }

  function fault(what: SimFault): void {
    if (troubles.take(what)) return;
    switch (what.kind) {
      case 'stale-token':
        account.stale();
        break;
      case 'expire-token':
      case 'refuse-credential':
        account.kill();
        break;
      case 'end':
        live = null;
        break;
      case 'restart':
        live = startLive();
        break;
      case 'unknown-payload':
        append([{ id: '', text: '', atMs: Date.now(), author: { id: '', handle: '' }, twice: false, strange: true }]);
        break;
      case 'history':
      case 'lose-streak-end':
        // The list always tells what was written before, and there are no gifts: nothing more can be broken.
        break;
    }
  }

  /** Whose names this app may see, and whom it may write to. */
  const mayReach = (personId: string) => access === 'advanced' || (access === 'standard' && roles.has(personId));

  return {
    ...{ account, access, login, publish, fault, dailyUnits, mayReach, repliedTo, troubles },
    journal: () => journal,
    live: () => live,
    entryOf: (id: string) => entries.get(id),
    hasWindow: (personId: string) => Date.now() - (wroteMs.get(personId) ?? Number.NEGATIVE_INFINITY) < DAY_MS,
    onTold: (listener: (change: Change) => void) => void told.add(listener),
    usedPercent: () => Math.min(100, Math.floor((calls / dailyUnits) * 100)),

    /** Counts the call, or says why it is refused. */
    admit(shown: string | undefined): void {
      const regainMs = troubles.throttledMs();
      if (regainMs !== null)
        throw new GraphFault(80002, 'There have been too many calls to this Instagram account.', { regainMs });
      account.admit(shown);
      calls += 1;
      if (calls > dailyUnits) throw new GraphFault(4, '(#4) Application request limit reached', { regainMs: 60_000 });
    },
    require(): void {
      if (access === 'none') throw noPermission();
    },
    receive(received: Omit<Received, 'id' | 'atMs'>): Received {
      const one = { id: `aWdfZAG1fc2VudDox${seed}.${journal.received.length}`, atMs: Date.now(), ...received };
      journal.received.push(one);
      return one;
    },
    stop: troubles.stop,
  };
}
