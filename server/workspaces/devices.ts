import { createHash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type pg from 'pg';
import type { Tx } from '../db/transaction.ts';
import { newId } from './new-id.ts';
import type { Scope } from './scope.ts';
import type { SignedIn } from './sign-in.ts';
import { addDevice, enterDevice, seatOf } from './store-devices.ts';

export const SEAT_SECONDS = 12 * 3600;
const LINK_SECONDS = 10 * 60;
const COOKIE = 'hawker_seat';

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** A place for one tablet as host of one show. The token is shown once, as a QR code; only its hash is kept. */
export async function makeDevice(
  tx: Tx,
  scope: Scope,
  device: { showId: string; name: string },
): Promise<{ id: string; token: string; linkSeconds: number }> {
  const id = newId('device');
  const token = randomBytes(24).toString('base64url');
  await addDevice(tx, scope.workspaceId, {
    ...device,
    id,
    linkHash: hashOf(token),
    linkSeconds: LINK_SECONDS,
    madeBy: scope.memberId,
  });
  return { id, token, linkSeconds: LINK_SECONDS };
}

/**
 * Uses a link. null: it was used, is too old, or its workspace lets nobody in now. The cookie is not `Secure`: the
 * network's listener speaks http, and nowhere else is this cookie looked at.
 */
export async function letIn(
  pool: pg.Pool,
  token: string,
  workspaceIds: readonly string[],
): Promise<{ showId: string; cookie: string } | null> {
  const key = randomBytes(32).toString('base64url');
  const seat = { keyHash: hashOf(key), seconds: SEAT_SECONDS, workspaceIds };
  const entered = await enterDevice(pool, hashOf(token), seat);
  if (entered === null) return null;
  const cookie = `${COOKIE}=${key}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${SEAT_SECONDS}`;
  return { showId: entered.showId, cookie };
}

/** Who holds this cookie, as somebody signed in: a host, of one show. */
export async function whoSits(pool: pg.Pool, headers: IncomingHttpHeaders): Promise<SignedIn | null> {
  const key = cookieOf(headers.cookie ?? '');
  if (key === null) return null;
  const seat = await seatOf(pool, hashOf(key));
  if (seat === null) return null;
  const { id, name, showId, workspace, until } = seat;
  return {
    sessionId: id,
    user: { id, name, email: '' },
    scope: { workspaceId: workspace.id, memberId: id, memberName: name, role: 'host', showId },
    workspace,
    memberships: [],
    untilMs: until.getTime(),
  };
}

export const LEAVE_COOKIE = `${COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`;

function cookieOf(header: string): string | null {
  for (const part of header.split(';')) {
    const [name, value] = part.split('=');
    if (name?.trim() === COOKIE && value !== undefined) return value.trim();
  }
  return null;
}
