import Papa from 'papaparse';
import { codeKey } from '../intents/fold.ts';
import { readPrice } from './price.ts';
import { MOST_VARIANTS, type Options } from './variants.ts';

/** A line that could not be taken. `row` counts as a spreadsheet does: the headers are row 1. */
export interface BadRow {
  row: number;
  field: string | null;
  message: string;
}
export interface SheetProduct {
  row: number;
  code: string;
  title: string;
  priceMinor: string;
  currency: string;
  imageUrl: string | null;
  options: Options;
  /** For each variant a new product gets; null: leave what there is. */
  stock: number | null;
}

/** Headers as people write them, in a few languages of sellers. */
const NAMES = {
  code: [
    'code',
    'claim code',
    'item',
    'item code',
    'no',
    'nr',
    '#',
    'รหัส',
    'mã',
    'kode',
    'código',
    'codigo',
    '编号',
    '货号',
  ],
  title: [
    'title',
    'name',
    'product',
    'product name',
    'product title',
    'description',
    'ชื่อ',
    'tên',
    'nama',
    'nombre',
    '名称',
    '商品',
  ],
  price: ['price', 'unit price', 'retail price', 'ราคา', 'giá', 'harga', 'precio', 'preço', 'preis', 'prix', '价格'],
  currency: ['currency', 'cur', 'währung', 'moneda', 'devise', '货币'],
  stock: [
    'stock',
    'qty',
    'quantity',
    'on hand',
    'units',
    'inventory',
    'available',
    'จำนวน',
    'số lượng',
    'stok',
    'existencias',
    'bestand',
    '库存',
    '数量',
  ],
  image: ['image', 'image url', 'picture', 'photo', 'img'],
  sizes: ['size', 'sizes', 'ไซส์', 'size options', 'talla', 'tallas', 'größe', 'größen', '尺码'],
  colors: ['color', 'colors', 'colour', 'colours', 'สี', 'màu', 'warna', 'farbe', 'farben', '颜色'],
} as const;
type Column = keyof typeof NAMES;

/** As many as the catalog lists. */
const MOST_ROWS = 1_000;

/** A pasted sheet as products and as bad rows; nothing is looked up and nothing written. */
export function readSheet(sheet: string, currency: string): { products: SheetProduct[]; bad: BadRow[] } {
  const parsed = Papa.parse<string[]>(sheet.replace(/^\uFEFF/, '').trim(), { skipEmptyLines: false });
  const [headers = [], ...lines] = parsed.data;
  const columns = columnsOf(headers);
  const missing = (['code', 'title', 'price'] as const).filter((name) => !columns.has(name));
  if (missing.length > 0)
    return { products: [], bad: [{ row: 1, field: missing[0] ?? null, message: missingSentence(missing, headers) }] };
  if (lines.length > MOST_ROWS)
    return { products: [], bad: [{ row: 1, field: null, message: `${MOST_ROWS} rows is the most at once.` }] };
  const products: SheetProduct[] = [];
  const bad: BadRow[] = [];
  const seen = new Map<string, number>();
  lines.forEach((cells, i) => {
    if (cells.every((cell) => cell.trim() === '')) return;
    const read = readRow((name) => cells[columns.get(name) ?? -1]?.trim() ?? '', i + 2, currency);
    if (!('code' in read)) return void bad.push(read);
    const key = codeKey(read.code);
    const before = seen.get(key);
    if (before !== undefined)
      return void bad.push({ row: read.row, field: 'code', message: `${read.code} is in row ${before} already.` });
    seen.set(key, read.row);
    products.push(read);
  });
  return { products, bad };
}

function columnsOf(headers: readonly string[]): Map<Column, number> {
  const columns = new Map<Column, number>();
  headers.forEach((header, i) => {
    const plain = header
      .normalize('NFKC')
      .trim()
      .toLowerCase()
      .replace(/[_\s]+/g, ' ');
    for (const name of Object.keys(NAMES) as Column[]) {
      if (!columns.has(name) && NAMES[name].some((one) => one === plain)) columns.set(name, i);
    }
  });
  return columns;
}

function missingSentence(missing: readonly string[], headers: readonly string[]): string {
  const found = headers
    .map((header) => header.trim())
    .filter(Boolean)
    .slice(0, 8)
    .join(', ');
  return `The first row must name the columns; ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing (found: ${found || 'nothing'}).`;
}

function readRow(cell: (name: Column) => string, row: number, workspaceCurrency: string): SheetProduct | BadRow {
  const bad = (field: string, message: string): BadRow => ({ row, field, message });
  const all = (Object.keys(NAMES) as Column[]).find((name) => cell(name).includes('\0') || !cell(name).isWellFormed());
  if (all !== undefined) return bad(all, 'There is a character in it that cannot be kept.');
  const code = cell('code');
  const title = cell('title');
  if (code === '') return bad('code', 'The code is missing.');
  if (code.length > 24 || /\s/.test(code) || codeKey(code) === '')
    return bad('code', `"${code.slice(0, 40)}" cannot be a code: at most 24 letters and digits, no spaces.`);
  if (title === '') return bad('title', 'The title is missing.');
  if (title.length > 160) return bad('title', 'The title is longer than 160 characters.');
  const currency = cell('currency').toUpperCase() || workspaceCurrency;
  const price = readPrice(cell('price'), currency);
  if (!price.ok) return bad('price', cell('price') === '' ? 'The price is missing.' : price.reason);
  const stock = cell('stock');
  if (!/^\d{0,7}$/.test(stock) || Number(stock) > 1_000_000)
    return bad('stock', `"${stock.slice(0, 40)}" is not a number of units.`);
  const imageUrl = cell('image') || null;
  if (imageUrl !== null && !/^https:\/\/\S{1,2000}$/.test(imageUrl))
    return bad('image', 'An image must be an https:// address.');
  const options = optionsOf(cell('colors'), cell('sizes'));
  const many = Object.values(options).reduce((product, values) => product * values.length, 1);
  if (many > MOST_VARIANTS) return bad('sizes', `That makes ${many} variants; ${MOST_VARIANTS} is the most.`);
  return {
    row,
    code,
    title,
    priceMinor: price.minor,
    currency,
    imageUrl,
    options,
    stock: stock === '' ? null : Number(stock),
  };
}

function optionsOf(colors: string, sizes: string): Options {
  const list = (text: string) => [
    ...new Set(
      text
        .split(/[,;/|]+/)
        .map((one) => one.trim().slice(0, 60))
        .filter(Boolean),
    ),
  ];
  const options: Options = {};
  if (list(colors).length > 0) options.color = list(colors);
  if (list(sizes).length > 0) options.size = list(sizes);
  return options;
}
