import { Type } from 'typebox';
import { AtMs, closed, Id, Line, orNull } from './fields.ts';

export const AddressState = Type.Object(
  {
    publicUrl: Type.String(),
    reach: Type.Enum(['machine', 'network', 'internet']),
    /** loopback: of this machine only · never: not looked at yet · stale: proven too long ago. */
    state: Type.Enum(['loopback', 'never', 'proven', 'stale', 'failed']),
    sentence: Type.String(),
    checkedAtMs: orNull(AtMs),
    /** Where the hub listens on this machine: what a tunnel or a proxy is pointed at. */
    port: Type.Integer(),
    publicPort: orNull(Type.Integer()),
  },
  closed,
);

export const NetworkState = Type.Object(
  { on: Type.Boolean(), keep: Type.Boolean(), addresses: Type.Array(Type.String()) },
  closed,
);
export const NetworkWish = Type.Object({ on: Type.Boolean(), keep: Type.Boolean() }, closed);

export const Device = Type.Object(
  {
    id: Id,
    name: Type.String(),
    showId: Id,
    showTitle: Type.String(),
    createdAtMs: AtMs,
    /** null: its link has not been used; good until `linkUntilMs`. */
    enteredAtMs: orNull(AtMs),
    linkUntilMs: AtMs,
    /** When the seat ends. */
    untilMs: orNull(AtMs),
  },
  closed,
);
export const DeviceList = Type.Object({ network: NetworkState, devices: Type.Array(Device) }, closed);
export const NewDevice = Type.Object({ showId: Id, name: Line(60) }, closed);
/** The only time the link is told: what is kept cannot be turned back into it. */
export const DeviceLink = Type.Object({ id: Id, links: Type.Array(Type.String()), linkUntilMs: AtMs }, closed);
export const LetIn = Type.Object({ token: Type.String({ minLength: 16, maxLength: 200 }) }, closed);
export const LetInAnswer = Type.Object({ showId: Id }, closed);

export type AddressState = Type.Static<typeof AddressState>;
export type NetworkState = Type.Static<typeof NetworkState>;
export type Device = Type.Static<typeof Device>;
export type DeviceList = Type.Static<typeof DeviceList>;
export type DeviceLink = Type.Static<typeof DeviceLink>;
