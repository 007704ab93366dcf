import { Type } from 'typebox';
import type { FeedChanges } from '../../feed/entry.ts';
import { AtMs, closed, Id, Line, orNull, PlatformName, Seq } from './fields.ts';

/** Words or phrases; which ones may be is the hub's to say, in a sentence. */
const Words = Type.Array(Type.String({ maxLength: 200 }), { maxItems: 100 });

export const Show = Type.Object(
  {
    id: Id,
    slug: Type.String(),
    title: Type.String(),
    kind: Type.Enum(['live', 'rehearsal']),
    state: Type.Enum(['draft', 'on_air', 'ended']),
    repliesStopped: Type.Boolean(),
    claimsStopped: Type.Boolean(),
    automaticStopped: Type.Boolean(),
    showingProductId: orNull(Id),
    createdAtMs: AtMs,
    startedAtMs: orNull(AtMs),
    endedAtMs: orNull(AtMs),
    /** The public page's full address. */
    address: Type.String(),
    platforms: Type.Array(PlatformName),
    /** What viewers write to take something, beside the words of every language. */
    claimWords: Type.Array(Type.String()),
    version: Type.Integer(),
  },
  closed,
);
export const ShowList = Type.Array(Show);
export const NewShow = Type.Object({ title: Line(120) }, closed);
export const StartShow = Type.Object({ connectionIds: Type.Array(Id, { maxItems: 20, uniqueItems: true }) }, closed);
/** `coming`: for the shows that begin after this one too. */
export const ClaimWords = Type.Object({ words: Words, coming: Type.Optional(Type.Boolean()) }, closed);
export const ShowingProduct = Type.Object({ productId: orNull(Id) }, closed);
export const Stop = Type.Object(
  {
    what: Type.Enum(['replies', 'claims', 'automatic']),
    on: Type.Boolean(),
  },
  closed,
);

/** Older rows of the record with what hangs on them; `before` is exclusive. */
export const OlderMessages = Type.Object(
  { before: Type.Optional(Seq), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })) },
  closed,
);
export const Changes = Type.Unsafe<FeedChanges>(Type.Object({}, { additionalProperties: true }));

export type Show = Type.Static<typeof Show>;
export type NewShow = Type.Static<typeof NewShow>;
export type StartShow = Type.Static<typeof StartShow>;
export type ClaimWords = Type.Static<typeof ClaimWords>;
export type Stop = Type.Static<typeof Stop>;
