import { Type } from 'typebox';
import type { TSchema } from 'typebox';

/** Every object that is sent or received: a field nobody named is refused, not ignored. */
export const closed = { additionalProperties: false } as const;

export const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Ids are text for ever. Claim ids hold dots, stock ids a colon. */
export const Id = Type.String({ minLength: 1, maxLength: 200, pattern: '^[A-Za-z0-9_.:-]+$' });
/** The number of an event in its show; always below 2^53. */
export const Seq = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
/** Milliseconds since 1970. */
export const AtMs = Type.Integer();
/** Minor units as text, e.g. "4900" for 49.00 EUR: amounts are never a number. */
export const AmountMinor = Type.String({ pattern: '^[0-9]{1,15}$' });
export const Currency = Type.String({ pattern: '^[A-Z]{3}$' });
/** One line a person typed. */
export const Line = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' });
export const PlatformName = Type.String({ minLength: 1, maxLength: 40, pattern: '^[a-z][a-z0-9-]*$' });

/** { color: 'red', size: 'M' } */
export const OptionValues = Type.Record(Type.String(), Type.String());

export const Failure = Type.Object(
  { code: Type.String(), message: Type.String(), field: Type.Optional(Type.String()) },
  closed,
);
export const Done = Type.Object({ ok: Type.Literal(true) }, closed);

export type Failure = Type.Static<typeof Failure>;
export type Done = Type.Static<typeof Done>;
