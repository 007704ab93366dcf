import type pg from 'pg';

export interface Table {
  /** `schema.name`, quoted for SQL where it must be. */
  name: string;
  columns: string[];
}

/** Everything of ours: the queue's schema holds bells only and is made again by itself. */
const SCHEMAS = ['public', 'record', 'auth'];

const TABLES = `SELECT c.oid::int AS id, format('%I.%I', n.nspname, c.relname) AS name,
    ARRAY(SELECT format('%I', a.attname) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum) AS columns,
    ARRAY(SELECT k.confrelid::int FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> c.oid) AS needs
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = ANY($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> '_prisma_migrations'
  ORDER BY n.nspname, c.relname`;

/** All tables, each after those its foreign keys point to. A partitioned table is one. */
export async function tablesInOrder(db: Pick<pg.ClientBase, 'query'>): Promise<Table[]> {
  const { rows } = await db.query<Table & { id: number; needs: number[] }>(TABLES, [SCHEMAS]);
  const done = new Set<number>();
  const ordered: Table[] = [];
  while (ordered.length < rows.length) {
    const ready = rows.filter((row) => !done.has(row.id) && row.needs.every((id) => done.has(id)));
    if (ready.length === 0) throw new Error('the tables point at each other in a circle');
    for (const row of ready) {
      done.add(row.id);
      ordered.push({ name: row.name, columns: row.columns });
    }
  }
  return ordered;
}

/** Days that the record has partitions for. */
export async function recordDays(db: Pick<pg.ClientBase, 'query'>): Promise<string[]> {
  const { rows } = await db.query<{ day: string }>(
    `SELECT to_char(to_date(substring(c.relname FROM 'event_([0-9]{8})$'), 'YYYYMMDD'), 'YYYY-MM-DD') AS day
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'record.event'::regclass ORDER BY 1`,
  );
  return rows.map((row) => row.day);
}

/** Numbers that PostgreSQL gives out go on where the rows end. */
export async function advanceSequences(db: Pick<pg.ClientBase, 'query'>): Promise<void> {
  const { rows } = await db.query<{ sequence: string; name: string; column: string }>(
    `SELECT pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) AS sequence, format('%I.%I', n.nspname, c.relname) AS name, format('%I', a.attname) AS column
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ANY($1) AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
       AND pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) IS NOT NULL`,
    [SCHEMAS],
  );
  for (const row of rows) {
    await db.query(`SELECT setval($1, COALESCE((SELECT max(${row.column}) FROM ${row.name}), 0) + 1, false)`, [
      row.sequence,
    ]);
  }
}
