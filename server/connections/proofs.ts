import {
  ConnectorError,
  type Delivery,
  type Level,
  type Manifest,
  type Session,
} from '../../connectors/platforms/contract.ts';
import { SealBroken } from './credentials.ts';
import type { Sink } from './line.ts';
import type { Levels } from './levels.ts';
import { contextFor, type ProbeDeps } from './probe.ts';
import { connectionRow } from './store.ts';
import type { SourceOf } from './supervisor.ts';

/** One comment that arrived while somebody looked. */
export interface Arrived {
  atMs: number;
  /** Null: the platform withheld it. */
  name: string | null;
  text: string;
  way: 'hook' | 'stream' | 'list';
}

export interface Proof {
  state: 'opening' | 'watching' | 'ended' | 'failed';
  /** What happens now, or what is needed. */
  sentence: string;
  startedAtMs: number;
  endsAtMs: number;
  arrived: Arrived[];
  /** Requests of the platform that came for this connection meanwhile. */
  hooks: number;
  privateReply: { state: 'off' | 'waiting' | 'accepted' | 'refused'; sentence: string };
}

export interface Proofs {
  /** Opens the window; one that is open already goes on. Null when there is no such connection. */
  begin(workspaceId: string, connectionId: string, wish: { privateReply: boolean }): Promise<Proof | null>;
  read(workspaceId: string, connectionId: string): Proof | null;
  /** False when there is none. */
  end(workspaceId: string, connectionId: string): boolean;
  /** A platform's request for this connection was taken, in a show or not. */
  hookArrived(workspaceId: string, connectionId: string): void;
  /** The record's intake with somebody looking over its shoulder. */
  over(intake: { open(source: SourceOf): Sink }): { open(source: SourceOf): Sink };
  close(): Promise<void>;
}

interface Window {
  proof: Proof;
  ending: AbortController;
  /** Comments that were there before are no proof. */
  manifest: Manifest;
  done: Promise<void>;
}

export interface ProofsDeps extends ProbeDeps {
  levels: Pick<Levels, 'prove' | 'refute' | 'saw'>;
  /** An open line of a show. */
  lines: { sessionOf(broadcastId: string): { session: Session } | null };
}

export const PROOF_MS = 5 * 60_000;
const KEPT = 50;
const ACT_LIMIT_MS = 8_000;
const ASKING =
  'Write a comment on the live broadcast now, from a phone whose account has no role on this app and is not your own.';
const TEST_REPLY = 'Thank you! This was a test of our live shop; there is nothing to do.';

