import { Type } from 'typebox';
import type { Manifest } from '../../../connectors/platforms/contract.ts';
import { AtMs, closed, Id, Line, orNull, PlatformName } from './fields.ts';

/** Manifests are plain data and go out as they are. */
export const PlatformList = Type.Array(Type.Unsafe<Manifest>(Type.Object({}, { additionalProperties: true })));

export const ConnectionHealth = Type.Object(
  {
    state: Type.String(),
    code: orNull(Type.String()),
    sentence: orNull(Type.String()),
    lastEventAtMs: orNull(AtMs),
    /** Of the platform's daily ledger, by our own count, as of `updatedAtMs`. */
    unitsLeft: orNull(Type.Integer()),
    updatedAtMs: AtMs,
  },
  closed,
);
/** What the account was found or seen to be able to do. */
export const LevelState = Type.Object(
  {
    id: Type.Union([
      Type.Literal('reads-own'),
      Type.Literal('reads-strangers'),
      Type.Literal('hooks-arrive'),
      Type.Literal('replies-publicly'),
      Type.Literal('replies-privately'),
    ]),
    state: Type.Union([
      Type.Literal('proven'),
      Type.Literal('unproven'),
      Type.Literal('missing'),
      Type.Literal('never'),
    ]),
    sentence: orNull(Type.String()),
    missing: orNull(Type.String()),
    askedAtMs: orNull(AtMs),
    provenAtMs: orNull(AtMs),
  },
  closed,
);
/** What a person should do about it, and when. */
export const Attention = Type.Object(
  {
    when: Type.Union([Type.Literal('now'), Type.Literal('today'), Type.Literal('soon')]),
    act: Type.Union([Type.Literal('sign-in'), Type.Literal('enter')]),
    sentence: Type.String(),
  },
  closed,
);
export const Account = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    provider: Type.String(),
    scopes: Type.Array(Type.String()),
    withheld: Type.Array(Type.String()),
    /** null: it does not end by itself, or renews itself for ever. */
    consentEndsAtMs: orNull(AtMs),
  },
  closed,
);
/** Secret settings never come back: `secretsSet` names those that are there. */
export const Connection = Type.Object(
  {
    id: Id,
    platform: PlatformName,
    name: Type.String(),
    broadcast: Type.String(),
    settings: Type.Record(Type.String(), Type.String()),
    secretsSet: Type.Array(Type.String()),
    checkout: Type.Union([Type.Literal('own'), Type.Literal('platform')]),
    /** What is said there to whoever's own language is not sure; '': the workspace's. */
    language: Type.String(),
    /** How much later than it happens its viewers see it. */
    videoDelay: Type.Object(
      { ms: Type.Integer(), by: Type.Union([Type.Literal('platform'), Type.Literal('set'), Type.Literal('measured')]) },
      closed,
    ),
    account: orNull(Account),
    /** Where the platform, or whoever has the secret, sends what happens; null: nobody sends anything for it. */
    hookAddress: orNull(Type.String()),
    levels: Type.Array(LevelState),
    attention: Type.Array(Attention),
    rehearsalShowId: orNull(Id),
    health: orNull(ConnectionHealth),
    createdAtMs: AtMs,
  },
  closed,
);
export const ConnectionList = Type.Array(Connection);
export const VideoDelayMs = Type.Integer({ minimum: 0, maximum: 120_000 });
/** ms null: the platform's usual one. */
export const VideoDelayWish = Type.Object(
  { ms: orNull(VideoDelayMs), by: Type.Union([Type.Literal('set'), Type.Literal('measured')]) },
  closed,
);
/** From the quickest reactions in this show; ms null: too few of them so far. */
export const MeasuredDelays = Type.Array(
  Type.Object(
    { connectionId: Id, ms: orNull(Type.Integer()), reactions: Type.Integer(), switches: Type.Integer() },
    closed,
  ),
);
export const NewConnection = Type.Object(
  {
    platform: PlatformName,
    name: Line(80),
    broadcast: Line(300),
    /** Absent: the platform's usual one. */
    videoDelayMs: Type.Optional(VideoDelayMs),
    /** Only where the platform has a shop of its own (manifest.shop): which of the two sells; 'own' where it is not said. */
    checkout: Type.Optional(Type.Union([Type.Literal('own'), Type.Literal('platform')])),
    settings: Type.Optional(Type.Record(Type.String({ maxLength: 80 }), Type.String({ maxLength: 8_000 }))),
  },
  closed,
);
/** What is not named stays; a secret is forgotten only by its name in `forget`. */
export const ConnectionEdit = Type.Object(
  {
    name: Type.Optional(Line(80)),
    broadcast: Type.Optional(Line(300)),
    checkout: Type.Optional(Type.Union([Type.Literal('own'), Type.Literal('platform')])),
    settings: Type.Optional(Type.Record(Type.String({ maxLength: 80 }), Type.String({ maxLength: 8_000 }))),
    /** null: the platform's usual one. Also while it is on air: it holds from then on. */
    videoDelayMs: Type.Optional(orNull(VideoDelayMs)),
    /** '': the workspace's. */
    language: Type.Optional(Type.String({ maxLength: 10 })),
    forget: Type.Optional(Type.Array(Type.String({ maxLength: 80 }), { maxItems: 20 })),
  },
  closed,
);
/** Where the platform could not be asked, `sentence` says why. */
export const Examination = Type.Object(
  { ok: Type.Boolean(), sentence: orNull(Type.String()), levels: Type.Array(LevelState) },
  closed,
);
export const ProofWish = Type.Object({ privateReply: Type.Boolean() }, closed);
export const Proof = Type.Object(
  {
    state: Type.Union([
      Type.Literal('opening'),
      Type.Literal('watching'),
      Type.Literal('ended'),
      Type.Literal('failed'),
    ]),
    sentence: Type.String(),
    startedAtMs: AtMs,
    endsAtMs: AtMs,
    arrived: Type.Array(
      Type.Object(
        {
          atMs: AtMs,
          name: orNull(Type.String()),
          text: Type.String(),
          way: Type.Union([Type.Literal('hook'), Type.Literal('stream'), Type.Literal('list')]),
        },
        closed,
      ),
    ),
    hooks: Type.Integer(),
    privateReply: Type.Object(
      {
        state: Type.Union([
          Type.Literal('off'),
          Type.Literal('waiting'),
          Type.Literal('accepted'),
          Type.Literal('refused'),
        ]),
        sentence: Type.String(),
      },
      closed,
    ),
  },
  closed,
);
/** The app of one's own that signs in. `published`: at Google, an app that has left testing. */
export const SignInWish = Type.Object(
  {
    platform: Type.Optional(PlatformName),
    connectionId: Type.Optional(Id),
    name: Type.Optional(Type.String({ maxLength: 80 })),
    broadcast: Type.Optional(Type.String({ maxLength: 300 })),
    settings: Type.Optional(Type.Record(Type.String({ maxLength: 80 }), Type.String({ maxLength: 8_000 }))),
    app: Type.Optional(
      Type.Object({ id: Type.String({ maxLength: 400 }), secret: Type.String({ maxLength: 400 }) }, closed),
    ),
    published: Type.Optional(Type.Boolean()),
  },
  closed,
);
/** Where the browser goes next. */
export const SignInBegun = Type.Object({ url: Type.String() }, closed);
export const AccountChoices = Type.Object(
  {
    platform: PlatformName,
    accounts: Type.Array(
      Type.Object({ id: Type.String(), name: Type.String(), detail: orNull(Type.String()) }, closed),
    ),
  },
  closed,
);
export const AccountChosen = Type.Object({ accountId: Type.String({ maxLength: 200 }) }, closed);
export const Redirects = Type.Object({ redirects: Type.Record(Type.String(), Type.String()) }, closed);

/** `sentence` says what was found, or what to do. */
export const ConnectionTest = Type.Object(
  {
    ok: Type.Boolean(),
    code: orNull(Type.String()),
    sentence: Type.String(),
    title: orNull(Type.String()),
    address: orNull(Type.String()),
  },
  closed,
);

export type { Manifest } from '../../../connectors/platforms/contract.ts';
export type Connection = Type.Static<typeof Connection>;
export type NewConnection = Type.Static<typeof NewConnection>;
export type ConnectionEdit = Type.Static<typeof ConnectionEdit>;
export type LevelState = Type.Static<typeof LevelState>;
export type Attention = Type.Static<typeof Attention>;
export type Examination = Type.Static<typeof Examination>;
export type Proof = Type.Static<typeof Proof>;
export type SignInWish = Type.Static<typeof SignInWish>;
export type AccountChoices = Type.Static<typeof AccountChoices>;
export type ConnectionTest = Type.Static<typeof ConnectionTest>;
export type MeasuredDelays = Type.Static<typeof MeasuredDelays>;
