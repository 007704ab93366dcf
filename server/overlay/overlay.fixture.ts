import { EventEmitter } from 'node:events';
import type { Manifest } from '../../connectors/platforms/contract.ts';
import { transaction } from '../db/transaction.ts';
import { takeNumbers } from '../feed/store.ts';
import { createLog } from '../log.ts';
import { testDatabase } from '../test/harness.ts';
import { systemScope } from '../workspaces/scope.ts';
import { makeOverlay, hashOf } from './address.ts';
import type { Line, Look, PageFrame } from './frames.ts';
import type { PageSocket } from './open-page.ts';
import { createOverlays, type Overlays } from './overlay.ts';

const YES = { links: 'yes', qrCodes: 'yes', otherPlatforms: 'yes', pricesElsewhere: 'yes', games: 'yes' } as const;
const STRICT = { ...YES, links: 'no', otherPlatforms: { risky: 'it is punished', source: 'its rules' } } as const;
const manifests: Record<string, Manifest> = Object.fromEntries(
  [
    ['tiktok', 'TikTok LIVE', STRICT],
    ['youtube', 'YouTube', YES],
  ].map(([id, name, speech]) => [id, { id, name, speech } as unknown as Manifest]),
);

/** A page as a browser would hold it: it draws what it is told, and says what it showed when it is told to. */
export class MadeUpPage extends EventEmitter {
  bufferedAmount = 0;
  sent: PageFrame[] = [];
  closedBy: number | null = null;
  mute = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as PageFrame);
  }
  close(code: number): void {
    if (this.closedBy !== null) return;
    this.closedBy = code;
    this.emit('close');
  }
  terminate(): void {
    this.close(1006);
  }
  ping(): void {
    this.emit('pong');
  }
  says(frame: unknown): void {
    this.emit('message', Buffer.from(JSON.stringify(frame)), false);
  }
  sees(on = true): void {
    this.says({ t: 'sight', on });
  }
  shown(...ids: string[]): void {
    this.says({ t: 'shown', ids });
  }
  get lines(): Line[] {
    return this.sent.flatMap((frame) => (frame.t === 'lines' ? frame.lines : []));
  }
  get look(): Look | null {
    return this.sent.flatMap((frame) => (frame.t === 'look' ? [frame.look] : [])).at(-1) ?? null;
  }
}

/** A live show on air on TikTok and YouTube, a rehearsal beside it, and overlays whose clock is moved by hand. */
export async function madeUpShow(publicUrl = 'https://shop.example') {
  const db = await testDatabase();
  await db.pools.hot.query(`INSERT INTO workspace (id, name, language) VALUES ('w', 'W', 'en'), ('x', 'X', 'en');
    INSERT INTO product (id, workspace_id, code, code_key, title, price_minor, currency) VALUES ('p', 'w', 'A12', 'a12', 'Linen dress', 4900, 'EUR');
    INSERT INTO variant (id, workspace_id, product_id, sku) VALUES ('v', 'w', 'p', 'A12');
    INSERT INTO show (id, workspace_id, slug, title, kind, state, seed, showing_product_id, started_at) VALUES ('s', 'w', 'spring', 'L', 'live', 'on_air', '1', 'p', now()), ('r', 'w', 'reh', 'R', 'rehearsal', 'on_air', '1', 'p', now());
    INSERT INTO stock (id, workspace_id, variant_id, product_id, pool, rehearsal_show_id, on_hand, reserved) VALUES ('v:main', 'w', 'v', 'p', 'main', NULL, 5, 2), ('v:r', 'w', 'v', 'p', 'r', 'r', 9, 0);
    INSERT INTO connection (id, workspace_id, platform, name, broadcast, rehearsal_show_id) VALUES ('t', 'w', 'tiktok', 'T', '@t', NULL), ('y', 'w', 'youtube', 'Y', '@y', NULL), ('rt', 'w', 'tiktok', 'R', '@r', 'r');
    INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform, state) VALUES ('bt', 'w', 's', 't', 'tiktok', 'live'), ('by', 'w', 's', 'y', 'youtube', 'live'), ('br', 'w', 'r', 'rt', 'tiktok', 'live');`);
  const state = { ms: 1_000 };
  const processes: Overlays[] = [];
  const told: string[] = [];

  function process(): Overlays {
    const overlays = createOverlays({
      pool: db.pools.rest,
      feed: { takeNumbers, told: (showId) => void told.push(showId) },
      manifest: async (platform) => manifests[platform] ?? null,
      publicUrl,
      clock: { elapsed: () => state.ms },
      log: createLog({ level: 'silent' }),
    });
    processes.push(overlays);
    return overlays;
  }
  const overlays = process();

  return {
    db,
    overlays,
    told,
    process,
    state,
    make: async (more: { showId?: string; destinations?: string[]; settings?: object } = {}) => {
      const made = await transaction(db.pools.rest, (tx) =>
        makeOverlay(tx, systemScope('w'), {
          name: 'OBS',
          showId: more.showId ?? null,
          destinations: more.destinations ?? [],
          settings: more.settings ?? {},
        }),
      );
      return { id: made.id, token: made.token, tokenHash: hashOf(made.token) };
    },
    /** A page that is open and seen. */
    async open(overlay: { id: string; tokenHash: string }, by: Overlays = overlays): Promise<MadeUpPage> {
      const page = new MadeUpPage();
      by.attach(page as unknown as PageSocket, overlay);
      page.sees();
      await by.look();
      await by.look();
      return page;
    },
    /** Time goes by on everybody's clock but the database's. */
    pass: (ms: number) => void (state.ms += ms),
    look: async () => {
      for (const one of processes) await one.look();
    },
    /** Rows owed on the screen, the dearest first. */
    owe: (
      many: number,
      more: { show?: string; connection?: string; prefix?: string; value?: number; seconds?: number } = {},
    ) =>
      db.pools.hot.query(
        `INSERT INTO outbox (id, workspace_id, show_id, connection_id, broadcast_id, kind, about, seq, author_id, text, target, made_by, value_minor, deadline)
         SELECT $3 || i, 'w', $4, $5, 'b', 'screen', 'reserved', i, 'a' || i, '@viewer' || i || ' reserved', jsonb_build_object('screen', jsonb_build_object('name', 'viewer' || i, 'code', 'A12', 'what', 'reserved'), 'was', 'reply'),
           'rule', $2::int - i, clock_timestamp() + make_interval(secs => $6) FROM generate_series(1, $1::int) i`,
        [
          many,
          more.value ?? 1_000_000,
          more.prefix ?? 'o',
          more.show ?? 's',
          more.connection ?? 't',
          more.seconds ?? 120,
        ],
      ),
    rows: async (where = 'true') =>
      (
        await db.pools.hot.query<{
          id: string;
          state: string;
          sentence: string | null;
          attempts: number;
          way: string | null;
          sent_text: string | null;
        }>(
          `SELECT id, state, sentence, attempts, target->>'way' AS way, sent_text FROM outbox WHERE ${where} ORDER BY id`,
        )
      ).rows,
    close: async () => {
      for (const one of processes) await one.close();
    },
  };
}
