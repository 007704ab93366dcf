import { randomBytes } from 'node:crypto';
import type { Tx } from '../db/transaction.ts';
import { newId } from '../workspaces/new-id.ts';
import type { Scope } from '../workspaces/scope.ts';
import { slugCandidates } from './slug.ts';
import { addBroadcast, busyConnections, insertShow, lockShow, markEnded, markStarted, type ShowRow } from './store.ts';

export type Refused = { ok: false; reason: 'not-found' | 'refused'; message: string };
export type Done<T = null> = { ok: true; value: T } | Refused;

const NOT_FOUND: Refused = { ok: false, reason: 'not-found', message: 'There is no such show.' };
const refused = (message: string): Refused => ({ ok: false, reason: 'refused', message });

/** A show as a draft, under an address nobody has. The seed decides ties and wordings, so it is drawn once and kept. */
export async function createShow(
  tx: Tx,
  scope: Scope,
  show: { title: string; kind: ShowRow['kind']; seed?: string },
  reserved: ReadonlySet<string>,
): Promise<string> {
  const id = newId('show');
  const seed = show.seed ?? randomBytes(16).toString('hex');
  for (const slug of slugCandidates(show.title, reserved)) {
    if (await insertShow(tx, scope.workspaceId, { ...show, id, slug, seed })) return id;
  }
  throw new Error('every address tried for a new show was taken');
}

export interface ShowConnection {
  id: string;
  platform: string;
}

/**
 * On air, with a broadcast for each connection; the supervisor opens them. A rehearsal is started by its own room. A
 * connection carries one show at a time.
 */
export async function startShow(
  tx: Tx,
  scope: Scope,
  showId: string,
  connections: readonly ShowConnection[],
): Promise<Done> {
  const show = await lockShow(tx, scope.workspaceId, showId);
  if (show === null) return NOT_FOUND;
  if (show.kind === 'rehearsal') return refused('A rehearsal is started from the rehearsal itself.');
  if (show.state === 'ended') return refused('This show has ended. Make a new one.');
  if (connections.length === 0) return refused('Choose at least one connection.');
  const busy = await busyConnections(
    tx,
    scope.workspaceId,
    showId,
    connections.map((one) => one.id),
  );
  if (busy.length > 0) return refused(`${busy.join(', ')} is on air in another show.`);
  await markStarted(tx, scope.workspaceId, showId);
  for (const { id: connectionId, platform } of connections) {
    await addBroadcast(tx, scope.workspaceId, showId, { id: newId('b'), connectionId, platform });
  }
  return { ok: true, value: null };
}

export async function endShow(tx: Tx, scope: Scope, showId: string): Promise<Done> {
  const show = await lockShow(tx, scope.workspaceId, showId);
  if (show === null) return NOT_FOUND;
  if (show.kind === 'rehearsal') return refused('A rehearsal is ended from the rehearsal itself.');
  if (show.state !== 'on_air') return refused('This show is not on air.');
  await markEnded(tx, scope.workspaceId, showId);
  return { ok: true, value: null };
}

/** The show, locked, once it has begun: what was claimed in it is decided by people after its end too. */
export async function showBegun(tx: Tx, scope: Scope, showId: string): Promise<Done<ShowRow>> {
  const show = await lockShow(tx, scope.workspaceId, showId);
  if (show === null) return NOT_FOUND;
  return show.state === 'draft' ? refused('This show has not begun.') : { ok: true, value: show };
}

/** The show, locked, when staff may act on it: on air. */
export async function showOnAir(tx: Tx, scope: Scope, showId: string): Promise<Done<ShowRow>> {
  const show = await lockShow(tx, scope.workspaceId, showId);
  if (show === null) return NOT_FOUND;
  return show.state === 'on_air' ? { ok: true, value: show } : refused('This show is not on air.');
}
