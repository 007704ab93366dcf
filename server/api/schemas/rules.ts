import { Type } from 'typebox';
import { AtMs, closed, Id, Line, orNull, PlatformName, Seq } from './fields.ts';

/** The shape of server/rules/rule-set.ts as it is sent, kept in files and checked field by field. */

export const RuleId = Type.String({ pattern: '^[a-z0-9-]{1,40}$' });
const Count = Type.Integer({ minimum: 0, maximum: 1_000_000_000 });
const Between = Type.Object({ atLeast: Type.Optional(Count), atMost: Type.Optional(Count) }, closed);
const Minutes = Type.Integer({ minimum: 0, maximum: 10_080 });
const Code = Type.String({ minLength: 1, maxLength: 24, pattern: '^\\S+$' });
export const Language = Type.String({ pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$' });
/** What a person types: whether it is empty or too long is said in sentences by the engine's own check. */
const Typed = (maxLength: number) => Type.String({ maxLength });
const list = <T extends Parameters<typeof Type.Array>[0]>(of: T, maxItems: number) => Type.Array(of, { maxItems });

export const RuledKind = Type.Enum(['message', 'gift', 'follow', 'join', 'like', 'share']);
export const IntentName = Type.Enum(['claim', 'cancel', 'question', 'complaint', 'praise', 'spam', 'none']);
export const TopicName = Type.Enum([
  'price',
  'size',
  'stock',
  'shipping',
  'payment',
  'product',
  'link',
  'other',
  'choice',
]);

export const Condition = Type.Object(
  {
    kinds: Type.Optional(list(RuledKind, 6)),
    platforms: Type.Optional(list(PlatformName, 20)),
    intents: Type.Optional(list(IntentName, 7)),
    topics: Type.Optional(list(TopicName, 12)),
    products: Type.Optional(list(Code, 200)),
    languages: Type.Optional(list(Language, 40)),
    words: Type.Optional(
      Type.Object(
        {
          any: Type.Optional(list(Typed(400), 400)),
          all: Type.Optional(list(Typed(400), 400)),
          none: Type.Optional(list(Typed(400), 400)),
        },
        closed,
      ),
    ),
    pattern: Type.Optional(Typed(1_000)),
    author: Type.Optional(
      Type.Object(
        {
          claims: Type.Optional(Between),
          messages: Type.Optional(Between),
          badges: Type.Optional(list(Line(40), 20)),
        },
        closed,
      ),
    ),
    gift: Type.Optional(Between),
    time: Type.Optional(
      Type.Object({ fromMinutes: Type.Optional(Minutes), toMinutes: Type.Optional(Minutes) }, closed),
    ),
    needsLook: Type.Optional(Type.Boolean()),
  },
  closed,
);

export const ReplyWay = Type.Enum(['best', 'public', 'private', 'screen']);
const Texts = Type.Record(Type.String(), Type.Array(Typed(4_000), { maxItems: 50 }), {
  maxProperties: 80,
});
export const Saying = Type.Union([
  Type.Object({ about: Type.Enum(['price', 'link', 'stock', 'which-one']) }, closed),
  Type.Object({ texts: Texts }, closed),
]);
const only = <D extends string>(what: D) => Type.Object({ do: Type.Literal(what) }, closed);
export const RuleEffect = Type.Union([
  only('claim'),
  only('cancel'),
  only('question'),
  only('hide'),
  only('hold'),
  only('feature'),
  Type.Object({ do: Type.Literal('reply'), way: ReplyWay, say: Saying }, closed),
  Type.Object({ do: Type.Literal('tag'), tag: Typed(400) }, closed),
  Type.Object({ do: Type.Literal('assign'), to: Id }, closed),
  Type.Object({ do: Type.Literal('alert'), sentence: Typed(2_000) }, closed),
  Type.Object({ do: Type.Literal('show-product'), code: Code }, closed),
]);
export const Limits = Type.Object(
  {
    coolDownSeconds: Type.Optional(Count),
    oncePerViewer: Type.Optional(Type.Boolean()),
    perMinute: Type.Optional(Count),
  },
  closed,
);
export const Rule = Type.Object(
  {
    id: RuleId,
    name: Typed(400),
    state: Type.Enum(['on', 'shadow', 'off']),
    when: Condition,
    then: Type.Array(RuleEffect, { maxItems: 50 }),
    limits: Type.Optional(Limits),
    stop: Type.Boolean(),
  },
  closed,
);
/** More is not even looked at; how many a set may have is the engine's to say. */
export const MOST_RULES = 1_000;
export const Rules = Type.Array(Rule, { maxItems: MOST_RULES });
export const RuleFile = Type.Object(
  { hawker: Type.Literal('rules'), format: Type.Literal(1), name: Line(80), rules: Rules },
  closed,
);

/** 0 is the starter set that ships. */
const Version = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });

