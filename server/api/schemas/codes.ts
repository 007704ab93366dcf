import { Type } from 'typebox';
import { closed, orNull } from './fields.ts';

export const CodesNow = Type.Object(
  {
    /** A code for a new product, two slips or more from every other; null where none is left. */
    free: orNull(Type.String()),
    collisions: Type.Array(Type.Object({ codes: Type.Array(Type.String()), sentence: Type.String() }, closed)),
  },
  closed,
);
export type CodesNow = Type.Static<typeof CodesNow>;
