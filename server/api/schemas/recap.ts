import { Type } from 'typebox';
import { AmountMinor, AtMs, closed, Currency, Id, OptionValues, orNull, PlatformName, Seq } from './fields.ts';
import { Show } from './shows.ts';

/** Amounts in different currencies are never added up. */
export const Money = Type.Object({ amountMinor: AmountMinor, currency: Currency }, closed);
export const Sum = Type.Object({ claims: Type.Integer(), units: Type.Integer(), value: Type.Array(Money) }, closed);

/**
 * `claimed` is every claim; pending + reserved + waitlisted + cancelled + refused + interest add up to it, line by line.
 * `lost` is waitlisted and refused together: what was wanted and could not be had.
 */
const sums = {
  claimed: Sum,
  pending: Sum,
  reserved: Sum,
  waitlisted: Sum,
  cancelled: Sum,
  refused: Sum,
  interest: Sum,
  lost: Sum,
};
export const RecapSums = Type.Object(sums, closed);
export const RecapProduct = Type.Object({ productId: Id, code: Type.String(), title: Type.String(), ...sums }, closed);
/** Platform null: claims a person made for a typed handle without a platform. */
export const RecapPlatform = Type.Object({ platform: orNull(PlatformName), messages: Type.Integer(), ...sums }, closed);
export const RecapReplies = Type.Object({ state: Type.String(), count: Type.Integer() }, closed);
/** `lossy`: what was said in them is lost; `restarts`: the broadcast went on under another live id. */
export const RecapGap = Type.Object(
  {
    platform: PlatformName,
    name: Type.String(),
    count: Type.Integer(),
    totalMs: Type.Integer(),
    repaired: Type.Integer(),
    lossy: Type.Integer(),
    restarts: Type.Integer(),
  },
  closed,
);
/** Only connections that are heard in more than one way. */
export const RecapCoverage = Type.Object(
  {
    platform: PlatformName,
    name: Type.String(),
    heardLive: Type.Integer(),
    recovered: Type.Integer(),
    restored: Type.Integer(),
  },
  closed,
);

export const Recap = Type.Object(
  {
    show: Show,
    total: RecapSums,
    products: Type.Array(RecapProduct),
    platforms: Type.Array(RecapPlatform),
    messages: Type.Integer(),
    replies: Type.Array(RecapReplies),
    questions: Type.Object(
      { asked: Type.Integer(), open: Type.Integer(), answered: Type.Integer(), resolved: Type.Integer() },
      closed,
    ),
    gaps: Type.Array(RecapGap),
    coverage: Type.Array(RecapCoverage),
    /** What each number means, by its name: shown beside it and written into exports. */
    definitions: Type.Record(Type.String(), Type.String()),
  },
  closed,
);

export const ClaimGroup = Type.Enum([
  'claimed',
  'pending',
  'reserved',
  'waitlisted',
  'cancelled',
  'refused',
  'interest',
  'lost',
]);
/** Which rows. `platform=none` means claims without one. `after` is the `next` of the page before. */
export const RowsQuery = Type.Object(
  {
    of: Type.Optional(Type.Enum(['claims', 'messages', 'replies'])),
    state: Type.Optional(Type.String({ maxLength: 40 })),
    platform: Type.Optional(PlatformName),
    productId: Type.Optional(Id),
    reason: Type.Optional(Type.String({ maxLength: 200 })),
    after: Type.Optional(Id),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  },
  closed,
);

export const RecapClaim = Type.Object(
  {
    id: Id,
    seq: Seq,
    atMs: AtMs,
    platform: orNull(PlatformName),
    handle: Type.String(),
    said: orNull(Type.String()),
    code: Type.String(),
    title: Type.String(),
    variant: OptionValues,
    quantity: Type.Integer(),
    priceMinor: AmountMinor,
    currency: Currency,
    state: Type.String(),
    held: Type.Boolean(),
    reason: orNull(Type.String()),
    rank: orNull(Type.Integer()),
    /** What became of its message: 'removed', 'edited'. */
    marks: Type.Array(Type.String()),
    late: Type.Boolean(),
    unnamed: Type.Boolean(),
  },
  closed,
);
export const RecapMessage = Type.Object(
  {
    seq: Seq,
    atMs: AtMs,
    platform: orNull(PlatformName),
    handle: Type.String(),
    text: Type.String(),
    intent: orNull(Type.String()),
    outcome: orNull(Type.String()),
  },
  closed,
);
export const RecapReply = Type.Object(
  {
    id: Id,
    seq: orNull(Seq),
    atMs: AtMs,
    platform: PlatformName,
    about: Type.String(),
    text: Type.String(),
    state: Type.String(),
    sentence: orNull(Type.String()),
    madeBy: Type.String(),
  },
  closed,
);
/** One of the three lists is filled, the one that `of` names. */
export const RecapRows = Type.Object(
  {
    total: Type.Integer(),
    claims: Type.Array(RecapClaim),
    messages: Type.Array(RecapMessage),
    replies: Type.Array(RecapReply),
    next: orNull(Id),
  },
  closed,
);

export type Money = Type.Static<typeof Money>;
export type Sum = Type.Static<typeof Sum>;
export type RecapSums = Type.Static<typeof RecapSums>;
export type RecapProduct = Type.Static<typeof RecapProduct>;
export type RecapPlatform = Type.Static<typeof RecapPlatform>;
export type Recap = Type.Static<typeof Recap>;
export type ClaimGroup = Type.Static<typeof ClaimGroup>;
export type RowsQuery = Type.Static<typeof RowsQuery>;
export type RecapClaim = Type.Static<typeof RecapClaim>;
export type RecapMessage = Type.Static<typeof RecapMessage>;
export type RecapReply = Type.Static<typeof RecapReply>;
export type RecapRows = Type.Static<typeof RecapRows>;
