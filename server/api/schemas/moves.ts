import { Type } from 'typebox';
import { AtMs, closed, Id, orNull } from './fields.ts';

const selection = {
  fromProductId: Id,
  toProductId: Id,
  /** Said from then on, and until then; both included. */
  sinceMs: AtMs,
  untilMs: Type.Optional(AtMs),
};
/** Which claims: those that named no product. */
export const MoveSelection = Type.Object(selection, closed);
/** The id is the caller's: the same order twice is one move. */
export const MoveWish = Type.Object({ ...selection, moveId: Id }, closed);
export const UndoWish = Type.Object({ moveId: Id }, closed);

const Unfit = Type.Object(
  { seq: Type.Integer(), handle: Type.String(), said: Type.String(), why: Type.String() },
  closed,
);
export const MovePreview = Type.Object(
  {
    claims: Type.Integer(),
    units: Type.Integer(),
    byPlatform: Type.Record(Type.String(), Type.Integer()),
    /** From which options to which, and how many claims. */
    variants: Type.Array(Type.Object({ from: Type.String(), to: Type.String(), claims: Type.Integer() }, closed)),
    unfit: Type.Array(Unfit),
  },
  closed,
);
export const Move = Type.Object(
  {
    moveId: Id,
    undoes: orNull(Id),
    undoneBy: orNull(Id),
    fromProductId: Id,
    toProductId: Id,
    madeBy: Type.String(),
    madeAtMs: Type.Number(),
    claims: Type.Integer(),
    waiting: Type.Integer(),
    kept: Type.Integer(),
    reserved: Type.Integer(),
    waitlisted: Type.Integer(),
  },
  closed,
);
export const MoveList = Type.Array(Move);
export const MoveOrdered = Type.Object({ moveId: Id, moved: Type.Integer(), unfit: Type.Array(Unfit) }, closed);
export const MoveUndone = Type.Object(
  {
    moved: Type.Integer(),
    stays: Type.Array(Type.Object({ handle: Type.String(), why: Type.String() }, closed)),
  },
  closed,
);
export const SwitchList = Type.Array(Type.Object({ atMs: Type.Number(), productId: orNull(Id) }, closed));

export type MoveSelection = Type.Static<typeof MoveSelection>;
export type MovePreview = Type.Static<typeof MovePreview>;
export type Move = Type.Static<typeof Move>;
export type MoveOrdered = Type.Static<typeof MoveOrdered>;
export type MoveUndone = Type.Static<typeof MoveUndone>;
export type Switches = Type.Static<typeof SwitchList>;
