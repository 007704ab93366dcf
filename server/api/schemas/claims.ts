import { Type } from 'typebox';
import { closed, Id, Line, PlatformName, Seq } from './fields.ts';

/**
 * A claim made by a person: either for the author of a message (`seq`), or for a handle they typed. Its rank is the
 * message's time, or now.
 */
export const ClaimByHand = Type.Object(
  {
    seq: Type.Optional(Seq),
    platform: Type.Optional(PlatformName),
    handle: Type.Optional(Line(80)),
    variantId: Id,
    quantity: Type.Integer({ minimum: 1, maximum: 99 }),
  },
  closed,
);
/** The event that carries the order; the claim itself arrives through the feed. */
export const Ordered = Type.Object({ seq: Seq }, closed);
export const ClaimStep = Type.Enum(['release', 'dismiss', 'cancel']);

export type ClaimByHand = Type.Static<typeof ClaimByHand>;
export type Ordered = Type.Static<typeof Ordered>;
export type ClaimStep = Type.Static<typeof ClaimStep>;
