import { expect, test } from 'vitest';
import { circlesAmong, readSources, type Import, type Source } from './architecture/source.ts';
import { statementsOf, tablesRead, tablesWritten } from './architecture/sql.ts';

// The arrows of the house, read from every import and every SQL string. A broken one fails with its sentence.

const sources = readSources();
const program = sources.filter((source) => !source.isTest);
const server = program.filter((source) => source.path.startsWith('server/'));
const roomOf = (path: string): string => /^server\/([^/]+)\//.exec(path)?.[1] ?? '';

/** `[sentence]: path → import` for every import that a rule forbids. */
function broken(among: readonly Source[], forbids: (source: Source, to: Import) => string | null): string[] {
  return among.flatMap((source) =>
    source.imports.flatMap((to) => {
      const sentence = forbids(source, to);
      return sentence === null ? [] : [`${sentence}: ${source.path} → ${to.to}`];
    }),
  );
}

test('a contract imports types only', () => {
  const contracts = sources.filter((source) => /^connectors\/\w+\/contract\.ts$/.test(source.path));
  expect(contracts.length).toBeGreaterThan(0);
  expect(broken(contracts, (_, to) => (to.typeOnly ? null : 'a contract imports types only'))).toEqual([]);
});

test("a connector knows its contract, its own files and its vendor's library, and nothing of the hub", () => {
  const connectors = program.filter((source) => source.path.startsWith('connectors/'));
  const folderOf = (path: string): string => /^connectors\/platforms\/(\w+)\//.exec(path)?.[1] ?? '';
  expect(
    broken(connectors, (source, to) => {
      if (!to.ours) return null;
      if (to.to.startsWith('server/')) return 'a connector imports nothing of server/';
      const [from, into] = [folderOf(source.path), folderOf(to.to)];
      const free = into === '' || into === from || into === 'testkit' || into === 'meta' || from === '';
      return free ? null : 'a connector imports no other connector';
    }),
  ).toEqual([]);
});

const PURE =
  /^server\/(intents\/|rules\/|stock\/(allocation|contest)\.ts|outbox\/(budget[\w-]*|speech|channels|secrets)\.ts|feed\/entry\.ts|connections\/backoff\.ts|money\.ts)/;

test('the pure rooms know no clock, log, config, database or built-in of Node', () => {
  const pure = program.filter((source) => PURE.test(source.path));
  expect(pure.length).toBeGreaterThan(5);
  expect(
    broken(pure, (_, to) => {
      if (to.ours)
        return PURE.test(to.to) ||
          to.typeOnly ||
          to.to.endsWith('.json') ||
          to.to.startsWith('connectors/platforms/contract')
          ? null
          : 'a pure room imports only pure files';
      return to.to.startsWith('node:') ? 'a pure room imports no built-in of Node' : null;
    }),
  ).toEqual([]);
  const impure = pure.filter((source) =>
    /\b(Date\.now|new Date\(\)|Math\.random|process\.|setTimeout)\b/.test(withoutComments(source.text)),
  );
  expect(impure.map((source) => `takes time or chance as values: ${source.path}`)).toEqual([]);
});

/** What a room may know besides itself, the ground (db, clock, log, errors, money) and types. */
const GROUND = /^server\/(db\/|clock\.ts|log\.ts|errors\.ts|money\.ts)/;
const KNOWS: Record<string, RegExp> = {
  lanes: /^$/,
  intents: /^$/,
  rules: /^server\/intents\//,
  intake: /^server\/(lanes|feed)\//,
  feed: /^server\/intents\/language\.ts$/,
  stock: /^server\/(lanes|feed)\//,
  outbox: /^server\/(lanes|feed|connections|rules)\//,
  deciding: /^server\/(lanes|feed|intents|rules|shows|stock|outbox|moderation)\//,
  workspaces: /^$/,
};

test('the rooms stand in order: a lower one knows nothing of a higher one', () => {
  expect(
    broken(server, (source, to) => {
      const knows = KNOWS[roomOf(source.path)];
      if (knows === undefined || !to.ours || to.typeOnly) return null;
      const own = roomOf(to.to) === roomOf(source.path);
      const contract = to.to === 'connectors/platforms/contract.ts';
      return own || contract || GROUND.test(to.to) || knows.test(to.to)
        ? null
        : `${roomOf(source.path)}/ knows too much`;
    }),
  ).toEqual([]);
});

