import type { Delivery, HookPart, Session } from '../../connectors/platforms/contract.ts';
import type { Log } from '../log.ts';
import type { Bell } from './bell.ts';
import { markTaken, showStartedMs, waitingParts, type Taker, type WaitingPart } from './store.ts';
import type { Pools } from '../db/pools.ts';

export interface FeedingDeps {
  pools: Pick<Pools, 'rest'>;
  bell: Bell;
  log: Pick<Log, 'warn' | 'error'>;
}

/** An open session of a connection, and where what it delivers goes. */
export interface Fed extends Taker {
  connectionId: string;
  session: Pick<Session, 'deliveries' | 'take'>;
  /** Everything delivered so far is in the record, or was refused. */
  drained(): Promise<void>;
}

/** Looked at without being rung: another process may have kept something. */
const LOOK_EVERY_MS = 2_000;
const AT_ONCE = 500;
/** Our clock and the database's may differ; what came this shortly before the start was meant for the show. */
const START_SLACK_MS = 2_000;

/**
 * What a session hears by itself, and what came for it by requests, in one stream. A part is marked as taken when what
 * it told is in the record: killed before that, it is told again, and the record's keys drop what was there.
 */
export async function* feedHooks(deps: FeedingDeps, fed: Fed): AsyncGenerator<Delivery> {
  if (fed.session.take === undefined) return yield* fed.session.deliveries();
  const turn = createTurn();
  const stopListening = deps.bell.listen(fed.connectionId, turn.ring);
  const timer = setInterval(turn.ring, LOOK_EVERY_MS);
  const heard = turn.over(fed.session.deliveries());
  try {
    for (;;) {
      if (turn.rung()) {
        const taken = yield* takeWaiting(deps, fed);
        if (taken === AT_ONCE) turn.ring();
      }
      const next = heard.next();
      if (next === 'over') return;
      if (next !== null) yield next;
      else await turn.come();
    }
  } finally {
    clearInterval(timer);
    stopListening();
    await heard.stop();
  }
}

/** Where the database does not answer, the parts wait and the line goes on. */
async function* takeWaiting(deps: FeedingDeps, fed: Fed): AsyncGenerator<Delivery, number> {
  const { pools, log } = deps;
  const told = { connection: fed.connectionId, broadcast: fed.broadcastId };
  try {
    const parts = await waitingParts(pools.rest, fed.workspaceId, fed.connectionId, AT_ONCE);
    if (parts.length === 0) return 0;
    const startedMs = await showStartedMs(pools.rest, fed.workspaceId, fed.broadcastId);
    yield* deliverAll(deps, fed, parts, startedMs ?? 0);
    return parts.length;
  } catch (error) {
    log.warn({ ...told, error }, 'hook-parts-not-taken');
    return 0;
  }
}

async function* deliverAll(
  deps: FeedingDeps,
  fed: Fed,
  parts: readonly WaitingPart[],
  startedMs: number,
): AsyncGenerator<Delivery> {
  const done: string[] = [];
  try {
    for (const part of parts) {
      const deliveries = takeOne(deps, fed, part, part.receivedMs < startedMs - START_SLACK_MS);
      for (const delivery of deliveries) {
        // Whoever reads us stops at the end of the broadcast, and has then delivered it.
        if (delivery.event.kind === 'ended') done.push(part.rowId);
        yield delivery;
      }
      done.push(part.rowId);
    }
  } finally {
    if (done.length > 0) await settle(deps, fed, done);
  }
}

async function settle({ pools, log }: FeedingDeps, fed: Fed, rowIds: readonly string[]): Promise<void> {
  await fed.drained();
  const ours = await markTaken(pools.rest, fed, rowIds);
  if (!ours) log.warn({ connection: fed.connectionId, parts: rowIds.length }, 'hook-parts-left-to-another-holder');
}

/** A part that the connector cannot take is told in the log and held against nobody: it would come again for ever. */
function takeOne({ log }: FeedingDeps, fed: Fed, part: WaitingPart, early: boolean): Delivery[] {
  const { account, partId: id, body, receivedMs } = part;
  const given: HookPart = { account, id, body, receivedMs, ...(early && { early: true }) };
  try {
    const deliveries = fed.session.take?.(given) ?? [];
    return deliveries
      .filter(({ event }) => !(early && event.kind === 'ended'))
      .map((one) => ({
        ...one,
        receivedMs: one.receivedMs ?? receivedMs,
        event: early ? { ...one.event, history: true } : one.event,
      }));
  } catch (error) {
    log.error({ connection: fed.connectionId, part: id, error }, 'hook-part-not-understood');
    return [];
  }
}

/** Waits for a ring or for what a session hears, without piling up promises on one that may not settle for hours. */
function createTurn() {
  let wake: (() => void) | null = null;
  let isRung = true;
  const stir = (): void => {
    wake?.();
    wake = null;
  };
  return {
    ring(): void {
      isRung = true;
      stir();
    },
    rung(): boolean {
      const was = isRung;
      isRung = false;
      return was;
    },
    come: (): Promise<void> => (isRung ? Promise.resolve() : new Promise((resolve) => void (wake = resolve))),
    /** One pull at a time, and the next only when the last was delivered: a cursor may be saved by then. */
    over(source: AsyncIterable<Delivery>) {
      const iterator = source[Symbol.asyncIterator]();
      let come: { result: IteratorResult<Delivery> } | { error: unknown } | null = null;
      let pulling = false;
      const arrived = (what: NonNullable<typeof come>): void => {
        come = what;
        pulling = false;
        stir();
      };
      const pull = (): void => {
        pulling = true;
        iterator.next().then(
          (result) => arrived({ result }),
          (error: unknown) => arrived({ error }),
        );
      };
      return {
        next(): Delivery | 'over' | null {
          const now = come;
          if (now === null) {
            if (!pulling) pull();
            return null;
          }
          come = null;
          if ('error' in now) throw now.error;
          return now.result.done === true ? 'over' : now.result.value;
        },
        async stop(): Promise<void> {
          // A source that hangs is closed by its session; nobody waits for its word here.
          if (!pulling) await iterator.return?.();
        },
      };
    },
  };
}
