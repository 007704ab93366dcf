import { systemClock } from '../clock.ts';
import { transaction } from '../db/transaction.ts';
import { takeNumbers } from '../feed/store.ts';
import { lockCounter, writeEvents } from '../intake/store.ts';
import type { EventRow } from '../intake/store.ts';
import { createLanes } from '../lanes/lanes.ts';
import type { Lanes } from '../lanes/lanes.ts';
import { createLog } from '../log.ts';
import { seeded } from '../rules/seeded.ts';
import { openVariant } from '../stock/ledger.ts';
import { settleLane } from '../stock/store.ts';
import type { TestDatabase } from '../test/harness.ts';
import { systemScope } from '../workspaces/scope.ts';
import { decideKind } from './decide-lane.ts';
import { settleKindWithReplies } from './settle-lane.ts';
import { decideLane } from './store.ts';

export const W = 'w';
export const SHOW = 'show';
export const T0 = Date.UTC(2026, 10, 22, 20);
const VARIANTS = ['v-a12-red-m', 'v-a12-red-l', 'v-a12-black-m', 'v-b07'];

/** A small shop on air: A12 in three variants, B07 in one; five of each. */
export async function shop(db: TestDatabase): Promise<void> {
  await db.pools.hot.query(`INSERT INTO workspace (id, name) VALUES ('w', 'W');
    INSERT INTO show (id, workspace_id, slug, title, kind, state, seed) VALUES ('show', 'w', 'friday', 'F', 'live', 'on_air', 'seed');
    INSERT INTO connection (id, workspace_id, platform, name, broadcast) VALUES ('yt', 'w', 'youtube', 'Y', '@y'), ('tt', 'w', 'tiktok', 'T', '@t');
    INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform, state) VALUES ('b-yt', 'w', 'show', 'yt', 'youtube', 'live'), ('b-tt', 'w', 'show', 'tt', 'tiktok', 'live');
    INSERT INTO product (id, workspace_id, code, code_key, title, price_minor, currency, options) VALUES
      ('p-a12', 'w', 'A12', 'a12', 'Linen shirt', 4900, 'EUR', '{"color": ["Red", "Black"], "size": ["M", "L"]}'), ('p-b07', 'w', 'B07', 'b07', 'Tote', 1500, 'EUR', '{}');
    INSERT INTO variant (id, workspace_id, product_id, sku, options, position) VALUES
      ('v-a12-red-m', 'w', 'p-a12', 'A12-RM', '{"color": "Red", "size": "M"}', 0), ('v-a12-red-l', 'w', 'p-a12', 'A12-RL', '{"color": "Red", "size": "L"}', 1),
      ('v-a12-black-m', 'w', 'p-a12', 'A12-BM', '{"color": "Black", "size": "M"}', 2), ('v-b07', 'w', 'p-b07', 'B07', '{}', 0);
    INSERT INTO author (id, workspace_id, platform, author_key, handle, name, badges)
      SELECT 'a' || i, 'w', 'youtube', 'a' || i, 'viewer' || i, 'Viewer', '{}' FROM generate_series(0, 30) i;
    INSERT INTO author (id, workspace_id, platform, author_key, handle, name, badges) VALUES ('us', 'w', 'youtube', 'us', 'shop', 'Shop', '{owner}')`);
  await transaction(db.pools.hot, async (tx) => {
    for (const id of VARIANTS) await openVariant(tx, systemScope(W), id, 5);
  });
}

export function lanesOf(db: TestDatabase, limit?: number): Lanes {
  const lanes = createLanes({ pools: db.pools, bells: null, clock: systemClock, log: createLog({ level: 'silent' }) });
  const deps = { pool: db.pools.rest, publicUrl: 'http://hub', feed: { takeNumbers, told: () => undefined } };
  lanes.registerSteps(decideKind(deps), limit);
  lanes.registerSteps(settleKindWithReplies(deps), limit);
  return lanes;
}

export type Said = {
  by?: string | null;
  text?: string;
  atMs?: number;
  history?: boolean;
  kind?: string;
  body?: Record<string, unknown>;
};

