import { readingContext } from '../intents/context.ts';
import type { Sellable, Snapshot } from './catalog.ts';
import type { LogRow } from './log-row.ts';
import { starterOnly } from './starter-set.ts';

/** What tests of deciding are made of: products, a snapshot of them, and rows of a log. */
export function product(
  code: string,
  options: Record<string, string[]> = {},
  more: { title?: string; priceMinor?: string } = {},
): Sellable {
  const combinations = Object.entries(options).reduce<Record<string, string>[]>(
    (made, [axis, values]) => made.flatMap((one) => values.map((value) => ({ ...one, [axis]: value }))),
    [{}],
  );
  const id = code.toLowerCase();
  const priceMinor = more.priceMinor ?? '4900';
  return {
    id,
    code,
    key: id,
    title: more.title ?? code,
    currency: 'EUR',
    priceMinor,
    options,
    variants: combinations.map((of, i) => ({ id: `${id}-${String(i)}`, options: of, priceMinor })),
  };
}

export function snapshotOf(products: readonly Sellable[]): Snapshot {
  return {
    show: { id: 's', seed: 'seed' },
    products,
    byCode: new Map(products.map((one) => [one.code, one])),
    byId: new Map(products.map((one) => [one.id, one])),
    byVariant: new Map(products.flatMap((one) => one.variants.map((variant) => [variant.id, one] as const))),
    context: readingContext(products),
    rules: starterOnly('en'),
    interest: new Set(),
  };
}

/** Numbers its rows in the order in which they are made. */
export function logOf(): {
  said(text: string, spokenAtMs: number, more?: Partial<LogRow>): LogRow;
  staff(body: Record<string, unknown>, spokenAtMs: number, more?: Partial<LogRow>): LogRow;
} {
  let seq = 0;
  const said = (text: string, spokenAtMs: number, more: Partial<LogRow> = {}): LogRow => {
    seq += 1;
    return {
      ...{
        seq,
        kind: 'message',
        platform: 'youtube',
        connectionId: 'yt',
        broadcastId: 'b',
        platformId: `m${String(seq)}`,
      },
      ...{
        authorId: 'ann',
        handle: 'ann',
        own: false,
        banned: null,
        text,
        spokenAtMs,
        history: false,
        body: {},
        of: null,
      },
      ...more,
    };
  };
  const nobody = { connectionId: null, broadcastId: null, platform: null, platformId: null, authorId: null };
  return {
    said,
    staff: (body, spokenAtMs, more = {}) =>
      said('', spokenAtMs, { kind: 'staff', ...nobody, body: { by: 'mo', ...body }, ...more }),
  };
}
