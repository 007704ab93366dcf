import type pg from 'pg';
import { transaction } from '../db/transaction.ts';
import type { Auth } from './auth.ts';
import { newId } from './new-id.ts';
import { createWorkspace, firstWorkspace, lockWorkspaces, ownerOf, type Owner, type Workspace } from './store.ts';

/** Nobody can write to it: the owner's real address comes with their password. */
const PLACEHOLDER = 'owner@hawker.invalid';

/** The install's first workspace and its owner; made at the first start, found at every later one. */
export async function ensureFirstWorkspace(pool: pg.Pool, auth: Auth): Promise<{ workspace: Workspace; owner: Owner }> {
  const workspace = await transaction(pool, async (tx) => {
    await lockWorkspaces(tx);
    const found = await firstWorkspace(tx);
    if (found !== null) return found;
    const made = { id: newId('ws'), name: 'My brand', currency: 'EUR', language: 'en' };
    await createWorkspace(tx, made);
    return made;
  });
  const owner = (await ownerOf(pool, workspace.id)) ?? (await makeOwner(pool, auth, workspace));
  return { workspace, owner };
}

/** Each step finds what an earlier, killed start has already made. */
async function makeOwner(pool: pg.Pool, auth: Auth, workspace: Workspace): Promise<Owner> {
  const { internalAdapter, adapter } = await auth.$context;
  const known = await internalAdapter.findUserByEmail(PLACEHOLDER);
  const user =
    known?.user ??
    (await internalAdapter.createUser({ email: PLACEHOLDER, name: 'Owner', emailVerified: true }, { method: 'admin' }));
  const createdAt = user.createdAt;
  const where = [{ field: 'id', value: workspace.id }];
  if ((await adapter.findOne({ model: 'organization', where })) === null) {
    const data = { id: workspace.id, name: workspace.name, slug: workspace.id, createdAt };
    await adapter.create({ model: 'organization', data, forceAllowId: true });
  }
  await adapter.create({
    model: 'member',
    data: { organizationId: workspace.id, userId: user.id, role: 'owner', createdAt },
  });
  const owner = await ownerOf(pool, workspace.id);
  if (owner === null) throw new Error('the owner was made and cannot be found');
  return owner;
}