test('only deps uses deciding, and only connections and deps open platforms', () => {
  expect(
    broken(server, (source, to) => {
      if (!to.ours || to.typeOnly) return null;
      if (
        roomOf(to.to) === 'deciding' &&
        roomOf(source.path) !== 'deciding' &&
        !/^server\/(deps|deps-desk)\.ts$/.test(source.path)
      )
        return 'only deps uses deciding';
      const opens = to.to.startsWith('connectors/') && !/(contract|testkit\/\w+|simulator\/\w+)\.ts$/.test(to.to);
      return opens && !/^server\/(connections\/|deps\.ts|rehearsal\/)/.test(source.path)
        ? 'only connections opens platforms'
        : null;
    }),
  ).toEqual([]);
});

test('the API never acts on a platform: what a person orders is a row in the outbox', () => {
  const api = server.filter((source) => roomOf(source.path) === 'api');
  expect(
    broken(api, (_, to) => {
      const acts =
        /^server\/(connections\/(supervisor|line)|outbox\/send|lanes\/)/.test(to.to) || to.to.startsWith('connectors/');
      return acts && !to.typeOnly ? 'the API orders and does not act' : null;
    }),
  ).toEqual([]);
});

test('the dashboard shares the schemas, the feed entry, money and what may be said with the server, and nothing else', () => {
  const dashboard = program.filter((source) => source.path.startsWith('dashboard/'));
  expect(
    broken(dashboard, (source, to) => {
      if (to.to.startsWith('server/')) {
        if (/^server\/(feed\/entry|money|outbox\/speech)\.ts$/.test(to.to)) return null;
        return to.to.startsWith('server/api/schemas/') && to.typeOnly
          ? null
          : 'the dashboard imports only types of server/api/schemas, feed/entry, money and outbox/speech';
      }
      if (
        source.path.startsWith('dashboard/src/lib/shared/') &&
        /^dashboard\/src\/(lib\/(?!shared\/)|routes\/)/.test(to.to)
      )
        return 'shared/ knows no domain';
      return source.path.startsWith('dashboard/src/lib/') && to.to.startsWith('dashboard/src/routes/')
        ? 'only routes compose'
        : null;
    }),
  ).toEqual([]);
});