/** Five minutes in which what arrives at one connection is shown, in a show or before it. */
export function createProofs(deps: ProofsDeps): Proofs {
  const windows = new Map<string, Window>();
  const onAir = new Map<string, SourceOf>();
  const keyOf = (workspaceId: string, connectionId: string): string => JSON.stringify([workspaceId, connectionId]);

  async function begin(
    workspaceId: string,
    connectionId: string,
    wish: { privateReply: boolean },
  ): Promise<Proof | null> {
    const open = windows.get(keyOf(workspaceId, connectionId));
    if (open !== undefined && isOpen(open.proof)) return open.proof;
    const row = await connectionRow(deps.pools.rest, workspaceId, connectionId);
    if (row === null) return null;
    const { manifest } = await deps.load(row.platform);
    const nowMs = deps.clock.now();
    const window: Window = {
      proof: {
        state: 'opening',
        sentence: `Looking for the live broadcast on ${manifest.name} …`,
        startedAtMs: nowMs,
        endsAtMs: nowMs + PROOF_MS,
        arrived: [],
        hooks: 0,
        privateReply: replyAtFirst(manifest, wish.privateReply),
      },
      ending: new AbortController(),
      manifest,
      done: Promise.resolve(),
    };
    windows.set(keyOf(workspaceId, connectionId), window);
    window.done = watch(window, row).finally(() => window.ending.abort(new Error('the window is closed')));
    return window.proof;
  }

  async function watch(window: Window, row: Parameters<typeof contextFor>[1]): Promise<void> {
    const { proof, ending } = window;
    const inTime = deps.clock
      .sleep(PROOF_MS, ending.signal)
      .then(() => ending.abort(new Error('five minutes are over')))
      .catch(() => undefined);
    try {
      await (onAir.has(row.connectionId) ? besideTheShow(window) : byItself(window, row));
      close(proof);
    } catch (error) {
      if (ending.signal.aborted) close(proof);
      else Object.assign(proof, { state: 'failed', sentence: needed(error, window.manifest, deps) });
    } finally {
      ending.abort(new Error('the window is closed'));
      await inTime;
    }
  }

  /** The show's own line is open: what it delivers is looked at, no second line is opened. */
  function besideTheShow({ proof, ending }: Window): Promise<void> {
    Object.assign(proof, { state: 'watching', sentence: ASKING });
    return new Promise((resolve) => ending.signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  async function byItself(window: Window, row: Parameters<typeof contextFor>[1]): Promise<void> {
    const { proof, ending } = window;
    const connector = await deps.load(row.platform);
    const session = await connector.connect(contextFor(deps, row, ending.signal));
    Object.assign(proof, { state: 'watching', sentence: ASKING });
    try {
      for await (const delivery of session.deliveries()) {
        if (delivery.event.kind === 'ended' || ending.signal.aborted) return;
        saw(window, row, session, delivery);
      }
    } finally {
      await session.close().catch((error: unknown) => deps.log.warn({ error }, 'session-close-failed'));
    }
  }

  function saw(
    window: Window,
    of: { workspaceId: string; connectionId: string },
    session: Session | null,
    { event, via }: Delivery,
  ): void {
    if (event.kind !== 'message' || event.history === true) return;
    const { proof, manifest } = window;
    if ((event.atMs ?? proof.startedAtMs) < proof.startedAtMs - CLOCKS_MS) return;
    if (event.author?.badges?.includes('owner') === true) return;
    const name = event.author === null ? null : event.author.name || event.author.handle || null;
    const way = via === 'live' ? (manifest.hook === undefined ? 'stream' : 'hook') : listsOnly(manifest, via);
    proof.arrived.unshift({ atMs: deps.clock.now(), name, text: event.text.slice(0, 300), way });
    proof.arrived.length = Math.min(proof.arrived.length, KEPT);
    deps.levels.prove(of.workspaceId, of.connectionId, 'reads-own');
    if (way === 'hook') deps.levels.prove(of.workspaceId, of.connectionId, 'hooks-arrive');
    if ((event.author?.id ?? null) !== null) deps.levels.prove(of.workspaceId, of.connectionId, 'reads-strangers');
    else deps.levels.refute(of.workspaceId, of.connectionId, unnamed(manifest));
    if (proof.privateReply.state === 'waiting' && session !== null) void answer(window, of, session, event.id);
  }

  /** Once, to the first comment. */
  async function answer(
    { proof, ending, manifest }: Window,
    of: { workspaceId: string; connectionId: string },
    session: Session,
    messageId: string,
  ): Promise<void> {
    const act = session.act['private-reply'];
    if (act === undefined) return;
    proof.privateReply = { state: 'off', sentence: 'Sending a private reply …' };
    const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(ACT_LIMIT_MS)]);
    try {
      await act({ key: `proof:${of.connectionId}:${messageId}`, messageId, text: TEST_REPLY }, signal);
      proof.privateReply = { state: 'accepted', sentence: `${manifest.name} accepted the private reply.` };
      deps.levels.prove(of.workspaceId, of.connectionId, 'replies-privately');
    } catch (error) {
      const sentence = error instanceof ConnectorError ? error.message : 'The private reply failed inside Hawker.';
      proof.privateReply = { state: 'refused', sentence };
      const level: Level = { id: 'replies-privately', state: 'missing', sentence, missing: 'permission' };
      deps.levels.refute(of.workspaceId, of.connectionId, level);
    }
  }

  const windowOf = (source: SourceOf): Window | null => {
    const window = windows.get(keyOf(source.workspaceId, source.connectionId));
    return window !== undefined && isOpen(window.proof) ? window : null;
  };

  return {
    begin,
    read: (workspaceId, connectionId) => windows.get(keyOf(workspaceId, connectionId))?.proof ?? null,
    end(workspaceId, connectionId) {
      const window = windows.get(keyOf(workspaceId, connectionId));
      window?.ending.abort(new Error('ended by a person'));
      return window !== undefined;
    },
    hookArrived(workspaceId, connectionId) {
      deps.levels.prove(workspaceId, connectionId, 'hooks-arrive');
      const window = windows.get(keyOf(workspaceId, connectionId));
      if (window !== undefined && isOpen(window.proof)) window.proof.hooks++;
    },
    over: (intake) => ({
      open(source) {
        const sink = intake.open(source);
        onAir.set(source.connectionId, source);
        return {
          ...sink,
          deliver(delivery) {
            deps.levels.saw(source, delivery);
            const window = windowOf(source);
            if (window !== null)
              saw(window, source, deps.lines.sessionOf(source.broadcastId)?.session ?? null, delivery);
            return sink.deliver(delivery);
          },
          close() {
            onAir.delete(source.connectionId);
            return sink.close();
          },
        };
      },
    }),
    async close() {
      for (const window of windows.values()) window.ending.abort(new Error('the hub closes'));
      await Promise.all([...windows.values()].map((window) => window.done));
    },
  };
}

/** Clocks of two machines differ; what is older than this was there before. */
const CLOCKS_MS = 30_000;
const isOpen = ({ state }: Proof): boolean => state === 'opening' || state === 'watching';

function listsOnly({ reads }: Manifest, via: 'list' | undefined): Arrived['way'] {
  return via === 'list' || reads.by === 'poll' ? 'list' : 'stream';
}

function close(proof: Proof): void {
  const named = proof.arrived.some((one) => one.name !== null);
  proof.state = 'ended';
  proof.sentence =
    proof.arrived.length === 0
      ? 'Nothing arrived. Was the comment visible under the broadcast, and is it the right broadcast?'
      : named
        ? 'Comments of strangers arrive, with their names.'
        : 'Comments arrive without names: the platform withholds them from this app.';
}

function replyAtFirst(manifest: Manifest, wished: boolean): Proof['privateReply'] {
  if (!manifest.can.includes('private-reply'))
    return { state: 'off', sentence: `${manifest.name} has no private replies.` };
  return wished
    ? { state: 'waiting', sentence: 'The first comment will be answered privately.' }
    : { state: 'off', sentence: 'Not tried.' };
}

const unnamed = ({ name }: Manifest): Level => ({
  id: 'reads-strangers',
  state: 'missing',
  missing: 'review',
  sentence: `${name} gave a stranger's comment without its name: the app has standard access. Advanced access needs a review; until then such claims count as unnamed.`,
});

function needed(error: unknown, { name }: Manifest, { log }: Pick<ProofsDeps, 'log'>): string {
  if (error instanceof ConnectorError && error.code === 'not-live')
    return `Nothing is live on ${name} yet. Start a test broadcast there (it may be visible to few), then begin again.`;
  if (error instanceof ConnectorError || error instanceof SealBroken) return error.message;
  log.error({ error }, 'proof-failed');
  return 'This failed inside Hawker; the log says why.';
}
