/** The smallest platform that every clause can be tried on: no sockets, frames of JSON, all in this process. */
import { seeded } from '../seeded.ts';
import { escaped, signTiny } from './hook.ts';
import type { Journal, Published, SimEvent, SimFault, Simulator, SimulatorOptions } from '../simulator.ts';

export interface TinyRefusal {
  status: number;
  retryAfterMs?: number;
}

interface Line {
  push(frame: string): void;
  drop(): void;
  /** The token it was opened with has ended: nothing more comes. */
  stale(): void;
}

export type TinyPlatform = ReturnType<typeof createTiny>;

const platforms = new Map<string, TinyPlatform>();

/** As a client would find it by its address. */
export function tinyAt(address: string | undefined): TinyPlatform {
  const platform = platforms.get(address ?? '');
  if (!platform) throw Object.assign(new Error('no such address'), { status: 0 });
  return platform;
}

async function post(url: string, frame: string): Promise<void> {
  const body = Buffer.from(escaped(frame));
  const headers = { 'x-tiny-signature': signTiny(body, HOOK_SECRET) };
  // Nobody may be listening any more: then nothing is told, as on a real platform after its last try.
  await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
}

export async function startTinySimulator(options: SimulatorOptions): Promise<Simulator> {
  const platform = createTiny(options.seed, options.hookUrl);
  const address = `tiny://${platforms.size}`;
  platforms.set(address, platform);
  return {
    platform: 'tiny',
    connection: {
      settings: { accessToken: platform.token(), room: 'tiny', secret: HOOK_SECRET },
      endpoints: { TINY_URL: address },
      broadcast: 'tiny',
    },
    publish: platform.publish,
    fault: platform.fault,
    journal: () => platform.journal,
    accessToken: platform.token,
    close: async () => void platforms.delete(address),
  };
}

const HOOK_SECRET = 'tiny-hook-secret';

function createTiny(seed: string, hookUrl: string | undefined) {
  const random = seeded(seed);
  const newToken = () => `tiny-secret-${Math.floor(random() * 1e9)}`;
  let token = newToken();
  const journal: Journal = { published: [], received: [] };
  const log: string[] = [];
  const lines = new Set<Line>();
  const faults = { duplicate: 0, throttle: 0, retryAfterMs: 0, refused: false, silentUntilMs: 0, downUntilMs: 0 };
  let ids = 0;

  const send = (frame: string) => {
    if (Date.now() < faults.silentUntilMs) return;
    for (const line of lines) line.push(frame);
    if (hookUrl) void post(hookUrl, frame);
  };
  const append = (payload: object) => {
    const frame = JSON.stringify({ at: log.length, ...payload });
    log.push(frame);
    send(frame);
    if (faults.duplicate > 0) {
      faults.duplicate -= 1;
      send(frame);
    }
  };

  function publish(event: SimEvent): string[] {
    const published: Published = {
      ...{ id: event.id ?? `${(ids += 1)}`, kind: event.kind, atMs: event.atMs ?? Date.now(), sentAtMs: Date.now() },
    };
    journal.published.push(published);
    const steps = event.kind === 'gift' ? (event.streak ?? [event.count]) : [null];
    for (const count of steps) append({ ...event, id: published.id, atMs: published.atMs, count });
    return [published.id];
  }

  function fault(what: SimFault) {
    if (what.kind === 'duplicate') faults.duplicate = what.next;
    if (what.kind === 'throttle') Object.assign(faults, { throttle: what.times, retryAfterMs: what.retryAfterMs });
    if (what.kind === 'refuse-credential') faults.refused = true;
    if (what.kind === 'stall') faults.silentUntilMs = Date.now() + what.forMs;
    if (what.kind === 'unknown-payload') append({ kind: 'hologram', id: 'h' });
    if (what.kind === 'broken-frame') send('{"kind": "mess');
    if (what.kind === 'end') append({ kind: 'ended', id: 'end' });
    if (what.kind === 'stale-token') {
      token = newToken();
      for (const line of [...lines]) line.stale();
      lines.clear();
    }
    if (what.kind === 'drop') {
      faults.downUntilMs = Date.now() + what.forMs;
      for (const line of [...lines]) line.drop();
    }
  }

  function admit(shown: string | undefined) {
    const refuse = (refusal: TinyRefusal) => Object.assign(new Error(`refused ${refusal.status}`), refusal);
    if (Date.now() < faults.downUntilMs) throw refuse({ status: 0 });
    if (faults.throttle > 0) {
      faults.throttle -= 1;
      throw refuse({ status: 429, retryAfterMs: faults.retryAfterMs });
    }
    if (faults.refused || shown !== token) throw refuse({ status: 401 });
  }

  const receive = (kind: 'reply' | 'remove' | 'ban', more: { text?: string; toMessageId?: string }) => {
    const id = `r${journal.received.length}`;
    journal.received.push({ id, atMs: Date.now(), kind, ...more });
    return id;
  };

  return {
    ...{ journal, publish, fault },
    token: () => token,
    knows: (shown: string | undefined) => !faults.refused && shown === token,
    /** Sends what lies after `position`, then all that comes; without a position everything is history. */
    open(shown: string | undefined, position: number | null, line: Line): () => void {
      admit(shown);
      const past = log.slice(position === null ? 0 : position + 1);
      for (const frame of past) line.push(position === null ? frame.replace('{', '{"old":true,') : frame);
      lines.add(line);
      return () => lines.delete(line);
    },
    act(
      shown: string | undefined,
      kind: 'reply' | 'remove' | 'ban',
      more: { text?: string; toMessageId?: string },
    ): string {
      admit(shown);
      return receive(kind, more);
    },
    /** The sign of life every second, which a stall silences. */
    beats: () => Date.now() >= faults.silentUntilMs,
  };
}
