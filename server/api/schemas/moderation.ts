import { Type } from 'typebox';
import { AtMs, closed, Id, Line, orNull, Seq } from './fields.ts';

/** `privately`: to its author alone, where the platform has both ways. `onScreen`: drawn on the overlay and said nowhere else. */
export const Answer = Type.Object(
  {
    seq: Seq,
    text: Line(2_000),
    privately: Type.Optional(Type.Boolean()),
    onScreen: Type.Optional(Type.Boolean()),
  },
  closed,
);
/** The reply's own row arrives through the feed under this id. */
export const Answered = Type.Object({ outboxId: Id }, closed);

export const ModerationKind = Type.Enum(['hide', 'unhide', 'remove', 'timeout', 'ban', 'unban']);
/** About a message (`seq`), or for ban, timeout and unban about an author. A timeout without `forSeconds` lasts five minutes. */
export const Moderate = Type.Object(
  {
    kind: ModerationKind,
    seq: Type.Optional(Seq),
    authorId: Type.Optional(Id),
    forSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_209_600 })),
    reason: Type.Optional(Line(200)),
  },
  closed,
);
/** What each platform makes of it arrives through the feed, and stands in the list, under this id. */
export const Moderated = Type.Object({ id: Id }, closed);

export const ModerationOutcome = Type.Object(
  {
    connectionId: Id,
    connection: Type.String(),
    platform: Type.String(),
    way: Type.String(),
    /** 'pending' while it waits, is on its way or is tried again. */
    state: Type.String(),
    sentence: orNull(Type.String()),
    atMs: orNull(AtMs),
  },
  closed,
);
export const Moderation = Type.Object(
  {
    id: Id,
    kind: ModerationKind,
    seq: orNull(Seq),
    authorId: orNull(Id),
    handle: Type.String(),
    reason: orNull(Type.String()),
    madeBy: Type.String(),
    createdAtMs: AtMs,
    outcomes: Type.Array(ModerationOutcome),
  },
  closed,
);
export const ModerationList = Type.Array(Moderation);

export const Banned = Type.Object(
  {
    authorId: Id,
    platform: Type.String(),
    handle: Type.String(),
    untilMs: orNull(AtMs),
    reason: orNull(Type.String()),
    madeBy: Type.String(),
    showId: orNull(Id),
    sinceMs: AtMs,
  },
  closed,
);
export const BannedList = Type.Array(Banned);

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

export type Moderate = Type.Static<typeof Moderate>;
export type Moderated = Type.Static<typeof Moderated>;
export type Moderation = Type.Static<typeof Moderation>;
export type Banned = Type.Static<typeof Banned>;
export type Answer = Type.Static<typeof Answer>;
export type Answered = Type.Static<typeof Answered>;
export type CannedAnswer = Type.Static<typeof CannedAnswer>;
export type NewCannedAnswer = Type.Static<typeof NewCannedAnswer>;
