import { Type, type Static } from 'typebox';
import { Id } from './fields.ts';

const strict = { additionalProperties: false } as const;
const Name = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' });
const Destinations = Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: 12, uniqueItems: true });

/** What is drawn and how much of it; server/overlay/settings.ts holds the usual values. */
const Settings = {
  lines: Type.Integer({ minimum: 0, maximum: 12 }),
  seconds: Type.Integer({ minimum: 2, maximum: 10 }),
  featuredSeconds: Type.Integer({ minimum: 4, maximum: 60 }),
  parts: Type.Object(
    { now: Type.Boolean(), hint: Type.Boolean(), featured: Type.Boolean(), address: Type.Boolean() },
    strict,
  ),
  blocked: Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { maxItems: 200 }),
};
export const OverlaySettings = Type.Object(Settings, strict);
export type OverlaySettings = Static<typeof OverlaySettings>;
const SomeSettings = Type.Partial(Type.Object(Settings, strict), strict);

export const NewOverlay = Type.Object(
  {
    name: Name,
    /** Absent: whatever live show is on air. A rehearsal is drawn by an overlay of its own only. */
    showId: Type.Optional(Id),
    /** Platforms whose video it is drawn on; empty: all of the show's. */
    destinations: Type.Optional(Destinations),
    settings: Type.Optional(SomeSettings),
  },
  strict,
);
export type NewOverlay = Static<typeof NewOverlay>;

export const ChangedOverlay = Type.Object(
  { name: Type.Optional(Name), destinations: Type.Optional(Destinations), settings: Type.Optional(SomeSettings) },
  strict,
);
export type ChangedOverlay = Static<typeof ChangedOverlay>;

/** Told once: only its hash is kept. `here`: the same page as this machine reaches it. */
export const OverlayAddress = Type.Object({ id: Id, address: Type.String(), here: Type.String() }, strict);
export type OverlayAddress = Static<typeof OverlayAddress>;

export const Overlay = Type.Object(
  {
    id: Id,
    name: Type.String(),
    showId: Type.Union([Id, Type.Null()]),
    showTitle: Type.Union([Type.String(), Type.Null()]),
    isRehearsal: Type.Boolean(),
    destinations: Type.Array(Type.String()),
    /** The last letters of its address. */
    tokenEnd: Type.String(),
    settings: OverlaySettings,
    /** Lines a minute. */
    rate: Type.Integer(),
    createdAtMs: Type.Number(),
    seenAtMs: Type.Union([Type.Number(), Type.Null()]),
    /** Pages of it that are open at this hub. */
    pages: Type.Integer(),
    /** What it leaves out and why. */
    left: Type.Array(Type.Object({ what: Type.String(), sentence: Type.String() }, strict)),
  },
  strict,
);
export type Overlay = Static<typeof Overlay>;
export const OverlayList = Type.Array(Overlay);
export type OverlayList = Static<typeof OverlayList>;

/** How the screen of a show stands. */
export const ScreenState = Type.Object(
  {
    /** Pages that somebody can see, and pages that are open and switched off. */
    pages: Type.Integer(),
    hidden: Type.Integer(),
    waiting: Type.Integer(),
    drawing: Type.Integer(),
    /** Until what waits now has been shown; null: nobody draws. */
    seconds: Type.Union([Type.Number(), Type.Null()]),
    /** Names of platforms whose buyers only the screen reaches now. */
    alone: Type.Array(Type.String()),
    /** The message on air. */
    onAir: Type.Union([Type.Object({ seq: Type.Integer() }, strict), Type.Null()]),
    /** Featured messages that wait. */
    lineUp: Type.Integer(),
  },
  strict,
);
export type ScreenState = Static<typeof ScreenState>;

export const Feature = Type.Object({ seq: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) }, strict);
export type Feature = Static<typeof Feature>;
