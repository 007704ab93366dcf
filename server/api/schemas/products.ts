import { Type } from 'typebox';
import { AmountMinor, closed, Currency, Id, Line, OptionValues, orNull } from './fields.ts';

const Count = Type.Integer({ minimum: 0, maximum: 1_000_000 });

/** In the seller's order: { color: ['red', 'blue'], size: ['S', 'M'] }. The variants are all combinations. */
export const Options = Type.Record(
  Type.String(),
  Type.Array(Line(60), { minItems: 1, maxItems: 60, uniqueItems: true }),
  { maxProperties: 3 },
);

export const Variant = Type.Object(
  {
    id: Id,
    sku: Type.String(),
    options: OptionValues,
    /** The product's price where the variant has none of its own. */
    priceMinor: AmountMinor,
    onHand: Type.Integer(),
    reserved: Type.Integer(),
    sold: Type.Integer(),
    available: Type.Integer(),
  },
  closed,
);
export const Product = Type.Object(
  {
    id: Id,
    code: Type.String(),
    title: Type.String(),
    priceMinor: AmountMinor,
    currency: Currency,
    imageUrl: orNull(Type.String()),
    options: Options,
    variants: Type.Array(Variant),
    version: Type.Integer(),
  },
  closed,
);
export const ProductList = Type.Array(Product);

const Code = Type.String({ minLength: 1, maxLength: 24, pattern: '^\\S+$' });
const ImageUrl = Type.String({
  maxLength: 4_096,
  pattern: '^https://\\S+$|^data:image/(png|jpeg|webp|gif);base64,[A-Za-z0-9+/=]+$',
});

/** `price` is written as a person writes it, "49.00"; its digits must fit the currency. `stock` opens every variant with that many. */
export const NewProduct = Type.Object(
  {
    code: Code,
    title: Line(160),
    price: Type.String({ minLength: 1, maxLength: 20 }),
    currency: Type.Optional(Currency),
    imageUrl: Type.Optional(orNull(ImageUrl)),
    options: Type.Optional(Options),
    stock: Type.Optional(Count),
  },
  closed,
);
export const ProductChange = Type.Object(
  {
    code: Type.Optional(Code),
    title: Type.Optional(Line(160)),
    price: Type.Optional(Type.String({ minLength: 1, maxLength: 20 })),
    imageUrl: Type.Optional(orNull(ImageUrl)),
    options: Type.Optional(Options),
    /** The version that was edited; another one meanwhile is a conflict. */
    version: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
  },
  { ...closed, minProperties: 1 },
);

/** A pasted sheet: commas, semicolons or tabs, with a line of headers. */
export const Sheet = Type.Object({ sheet: Type.String({ minLength: 1, maxLength: 5_000_000 }) }, closed);
export const BadRow = Type.Object(
  { row: Type.Integer(), field: orNull(Type.String()), message: Type.String() },
  closed,
);
/** Bad rows are named and left out; the others are in. */
export const Imported = Type.Object(
  { created: Type.Integer(), updated: Type.Integer(), bad: Type.Array(BadRow) },
  closed,
);

export const StockChange = Type.Object(
  { delta: Type.Integer({ minimum: -1_000_000, maximum: 1_000_000 }), reason: Type.Optional(Line(200)) },
  closed,
);
export const StockNow = Type.Object(
  { variantId: Id, onHand: Type.Integer(), reserved: Type.Integer(), sold: Type.Integer(), available: Type.Integer() },
  closed,
);

export type Options = Type.Static<typeof Options>;
export type Variant = Type.Static<typeof Variant>;
export type Product = Type.Static<typeof Product>;
export type NewProduct = Type.Static<typeof NewProduct>;
export type ProductChange = Type.Static<typeof ProductChange>;
export type BadRow = Type.Static<typeof BadRow>;
export type Imported = Type.Static<typeof Imported>;
export type StockNow = Type.Static<typeof StockNow>;
