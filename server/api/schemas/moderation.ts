import { Type } from 'typebox';
import { closed, Id, Line, Seq } from './fields.ts';

export const Answer = Type.Object({ seq: Seq, text: Line(2_000) }, closed);
/** The reply's own row arrives through the feed under this id. */
export const Answered = Type.Object({ outboxId: Id }, closed);

export const CannedAnswer = Type.Object(
  { id: Id, shortcut: Type.String(), text: Type.String(), language: Type.String() },
  closed,
);
export const CannedAnswerList = Type.Array(CannedAnswer);
export const NewCannedAnswer = Type.Object(
  {
    shortcut: Type.String({ minLength: 1, maxLength: 40, pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N}_-]*$' }),
    text: Line(500),
    language: Type.Optional(Type.String({ pattern: '^[a-z]{2,3}$' })),
  },
  closed,
);

export type Answer = Type.Static<typeof Answer>;
export type Answered = Type.Static<typeof Answered>;
export type CannedAnswer = Type.Static<typeof CannedAnswer>;
export type NewCannedAnswer = Type.Static<typeof NewCannedAnswer>;