test('nobody but config reads the environment, nobody but the clock reads the time', () => {
  // The stage and the rehearsal's command are processes beside the hub, as the simulators are.
  const inside = server
    .filter((source) => !/^server\/rehearsal\/(stage|cli)/.test(source.path))
    .concat(
      program.filter(
        (source) => source.path.startsWith('connectors/') && !/\/(simulator|testkit|fixtures)\//.test(source.path),
      ),
    );
  const environment = inside.filter(
    (source) => source.path !== 'server/config.ts' && /\bprocess\.env\b/.test(withoutComments(source.text)),
  );
  const time = inside.filter(
    (source) => source.path !== 'server/clock.ts' && /\bDate\.now\(|\bnew Date\(\)/.test(withoutComments(source.text)),
  );
  expect(environment.map((source) => `only server/config.ts reads process.env: ${source.path}`)).toEqual([]);
  expect(time.map((source) => `only server/clock.ts reads the clock: ${source.path}`)).toEqual([]);
});

test('there is no circle of imports', () => {
  const circles = circlesAmong(program, (one) => !one.typeOnly);
  expect(circles.map((circle) => circle.join(' → '))).toEqual([]);
});

test('nothing is named for a kind of code', () => {
  const bad = /(^|\/)(utils?|helpers?|services?|common|types|libs?|misc|managers?)(\/|\.|$)/i;
  const named = sources
    .map((source) => source.path)
    .filter((path) => bad.test(path.replace(/^dashboard\/src\/lib\//, '')));
  expect(named).toEqual([]);
});

/** Which room writes a table. Reading across rooms is a report's, the feed's and the doctor's. */
const TABLES: Record<string, RegExp> = {
  workspace: /^server\/workspaces\//,
  workspace_setting: /^server\/workspaces\//,
  audit: /^server\/workspaces\//,
  device: /^server\/workspaces\//,
  product: /^server\/catalog\//,
  variant: /^server\/catalog\//,
  show: /^server\/(shows|rehearsal)\//,
  show_counter: /^server\/(shows|intake|rehearsal)\//,
  feed_counter: /^server\/(shows|feed|rehearsal)\//,
  connection: /^server\/(connections|rehearsal)\//,
  oauth_attempt: /^server\/accounts\//,
  connection_health: /^server\/(connections|rehearsal)\//,
  broadcast: /^server\/(connections|intake|shows|rehearsal)\//,
  gap: /^server\/(connections|intake)\//,
  'record.event_key': /^server\/intake\//,
  'record.event': /^server\/intake\//,
  'record.event_text': /^server\/intake\//,
  author: /^server\/intake\//,
  'record.reading': /^server\/deciding\//,
  lane: /^server\/lanes\//,
  lane_attempt: /^server\/lanes\//,
  stock: /^server\/stock\/(ledger|store[\w-]*)\.ts$/,
  movement: /^server\/stock\/ledger\.ts$/,
  claim: /^server\/(stock|deciding)\//,
  claim_text: /^server\/(stock|deciding)\//,
  claim_order: /^server\/(stock|deciding)\//,
  cancel: /^server\/(stock|deciding)\//,
  outbox: /^server\/outbox\//,
  budget: /^server\/(outbox|connections)\//,
  rule_set: /^server\/rule-sets\//,
  overlay: /^server\/overlay\//,
  notice: /^server\/(moderation|deciding)\//,
  translation: /^server\/translation\//,
  question: /^server\/(moderation|deciding)\//,
  doubt: /^server\/moderation\//,
  claim_move: /^server\/stock\//,
  canned_answer: /^server\/moderation\//,
  moderation: /^server\/moderation\//,
  banned: /^server\/moderation\//,
  hook_part: /^server\/hooks\//,
  data_deletion: /^server\/privacy\//,
  claim_mark: /^server\/(stock|deciding)\//,
  feed_change: /^server\/feed\//,
};
/** One action that removes a rehearsal with every row of it, and one that empties what is known of a person: whatever the room. */
const ERASES = /^server\/(rehearsal\/store[\w-]*|privacy\/store-erase)\.ts$/;
const OUTSIDE = /^server\/(db|backup|watch|test|rehearsal\/cli)\b|^server\/(foundation|embedded)\.ts$/;

const statements = server.flatMap((source) =>
  statementsOf(source).map((statement) => ({
    ...statement,
    path: source.path,
    where: `${source.path}:${statement.line}`,
  })),
);

test('SQL stands in stores, and stock is moved by the ledger alone', () => {
  const stray = statements.filter(
    (one) => touchesTable(one.text) && !/\/(store[\w-]*|ledger)\.ts$/.test(one.path) && !OUTSIDE.test(one.path),
  );
  expect(stray.map((one) => `SQL belongs into the room's store.ts: ${one.where}`)).toEqual([]);
});

test('a room writes only its own tables', () => {
  const foreign = statements
    .filter((one) => !OUTSIDE.test(one.path))
    .flatMap((one) => tablesWritten(one.text).map((table) => ({ table: table.replace(/^public\./, ''), ...one })))
    .filter(({ table, path }) => table in TABLES && !TABLES[table]!.test(path) && !ERASES.test(path));
  expect(foreign.map((one) => `${one.table} is written by its own room: ${one.where}`)).toEqual([]);
});

test('every statement on a table names its workspace, or says in a comment why it is of all workspaces', () => {
  const nameless = statements
    .filter((one) => !OUTSIDE.test(one.path))
    .filter((one) => touchesTable(one.text))
    .filter((one) => !/workspace_id|\bworkspace\b.*\bid\b/i.test(one.text) && !/all workspaces/i.test(one.comment));
  expect(nameless.map((one) => `names no workspace_id: ${one.where}`)).toEqual([]);
});

function touchesTable(sql: string): boolean {
  return [...tablesRead(sql), ...tablesWritten(sql)].some((table) => table.replace(/^public\./, '') in TABLES);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
