import { Type } from 'typebox';
import type { FeedClaim, FeedMessage, FeedReading, FeedReply, FeedStock } from '../../feed/entry.ts';
import { closed, Id, Line, PlatformName } from './fields.ts';

export const RehearsalStarted = Type.Object({ showId: Id }, closed);
export const Pace = Type.Object({ pace: Type.Enum(['calm', 'wild']) }, closed);
/** What a viewer writes: anything at all, also what no keyboard types. */
export const Say = Type.Object(
  { platform: PlatformName, name: Line(80), text: Type.String({ minLength: 1, maxLength: 200_000 }) },
  closed,
);
export const Said = Type.Object({ platformId: Type.String() }, closed);
export const Trouble = Type.Object(
  { platform: PlatformName, kind: Type.Literal('drop'), forMs: Type.Integer({ minimum: 500, maximum: 120_000 }) },
  closed,
);

/** A reply as it stands on that platform, or why nobody sees it there. */
export interface ReplyLook {
  reply: FeedReply;
  /** The text as the platform shows it; null when it is not there (yet). */
  shown: string | null;
  /** "TikTok: on screen only, because …"; null when it is shown or still on its way. */
  whyNot: string | null;
}
/** One message from the viewer's keyboard to the stock. Null and empty: not yet. */
export interface Trail {
  message: FeedMessage | null;
  reading: FeedReading | null;
  claims: FeedClaim[];
  replies: ReplyLook[];
  stock: FeedStock[];
}
export const TrailAnswer = Type.Unsafe<Trail>(Type.Object({}, { additionalProperties: true }));

export type Pace = Type.Static<typeof Pace>;
export type Say = Type.Static<typeof Say>;
export type Trouble = Type.Static<typeof Trouble>;
