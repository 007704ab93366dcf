import type { Connector } from '../../connectors/platforms/contract.ts';
import { signatureOf } from '../../connectors/platforms/webhook/signature.ts';
import { testApi, type TestApi } from '../api/api.fixture.ts';
import { systemClock } from '../clock.ts';
import { createSupervisor, type Supervisor } from '../connections/supervisor.ts';
import { takeNumbers } from '../feed/store.ts';
import { createIntake, type Intake } from '../intake/intake.ts';
import { createLog } from '../log.ts';
import { newId } from '../workspaces/new-id.ts';

export const OPEN_SECRET = 'a signing secret that is long enough';
export const STREAM = 'stream-1';

/** The HTTP side, and beside it what holds the lines and writes the record; no lane decides anything. */
export interface HookHub {
  api: TestApi;
  intake: Intake;
  supervisor: Supervisor;
  /** Base addresses of platforms, to be filled in by the test. */
  addresses: Record<string, string>;
  /** What sessions are given when they ask for a token. */
  account: { token: string };
  query(sql: string, values?: unknown[]): Promise<any[]>;
  /** A connection of a show that is on air, or of none. */
  connection(options: NewConnection): Promise<{ connectionId: string; showId: string | null }>;
  /** Posts lines to a connection's open address, signed unless said otherwise. */
  post(connectionId: string, lines: readonly object[] | string, options?: PostOptions): Promise<Answer>;
  /** Until the record holds `count` rows of the show. */
  recorded(showId: string, count: number): Promise<any[]>;
  close(): Promise<void>;
}
export interface NewConnection {
  platform: string;
  secrets: Record<string, string>;
  settings?: Record<string, string>;
  broadcast?: string;
  onAir?: boolean;
  workspaceId?: string;
}
export interface PostOptions {
  secret?: string;
  atMs?: number;
  headers?: Record<string, string | undefined>;
}
export interface Answer {
  status: number;
  json: any;
  headers: Record<string, unknown>;
}

export async function hookHub(): Promise<HookHub> {
  const api = await testApi();
  const { pools } = api.database;
  const log = createLog({ level: 'silent' });
  const clock = systemClock;
  const feed = { takeNumbers, told: () => undefined };
  const intake = createIntake({ pools, lanes: { ring: () => undefined }, feed, clock, log });
  const { credentials, load } = api.deps.connections;
  const account = { token: '' };
  const addresses: Record<string, string> = {};
  const supervisor = createSupervisor({
    ...{ pools, intake, feed, credentials, clock, log, hooks: api.deps.hooks },
    load: (platform) => load(platform) as Promise<Connector>,
    tokens: { of: () => () => Promise.resolve(account.token) },
    addresses,
    random: Math.random,
  });
  const query: HookHub['query'] = async (sql, values = []) => (await pools.rest.query(sql, values)).rows;

  async function connection(options: NewConnection) {
    const { platform, secrets, settings = {}, broadcast = STREAM, onAir = true } = options;
    const workspaceId = options.workspaceId ?? api.workspaceId;
    const connectionId = newId('con');
    const { sealed, keyId } = credentials.seal({ workspaceId, connectionId }, secrets);
    await query(
      'INSERT INTO connection (id, workspace_id, platform, name, broadcast, settings, sealed, key_id) VALUES ($1, $2, $3, $3, $4, $5, $6, $7)',
      [connectionId, workspaceId, platform, broadcast, settings, sealed, keyId],
    );
    return { connectionId, showId: onAir ? await putOnAir(query, workspaceId, connectionId, platform) : null };
  }

  const post: HookHub['post'] = async (connectionId, lines, options = {}) => {
    const body = Buffer.from(typeof lines === 'string' ? lines : lines.map((one) => JSON.stringify(one)).join('\n'));
    const signature = signatureOf(body, options.secret ?? OPEN_SECRET, options.atMs ?? Date.now());
    const headers = { 'content-type': 'application/x-ndjson', 'hawker-signature': signature, ...options.headers };
    const answer = await api.app.inject({
      ...{ method: 'POST', url: `/webhooks/open/${connectionId}`, payload: body },
      headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as Record<
        string,
        string
      >,
    });
    return { status: answer.statusCode, json: answer.json(), headers: answer.headers };
  };

  return {
    ...{ api, intake, supervisor, addresses, account, query, connection, post },
    async recorded(showId, count) {
      for (const deadline = Date.now() + 10_000; ; await clock.sleep(20)) {
        const rows = await query(
          `SELECT e.*, t.text, a.author_key FROM record.event e LEFT JOIN record.event_text t USING (show_id, seq, day)
             LEFT JOIN author a ON a.id = e.author_id WHERE e.show_id = $1 ORDER BY e.seq`,
          [showId],
        );
        if (rows.length >= count) return rows;
        if (Date.now() > deadline) throw new Error(`${rows.length} of ${count} rows are in the record`);
      }
    },
    async close() {
      await supervisor.close();
      await intake.close();
      await api.close();
    },
  };
}

export async function putOnAir(
  query: HookHub['query'],
  workspaceId: string,
  connectionId: string,
  platform: string,
): Promise<string> {
  const showId = newId('show');
  await query(
    `INSERT INTO show (id, workspace_id, slug, title, kind, state, seed, started_at) VALUES ($1, $2, $1, 'Show', 'live', 'on_air', '1', now())`,
    [showId, workspaceId],
  );
  await query(
    'INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform) VALUES ($1, $2, $3, $4, $5)',
    [newId('b'), workspaceId, showId, connectionId, platform],
  );
  return showId;
}