let spoken = 0;
export const row = (said: Said): EventRow => ({
  source: said.kind === 'staff' ? null : { broadcastId: 'b-yt', connectionId: 'yt', platform: 'youtube' },
  kind: said.kind ?? 'message',
  platformId: `m${String((spoken += 1))}`,
  authorId: said.by ?? null,
  text: said.text ?? null,
  body: said.body ?? null,
  spokenAtMs: said.atMs ?? T0 + spoken * 1000,
  spokenBy: 'platform',
  receivedMs: T0 + spoken * 1000,
  history: said.history ?? false,
});

export async function append(db: TestDatabase, rows: EventRow[]): Promise<number[]> {
  return transaction(db.pools.hot, async (tx) => {
    const before = await lockCounter(tx, W, SHOW);
    await writeEvents(tx, W, SHOW, before, rows);
    return rows.map((_row, i) => before + i + 1);
  });
}

export async function drain(lanes: Lanes): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await lanes.drained(decideLane(SHOW, W));
    for (const id of VARIANTS) await lanes.drained(settleLane(`${id}:main`, W));
  }
}

/** A show made up from a seed: claims, answers, cancels, questions, noise and what the team does. */
export function madeUp(seed: string, length: number): EventRow[] {
  const pick = <T>(list: readonly T[], ...of: (string | number)[]): T => list[seeded(seed, ...of) % list.length]!;
  const words = [
    'mine A12 red M',
    'A12',
    'red m',
    'black m 2',
    'B07',
    'B07 x2',
    'cancel',
    'cancel B07',
    'cancel A12',
    'how much?',
    'A12?',
    'hello',
    'mine',
    '+1',
    'mine A99',
    'A12 or B07?',
    'link pls',
    'เอา A12 สีแดง ไซส์ M',
    'cancel 1 B07',
  ];
  const staff = [
    { action: 'show-product', productId: 'p-b07' },
    { action: 'show-product', productId: null },
    { action: 'stop', what: 'claims', on: true },
    { action: 'stop', what: 'claims', on: false },
  ];
  return Array.from({ length }, (_, i) => {
    const kind = seeded(seed, 'kind', i) % 20 === 0 ? 'staff' : 'message';
    const atMs = T0 + i * 700 - (seeded(seed, 'late', i) % 5 === 0 ? 3000 : 0);
    if (kind === 'staff')
      return { ...row({ kind, body: { ...pick(staff, 'staff', i), by: 'anna' }, atMs }), platformId: null };
    return {
      ...row({ by: `a${String(seeded(seed, 'who', i) % 9)}`, text: pick(words, 'words', i), atMs }),
      platformId: `x${String(i)}`,
    };
  });
}

const DECISIONS = [
  `SELECT id, seq, n, author_id, product_id, variant_id, quantity, price_minor, held, made_by, spoken_at, language, reply_to FROM claim ORDER BY id`,
  `SELECT * FROM cancel ORDER BY seq, n`,
  `SELECT seq, topic, product_id, state, outbox_id, closed_by, assigned_to FROM question ORDER BY seq`,
  `SELECT seq, intent, topic, language, confidence, needs_look, lines, explanation, outcome, choices, ruled FROM record.reading ORDER BY seq`,
  `SELECT id, about, seq, author_id, text, target FROM outbox WHERE claim_id IS NULL ORDER BY id`,
  `SELECT id, seq, kind, sentence, rule_id, state, closed_by FROM notice ORDER BY id`,
  `SELECT id, kind, seq, made_by FROM moderation ORDER BY id`,
  `SELECT showing_product_id FROM show`,
  `SELECT cursor, state FROM lane WHERE id LIKE 'decide:%'`,
];

/** All that was decided, and what is left in mind, as one text. */
export async function decisionsOf(db: TestDatabase): Promise<string> {
  const tables = [];
  for (const sql of DECISIONS) tables.push((await db.pools.hot.query(sql)).rows);
  return JSON.stringify(tables, null, 1);
}
