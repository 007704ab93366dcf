import { createAccessControl } from 'better-auth/plugins/access';
import { defaultStatements, ownerAc } from 'better-auth/plugins/organization/access';

/** A person's part in a workspace. `host` is the producer on screens too, `merchant` also the analyst. */
export const ROLES = ['owner', 'mod-lead', 'moderator', 'host', 'merchant', 'observer'] as const;
export type Role = (typeof ROLES)[number];

const ALL = ROLES;
const CONSOLE = ['owner', 'mod-lead', 'moderator', 'host'] as const;
const GOODS = ['owner', 'merchant', 'host'] as const;
const NOT_OBSERVER = ['owner', 'mod-lead', 'moderator', 'host', 'merchant'] as const;

/** Action × role, the one table. A route or socket that names no action of it does not exist. */
export const PERMISSIONS = {
  'workspace:read': ALL,
  'workspace:write': ['owner'],
  'show:read': ALL,
  'show:write': ['owner', 'mod-lead', 'host', 'merchant'],
  'show:run': ['owner', 'mod-lead', 'host'],
  'show:present': ['owner', 'mod-lead', 'host'],
  'show:switch': CONSOLE,
  'chat:read': NOT_OBSERVER,
  'chat:answer': CONSOLE,
  'chat:moderate': CONSOLE,
  'claim:write': CONSOLE,
  'canned:read': CONSOLE,
  'canned:write': ['owner', 'mod-lead', 'moderator'],
  'rule:read': ['owner', 'mod-lead', 'moderator', 'merchant'],
  'rule:write': ['owner', 'mod-lead'],
  'catalog:read': NOT_OBSERVER,
  'catalog:write': GOODS,
  'stock:write': GOODS,
  'connection:read': ['owner', 'mod-lead', 'host'],
  'connection:write': ['owner'],
  'report:read': ['owner', 'mod-lead', 'host', 'merchant', 'observer'],
  'report:export': ['owner', 'mod-lead', 'merchant'],
  'rehearsal:run': NOT_OBSERVER,
  'audit:read': ['owner', 'mod-lead'],
  'device:read': ['owner'],
  'device:write': ['owner'],
  'overlay:read': CONSOLE,
  'overlay:write': ['owner', 'mod-lead', 'host'],
  'overlay:air': CONSOLE,
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof PERMISSIONS;
export const ACTIONS = Object.keys(PERMISSIONS) as Action[];

export const isRole = (text: string): text is Role => ROLES.some((role) => role === text);

/** May somebody of this role do that? No database is asked. */
export const allows = (role: Role, action: Action): boolean => PERMISSIONS[action].some((one) => one === role);

/**
 * What is left of a host's actions to a tablet that was let in at one show: nothing that reaches past it. The guard
 * also compares the show of the call.
 */
const AT_ONE_SHOW: readonly Action[] = [
  'workspace:read',
  'show:read',
  'show:run',
  'show:present',
  'show:switch',
  'chat:read',
  'chat:answer',
  'chat:moderate',
  'claim:write',
  'canned:read',
  'catalog:read',
  'overlay:air',
];
export const allowsAtOneShow = (action: Action): boolean => allows('host', action) && AT_ONE_SHOW.includes(action);

/** What a role may do, in the table's order: the dashboard hides what is not in it, the routes refuse it. */
export const actionsOf = (role: Role): Action[] => ACTIONS.filter((action) => allows(role, action));
export const actionsAtOneShow = (): Action[] => ACTIONS.filter(allowsAtOneShow);

type Statements = Record<string, string[]>;

/** The same table in the words of the sign-in library. Members and invitations are the owner's alone: who may change a member could raise themselves. */
export const accessControl = createAccessControl<Statements>({ ...plain(defaultStatements), ...statementsOf(ACTIONS) });
export const accessRoles = Object.fromEntries(
  ROLES.map((role) => [
    role,
    accessControl.newRole({ ...(role === 'owner' ? ownersOnly() : {}), ...statementsOf(actionsOf(role)) }),
  ]),
);

function statementsOf(actions: readonly Action[]): Statements {
  const statements: Statements = {};
  for (const action of actions) {
    const [noun = '', verb = ''] = action.split(':');
    (statements[noun] ??= []).push(verb);
  }
  return statements;
}

function ownersOnly(): Statements {
  return plain(ownerAc.statements);
}

function plain(statements: Readonly<Record<string, readonly string[]>>): Statements {
  return Object.fromEntries(Object.entries(statements).map(([noun, verbs]) => [noun, [...verbs]]));
}