/** One saved state, without its rules. `by` null: the hub itself. */
export const VersionNote = Type.Object(
  {
    version: Version,
    name: Type.String(),
    note: Type.String(),
    by: orNull(Type.String()),
    atMs: orNull(AtMs),
    rules: Type.Integer(),
  },
  closed,
);
export const RuleSet = Type.Object({ version: Version, name: Type.String(), rules: Rules }, closed);

/** Where a rule cannot do what it says, or may not be saved. `index` counts from 0; `field` as in the rule: 'when.pattern'. */
export const Fault = Type.Object(
  { rule: Type.String(), index: Type.Integer(), field: Type.String(), sentence: Type.String() },
  closed,
);
export const Checked = Type.Object(
  {
    /** It cannot be saved so. */
    errors: Type.Array(Fault),
    /** It can, once somebody has read this: on that platform it will do nothing. */
    warnings: Type.Array(Fault),
  },
  closed,
);

/** What the page opens with. */
export const RuleDesk = Type.Object(
  {
    latest: RuleSet,
    versions: Type.Array(VersionNote),
    /** For shows that begin from now on. */
    active: Version,
    onAir: Type.Array(
      Type.Object({ id: Id, title: Type.String(), kind: Type.Enum(['live', 'rehearsal']), version: Version }, closed),
    ),
    /** Platforms a rule can be about; `connected` are those of this workspace. */
    platforms: Type.Array(
      Type.Object(
        { id: PlatformName, name: Type.String(), connected: Type.Boolean(), textLength: Type.Integer() },
        closed,
      ),
    ),
    members: Type.Array(Type.Object({ id: Id, name: Type.String() }, closed)),
    products: Type.Array(Type.Object({ code: Type.String(), title: Type.String() }, closed)),
    /** The language answers are given in where a viewer's is not known. */
    language: Type.String(),
    addressProven: Type.Boolean(),
  },
  closed,
);

export const RulesToCheck = Type.Object({ rules: Rules }, closed);
export const SaveRules = Type.Object(
  {
    /** The version that was edited; another one saved meanwhile is a conflict. */
    base: Version,
    name: Line(80),
    note: Type.Optional(Type.String({ maxLength: 200 })),
    rules: Rules,
    /** The warnings that whoever saves has read, as their sentences. */
    read: Type.Optional(Type.Array(Type.String({ maxLength: 2_000 }), { maxItems: 5_000 })),
  },
  closed,
);
export const UseRules = Type.Object({ version: Version }, closed);
export const Switched = Type.Object({ version: Version, showId: Id }, closed);

export const ImportRules = Type.Object(
  {
    text: Type.String({ maxLength: 900_000 }),
    /** Ids that are taken: rules added to them get ids of their own. Empty: the file takes their place and keeps its ids. */
    beside: Type.Array(RuleId, { maxItems: MOST_RULES }),
  },
  closed,
);
export const ImportedRules = Type.Object(
  {
    name: Type.String(),
    rules: Rules,
    renewed: Type.Array(Type.Object({ from: RuleId, to: RuleId }, closed)),
  },
  closed,
);

// ── try it ───────────────────────────────────────────────────────────────────────────────────────────────────────

export const TryRules = Type.Object(
  {
    rules: Rules,
    said: Type.Object(
      {
        text: Type.String({ maxLength: 2_000 }),
        kind: Type.Optional(RuledKind),
        platform: PlatformName,
        /** A code; null: nothing is showing. */
        showing: Type.Optional(orNull(Code)),
        minutes: Type.Optional(Minutes),
        claims: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
        messages: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000 })),
        badges: Type.Optional(list(Line(40), 20)),
        gift: Type.Optional(Count),
      },
      closed,
    ),
  },
  closed,
);
export const TraceLine = Type.Object(
  {
    rule: Type.String(),
    name: Type.String(),
    state: Type.Enum(['on', 'shadow', 'off']),
    acted: Type.Boolean(),
    /** Why not; null where it acted. */
    because: orNull(Type.String()),
    did: Type.Array(Type.String()),
  },
  closed,
);
export const Tried = Type.Object(
  {
    reading: orNull(
      Type.Object(
        {
          intent: Type.String(),
          topic: orNull(Type.String()),
          language: orNull(Type.String()),
          confidence: Type.Number(),
          needsLook: Type.Boolean(),
          explanation: Type.String(),
          reason: orNull(Type.String()),
        },
        closed,
      ),
    ),
    traces: Type.Array(TraceLine),
    /** What would happen, a sentence each. */
    would: Type.Array(Type.String()),
    outcome: orNull(Type.String()),
  },
  closed,
);

