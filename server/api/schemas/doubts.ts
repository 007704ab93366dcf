import { Type } from 'typebox';
import { closed, orNull } from './fields.ts';

/** Which of the readings offered was meant, counted from 0; 'none' of them: it is no claim. */
export const DoubtChoice = Type.Object(
  { choice: Type.Union([Type.Literal(0), Type.Literal(1), Type.Literal('none')]) },
  closed,
);
/** `already`: somebody else has decided, and who; nothing was changed. */
export const DoubtClosed = Type.Object(
  { ok: Type.Boolean(), already: orNull(Type.Object({ by: orNull(Type.String()), state: Type.String() }, closed)) },
  closed,
);
export type DoubtChoice = Type.Static<typeof DoubtChoice>;
export type DoubtClosed = Type.Static<typeof DoubtClosed>;
