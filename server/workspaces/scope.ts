import type { Role } from './permissions.ts';

/** Who acts, and in which workspace. Every store is handed one, every query names its workspace. */
export interface Scope {
  readonly workspaceId: string;
  /** null: the hub itself (a lane, a rehearsal's seed). */
  readonly memberId: string | null;
  readonly memberName?: string | null;
  readonly role: Role;
  /** Set for a tablet that was let in at one show: nothing of another one is its business. */
  readonly showId?: string;
}

/** The hub at work in a workspace: lanes, the supervisor, the desk. */
export const systemScope = (workspaceId: string): Scope => ({ workspaceId, memberId: null, role: 'owner' });
