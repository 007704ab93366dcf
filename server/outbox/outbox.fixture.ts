import { setTimeout as wait } from 'node:timers/promises';
import type { ActionKind, Manifest, Session } from '../../connectors/platforms/contract.ts';
import { transaction } from '../db/transaction.ts';
import { takeNumbers, type Change } from '../feed/store.ts';
import { createLog } from '../log.ts';
import { reopenQuestions } from '../moderation/store-questions.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { AT_ONCE, type Habits } from './choosing.ts';
import { createSendLane, type SendDeps } from './send.ts';
import { insertReplies, sendLane } from './store.ts';
import type { NewReply } from './store.ts';
import type { Line } from './target.ts';

export interface Asked {
  kind: ActionKind;
  action: Record<string, unknown>;
}
type Answer = (kind: ActionKind, action: Record<string, unknown>) => Promise<{ id: string | null }>;

const ALL_YES = { links: 'yes', qrCodes: 'yes', otherPlatforms: 'yes', pricesElsewhere: 'yes', games: 'yes' } as const;
const FREE = { textLength: 500, silenceMs: 1_000, replyEveryMs: 0 };

export const madeUp = (more: Partial<Record<keyof Manifest, unknown>> = {}): Manifest =>
  ({ id: 'made-up', name: 'Made-up', can: ['reply'], limits: FREE, speech: ALL_YES, ...more }) as unknown as Manifest;

/** A show on air on one made-up platform, whose edge is `answer`; `up` is whether its line is open. */
export async function onePlatform(
  of: Manifest,
  answer: Answer = async () => ({ id: 'p' }),
  more: { habits?: Habits; screenOpen?: NonNullable<SendDeps['screenOpen']> } = {},
) {
  const db: TestDatabase = await testDatabase();
  await db.pools.hot.query(`INSERT INTO workspace (id, name) VALUES ('w', 'W');
    INSERT INTO show (id, workspace_id, slug, title, kind, state, seed) VALUES ('s', 'w', 's', 'L', 'live', 'on_air', '1');
    INSERT INTO connection (id, workspace_id, platform, name, broadcast) VALUES ('c', 'w', '${of.id}', 'Shop', '@y');
    INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform, state) VALUES ('b', 'w', 's', 'c', '${of.id}', 'live');
    INSERT INTO author (id, workspace_id, platform, author_key, handle, name) SELECT 'a' || i, 'w', '${of.id}', 'key' || i, 'viewer' || i, 'V' FROM generate_series(0, 9) i`);
  const asked: Asked[] = [];
  const numbers: Change[] = [];
  const newSession = (): Session =>
    ({
      act: Object.fromEntries(
        of.can.map((kind) => [
          kind,
          (action: Record<string, unknown>) => (asked.push({ kind, action }), answer(kind, action)),
        ]),
      ),
    }) as unknown as Session;
  const state = { up: true, session: newSession() };
  const rung: string[] = [];
  const lane = createSendLane({
    pools: db.pools,
    lines: {
      sessionOf: (): Line | null =>
        state.up
          ? { kind: 'live', showId: 's', broadcastId: 'b', session: state.session, manifest: of, unitsLeft: () => null }
          : null,
    },
    manifest: async () => of,
    lanes: { ring: (refs) => void rung.push(...refs.map((ref) => ref.id)) },
    feed: {
      takeNumbers: (tx, workspaceId, showId, changes) => {
        numbers.push(...changes);
        return takeNumbers(tx, workspaceId, showId, changes);
      },
      told: () => undefined,
    },
    reopen: reopenQuestions,
    log: createLog({ level: 'silent' }),
    timeoutMs: 500,
    habits: more.habits ?? AT_ONCE,
    ...(more.screenOpen === undefined ? {} : { screenOpen: more.screenOpen }),
  });
  return {
    db,
    asked,
    numbers,
    state,
    newSession,
    /** Rounds until nothing more is to do now. */
    async drain() {
      for (let before = -1; before !== rung.length;) {
        before = rung.length;
        await lane.drain(sendLane('c', 'w'));
        await lane.close();
        await wait(15);
      }
    },
    order: (...replies: NewReply[]) => transaction(db.pools.hot, (tx) => insertReplies(tx, 'w', replies)),
    ends: () => db.pools.hot.query(`UPDATE broadcast SET state = 'ended'`).then(() => void (state.up = false)),
    rows: async () =>
      (await db.pools.hot.query('SELECT id, state, sentence, attempts, target, sent_text FROM outbox ORDER BY id'))
        .rows,
  };
}

let seq = 0;
/** A rule's reply to a comment of an author of its own. */
export const reply = (id: string, more: Partial<NewReply> = {}): NewReply => ({
  id,
  showId: 's',
  connectionId: 'c',
  broadcastId: 'b',
  about: 'reserved',
  seq: (seq += 1),
  claimId: null,
  authorId: `a${String(seq % 10)}`,
  text: `@${id} reserved`,
  shortText: `@${id} ✓`,
  target: { toMessageId: `m-${id}`, toHandle: id, where: 'http://h/s' },
  madeBy: 'rule',
  valueMinor: '100',
  withinSeconds: 120,
  ...more,
});
