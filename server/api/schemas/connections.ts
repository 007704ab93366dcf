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
    rehearsalShowId: orNull(Id),
    health: orNull(ConnectionHealth),
    createdAtMs: AtMs,
  },
  closed,
);
export const ConnectionList = Type.Array(Connection);
export const NewConnection = Type.Object(
  {
    platform: PlatformName,
    name: Line(80),
    broadcast: Line(300),
    settings: Type.Optional(Type.Record(Type.String({ maxLength: 80 }), Type.String({ maxLength: 8_000 }))),
  },
  closed,
);
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
export type ConnectionTest = Type.Static<typeof ConnectionTest>;
