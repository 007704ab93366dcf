import type pg from 'pg';

/** Reads the schema `public` of a migrated database and says it in Prisma's language: what `prisma db pull` would do with its engine. */
export async function schemaOf(db: Pick<pg.ClientBase, 'query'>): Promise<string> {
  const columns = (await db.query<Column>(COLUMNS)).rows;
  const keys = (await db.query<Key>(KEYS)).rows;
  const links = (await db.query<Link>(LINKS)).rows;
  const tables = [...new Set(columns.map((column) => column.table))];
  return [HEAD, ...tables.map((table) => model(table, columns, keys, links))].join('\n');
}

interface Column {
  table: string;
  name: string;
  type: string;
  required: boolean;
  default: string | null;
}
interface Key {
  table: string;
  name: string;
  primary: boolean;
  unique: boolean;
  columns: string[];
}
interface Link {
  table: string;
  column: string;
  target: string;
  on_delete: string;
}

const HEAD = `// Written by scripts/prisma-schema.ts from prisma/migrations; do not edit. Schemas "record", "auth" and "bullmq" are not Prisma's.
generator client {
  provider               = "prisma-client"
  output                 = "../server/db/generated"
  runtime                = "nodejs"
  moduleFormat           = "esm"
  generatedFileExtension = "ts"
  importFileExtension    = "ts"
}

datasource db {
  provider = "postgresql"
}
`;

const COLUMNS = `SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, NULL) AS type, a.attnotnull AS required,
    pg_get_expr(d.adbin, d.adrelid) AS default
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> '_prisma_migrations'
  ORDER BY c.relname, a.attnum`;
const KEYS = `SELECT t.relname AS table, i.relname AS name, x.indisprimary AS primary, x.indisunique AS unique,
    ARRAY(SELECT a.attname::text FROM unnest(x.indkey) WITH ORDINALITY k(n, o) JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.n ORDER BY k.o) AS columns
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
  WHERE t.relnamespace = 'public'::regnamespace AND x.indpred IS NULL AND x.indexprs IS NULL ORDER BY i.relname`;
const LINKS = `SELECT t.relname AS table, a.attname AS column, f.relname AS target, k.confdeltype AS on_delete
  FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.conkey[1]
  WHERE k.contype = 'f' AND t.relnamespace = 'public'::regnamespace ORDER BY t.relname, a.attname`;

const TYPES: Record<string, string> = {
  text: 'String',
  bigint: 'BigInt',
  integer: 'Int',
  boolean: 'Boolean',
  'timestamp with time zone': 'DateTime',
  jsonb: 'Json',
  json: 'Json',
  bytea: 'Bytes',
  'text[]': 'String[]',
  real: 'Float',
  'double precision': 'Float',
  date: 'DateTime',
};
const NATIVE: Record<string, string> = {
  'timestamp with time zone': '@db.Timestamptz(6)',
  real: '@db.Real',
  date: '@db.Date',
  json: '@db.Json',
};
const ON_DELETE: Record<string, string> = { c: 'Cascade', n: 'SetNull', a: 'NoAction', r: 'Restrict' };

function model(table: string, columns: readonly Column[], keys: readonly Key[], links: readonly Link[]): string {
  const own = keys.filter((key) => key.table === table);
  const id = own.find((key) => key.primary);
  const lines = [
    ...columns.filter((column) => column.table === table).map((column) => field(column, id, own)),
    ...links.filter((link) => link.table === table).map((link) => forward(link, columns)),
    ...links.filter((link) => link.target === table).map((link) => backward(link, keys, columns)),
    '',
    ...own.flatMap((key) => keyLine(key)),
    `@@map("${table}")`,
  ];
  return `model ${pascal(table)} {\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n}\n`;
}

function field(column: Column, id: Key | undefined, keys: readonly Key[]): string {
  const alone = (key: Key | undefined): boolean => key?.columns.length === 1 && key.columns[0] === column.name;
  const type = TYPES[column.type];
  if (type === undefined)
    throw new Error(
      `${column.table}.${column.name} has the type ${column.type}, which scripts/prisma-schema.ts does not know`,
    );
  const name = camel(column.name);
  return [
    name,
    type.endsWith('[]') || column.required ? type : `${type}?`,
    alone(id) ? '@id' : '',
    keys.some((key) => key.unique && !key.primary && alone(key)) ? '@unique' : '',
    defaultOf(column),
    name === column.name ? '' : `@map("${column.name}")`,
    NATIVE[column.type] ?? '',
  ]
    .filter(Boolean)
    .join(' ');
}

function defaultOf(column: Column): string {
  const text = column.default;
  if (text === null) return '';
  if (/^nextval\(/.test(text)) return '@default(autoincrement())';
  if (text === 'now()') return '@default(now())';
  const quoted = /^'(.*)'::[a-z0-9 [\]]+$/.exec(text)?.[1];
  if (quoted !== undefined) return column.type.endsWith('[]') ? '@default([])' : `@default(${JSON.stringify(quoted)})`;
  return /^(-?\d+|true|false)$/.test(text) ? `@default(${text})` : `@default(dbgenerated(${JSON.stringify(text)}))`;
}

function forward(link: Link, columns: readonly Column[]): string {
  const column = columns.find((one) => one.table === link.table && one.name === link.column);
  const optional = column?.required === true ? '' : '?';
  return `${camel(link.column.replace(/_id$/, ''))} ${pascal(link.target)}${optional} @relation("${relation(link)}", fields: [${camel(link.column)}], references: [id], onDelete: ${ON_DELETE[link.on_delete] ?? 'NoAction'}, onUpdate: NoAction)`;
}

function backward(link: Link, keys: readonly Key[], columns: readonly Column[]): string {
  const single = keys.some(
    (key) => key.table === link.table && key.unique && key.columns.length === 1 && key.columns[0] === link.column,
  );
  const plain = link.column === `${link.target}_id`;
  const name = `${camel(link.table)}${single ? '' : 's'}${plain ? '' : `By${pascal(link.column.replace(/_id$/, ''))}`}`;
  const taken = columns.some((column) => column.table === link.target && camel(column.name) === name);
  return `${name}${taken ? 'Rows' : ''} ${pascal(link.table)}${single ? '?' : '[]'} @relation("${relation(link)}")`;
}

function keyLine(key: Key): string[] {
  if (key.unique && key.columns.length === 1) return [];
  const kind = key.primary ? '@@id' : key.unique ? '@@unique' : '@@index';
  return [`${kind}([${key.columns.map(camel).join(', ')}], map: "${key.name}")`];
}

const relation = (link: Link): string => `${link.table}_${link.column}`;
const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const pascal = (name: string): string => camel(`_${name}`);