// ── back-test ────────────────────────────────────────────────────────────────────────────────────────────────────

export const StartBackTest = Type.Object(
  { showIds: Type.Array(Id, { minItems: 1, maxItems: 50, uniqueItems: true }), rules: orNull(Rules) },
  closed,
);
export const BackTestStarted = Type.Object({ test: Id }, closed);

const Column = Type.Object(
  {
    claims: Type.Integer(),
    /** Minor units by currency, never summed together. */
    value: Type.Array(Type.Object({ currency: Type.String(), amountMinor: Type.String() }, closed)),
    needsLook: Type.Integer(),
    questions: Type.Integer(),
    /** Answers by platform and kind. */
    sends: Type.Array(
      Type.Object(
        { platform: Type.String(), kind: Type.String(), about: Type.String(), count: Type.Integer() },
        closed,
      ),
    ),
    /** Other things rules do: 'tag', 'hold', 'hide', 'feature', 'alert', 'show-product', 'assign'. */
    acts: Type.Array(Type.Object({ do: Type.String(), count: Type.Integer() }, closed)),
    quota: Type.Array(
      Type.Object(
        { platform: Type.String(), limit: Type.String(), used: Type.Integer(), allowed: orNull(Type.Integer()) },
        closed,
      ),
    ),
  },
  closed,
);
export const Difference = Type.Object(
  {
    showId: Id,
    seq: Seq,
    platform: orNull(Type.String()),
    handle: Type.String(),
    /** null: emptied since. */
    text: orNull(Type.String()),
    /** Rules that act now and did not, or the other way round. */
    rules: Type.Array(Type.String()),
    before: Type.Array(Type.String()),
    after: Type.Array(Type.String()),
  },
  closed,
);
export const BackTestResult = Type.Object(
  {
    events: Type.Integer(),
    messages: Type.Integer(),
    tookMs: Type.Integer(),
    before: Column,
    after: Column,
    newMatches: Type.Integer(),
    lostMatches: Type.Integer(),
    newClaims: Type.Integer(),
    lostClaims: Type.Integer(),
    /** Rows on which anything differs. */
    differing: Type.Integer(),
    /** Rows that today's catalog or code would decide otherwise than it was: left out of the comparison. */
    changedSince: Type.Integer(),
    gained: Type.Array(Difference),
    lost: Type.Array(Difference),
  },
  closed,
);
export const BackTest = Type.Object(
  {
    state: Type.Enum(['running', 'done', 'stopped', 'failed']),
    done: Type.Integer(),
    of: Type.Integer(),
    sentence: orNull(Type.String()),
    result: orNull(BackTestResult),
  },
  closed,
);

export type Rule = Type.Static<typeof Rule>;
export type RuleEffect = Type.Static<typeof RuleEffect>;
export type Condition = Type.Static<typeof Condition>;
export type Saying = Type.Static<typeof Saying>;
export type RuleFile = Type.Static<typeof RuleFile>;
export type RuleSet = Type.Static<typeof RuleSet>;
export type VersionNote = Type.Static<typeof VersionNote>;
export type Fault = Type.Static<typeof Fault>;
export type Checked = Type.Static<typeof Checked>;
export type RuleDesk = Type.Static<typeof RuleDesk>;
export type SaveRules = Type.Static<typeof SaveRules>;
export type ImportedRules = Type.Static<typeof ImportedRules>;
export type TryRules = Type.Static<typeof TryRules>;
export type Tried = Type.Static<typeof Tried>;
export type BackTest = Type.Static<typeof BackTest>;
export type BackTestResult = Type.Static<typeof BackTestResult>;
export type BackTestColumn = Type.Static<typeof Column>;
export type Difference = Type.Static<typeof Difference>;
export type Switched = Type.Static<typeof Switched>;
