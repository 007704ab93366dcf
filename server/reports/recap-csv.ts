import Papa from 'papaparse';
import type { RowsQuery } from '../api/schemas/recap.ts';
import { isoTime } from '../clock.ts';
import type { Tx } from '../db/transaction.ts';
import { exponentOf } from '../money.ts';
import { findShow } from '../shows/store.ts';
import { claimFilterOf } from './recap-rows.ts';
import { claimRows, type ClaimLine } from './store-rows.ts';

/** Viewers choose their names and words: a cell that a spreadsheet would run gets an apostrophe before it. */
const RUNS = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;
const AT_ONCE = 2_000;
const BOM = '\uFEFF';

const COLUMNS: Record<string, (row: ClaimLine) => string | number> = {
  time: (row) => isoTime(row.atMs),
  platform: (row) => row.platform ?? '',
  viewer: (row) => row.handle,
  said: (row) => row.said ?? '',
  code: (row) => row.code,
  product: (row) => row.title,
  variant: (row) => Object.values(row.variant).join(' / '),
  quantity: (row) => row.quantity,
  price: (row) => decimal(row.priceMinor, row.currency),
  amount: (row) => decimal((BigInt(row.priceMinor) * BigInt(row.quantity)).toString(), row.currency),
  amount_minor: (row) => (BigInt(row.priceMinor) * BigInt(row.quantity)).toString(),
  currency: (row) => row.currency,
  state: (row) => (row.held ? 'held' : row.state),
  rank: (row) => row.rank ?? '',
  reason: (row) => row.reason ?? '',
  late: (row) => (row.late ? 'yes' : ''),
  unnamed: (row) => (row.unnamed ? 'yes' : ''),
  message: (row) => row.marks.join(' '),
  claim: (row) => row.id,
};

/** Every claim a number of the recap counts, as RFC 4180 with a byte order mark; null when there is no such show here. */
export async function recapCsv(
  db: Tx,
  of: { workspaceId: string; showId: string },
  query: RowsQuery,
): Promise<string | null> {
  if ((await findShow(db, of.workspaceId, of.showId)) === null) return null;
  const filter = claimFilterOf(query);
  const lines: ClaimLine[] = [];
  for (let after: string | null = null; ;) {
    const rows = await claimRows(db, of.workspaceId, of.showId, filter, { after, limit: AT_ONCE });
    lines.push(...rows);
    const last = rows.at(-1);
    if (last === undefined || rows.length < AT_ONCE) break;
    after = last.id;
  }
  return toCsv(lines);
}

/** Pure. */
export function toCsv(lines: readonly ClaimLine[]): string {
  const fields = Object.keys(COLUMNS);
  const data = lines.map((line) => Object.values(COLUMNS).map((cell) => cell(line)));
  return BOM + Papa.unparse({ fields, data }, { escapeFormulae: RUNS, newline: '\r\n' }) + '\r\n';
}

/** '1299.00' of '129900' EUR: for machines, without thousands. */
function decimal(minor: string, currency: string): string {
  const exponent = exponentOf(currency);
  const digits = minor.padStart(exponent + 1, '0');
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
