import { Type } from 'typebox';
import { closed, Currency, Id, Line, orNull } from './fields.ts';

export const RoleName = Type.Enum(['owner', 'mod-lead', 'moderator', 'host', 'merchant', 'observer']);

export const WorkspaceSummary = Type.Object(
  { id: Id, name: Type.String(), currency: Currency, language: Type.String() },
  closed,
);

/** Who is signed in, where, and what they may do there (`may` holds the names of permissions.ts). */
export const Me = Type.Object(
  {
    member: Type.Object({ id: Id, name: Type.String(), email: Type.String() }, closed),
    role: RoleName,
    workspace: WorkspaceSummary,
    workspaces: Type.Array(WorkspaceSummary),
    may: Type.Array(Type.String()),
    /** False: the owner has only the printed link and should set an e-mail address and a password. */
    hasPassword: Type.Boolean(),
    /** Of a tablet that was let in: the one show it may see. */
    showId: orNull(Id),
  },
  closed,
);

/** The team's names, for the ids in a show's log. */
export const MemberNames = Type.Array(Type.Object({ id: Id, name: Type.String() }, closed));

export const SignInByLink = Type.Object({ token: Type.String({ minLength: 16, maxLength: 200 }) }, closed);
export const SignInByPassword = Type.Object(
  { email: Type.String({ minLength: 3, maxLength: 254 }), password: Type.String({ minLength: 1, maxLength: 128 }) },
  closed,
);
/** `currentPassword` is asked for once there is one. */
export const NewPassword = Type.Object(
  {
    name: Type.Optional(Line(80)),
    email: Type.String({ minLength: 3, maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$' }),
    password: Type.String({ minLength: 8, maxLength: 128 }),
    currentPassword: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  },
  closed,
);
export const ChooseWorkspace = Type.Object({ workspaceId: Id }, closed);
export const WorkspaceChange = Type.Object(
  {
    name: Type.Optional(Line(80)),
    currency: Type.Optional(Currency),
    language: Type.Optional(Type.String({ pattern: '^[a-z]{2,3}$' })),
  },
  { ...closed, minProperties: 1 },
);
export type RoleName = Type.Static<typeof RoleName>;
export type WorkspaceSummary = Type.Static<typeof WorkspaceSummary>;
export type Me = Type.Static<typeof Me>;
export type MemberNames = Type.Static<typeof MemberNames>;
export type SignInByLink = Type.Static<typeof SignInByLink>;
export type SignInByPassword = Type.Static<typeof SignInByPassword>;
export type NewPassword = Type.Static<typeof NewPassword>;
/** The names `may` holds. */
export type { Action } from '../../workspaces/permissions.ts';
