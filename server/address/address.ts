import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Tx } from '../db/transaction.ts';
import { readSetting, writeSetting } from '../workspaces/store.ts';
import type { Challenges } from './challenge.ts';
import type { Found } from './find.ts';
import { isThisMachine, reachOf, type Reach } from './reach.ts';

/** How long a proof counts. A tunnel of an evening is not there the next week. */
const PROVEN_FOR_MS = 24 * 3600_000;
const SETTING = 'address';

const Kept = Type.Object({
  url: Type.String(),
  ok: Type.Boolean(),
  sentence: Type.String(),
  reach: Type.Enum(['machine', 'network', 'internet']),
  atMs: Type.Integer(),
});
type Kept = Type.Static<typeof Kept>;

export interface AddressState {
  publicUrl: string;
  /** Where it is reachable from, once proven; before, what the address is made for. */
  reach: Reach;
  /** loopback: of this machine only · never: not looked at yet · stale: proven too long ago. */
  state: 'loopback' | 'never' | 'proven' | 'stale' | 'failed';
  sentence: string;
  checkedAtMs: number | null;
}

export type MayGoLive = { ok: true } | { ok: false; reason: string };

export interface Address {
  challenges: Pick<Challenges, 'answer'>;
  state(workspaceId: string): Promise<AddressState>;
  /** Looks now; takes at most a few seconds. */
  check(workspaceId: string): Promise<AddressState>;
  /** What is kept, without looking: for a rule with a link. */
  isAddressProven(workspaceId: string): Promise<boolean>;
  /** Looks again where there is no fresh proof; a refusal says what to do. */
  mayGoLive(workspaceId: string): Promise<MayGoLive>;
}

export interface AddressDeps {
  publicUrl: string;
  pool: Tx;
  challenges: Challenges;
  find(publicUrl: string): Promise<Found>;
  now(): number;
}

const WHAT_TO_DO = 'Settings → Address shows how.';

/** Where the hub is reachable from: asked by the hub itself, kept with its time, never assumed. */
export function createAddress({ publicUrl, pool, challenges, find, now }: AddressDeps): Address {
  async function kept(workspaceId: string): Promise<Kept | null> {
    const value = await readSetting(pool, workspaceId, SETTING);
    // Another address was proven, or another version wrote it: as if nothing had been.
    return Value.Check(Kept, value) && value.url === publicUrl ? value : null;
  }

  const state = async (workspaceId: string): Promise<AddressState> =>
    stateOf(publicUrl, await kept(workspaceId), now());

  async function check(workspaceId: string): Promise<AddressState> {
    if (isThisMachine(publicUrl)) return stateOf(publicUrl, null, now());
    const found = await find(publicUrl);
    const one: Kept = {
      url: publicUrl,
      ok: found.ok,
      sentence: found.ok ? '' : found.sentence,
      reach: reachOf(publicUrl, found.resolved),
      atMs: now(),
    };
    await writeSetting(pool, workspaceId, SETTING, one);
    return stateOf(publicUrl, one, now());
  }

  const isAddressProven = async (workspaceId: string): Promise<boolean> =>
    (await state(workspaceId)).state === 'proven';

  async function mayGoLive(workspaceId: string): Promise<MayGoLive> {
    const before = await state(workspaceId);
    const found = before.state === 'proven' ? before : await check(workspaceId);
    return found.state === 'proven'
      ? { ok: true }
      : { ok: false, reason: `Buyers would be sent to an address they cannot open. ${found.sentence} ${WHAT_TO_DO}` };
  }

  return { challenges, state, check, isAddressProven, mayGoLive };
}

function stateOf(publicUrl: string, kept: Kept | null, nowMs: number): AddressState {
  const checkedAtMs = kept?.atMs ?? null;
  const reach = kept?.reach ?? reachOf(publicUrl, []);
  const said = (state: AddressState['state'], sentence: string): AddressState => ({
    publicUrl,
    reach,
    state,
    sentence,
    checkedAtMs,
  });
  if (isThisMachine(publicUrl))
    return said(
      'loopback',
      `${publicUrl} can be opened on this machine only. Set PUBLIC_URL to an address buyers can open.`,
    );
  if (kept === null) return said('never', `Nobody has checked yet whether ${publicUrl} leads to this hub.`);
  if (!kept.ok) return said('failed', kept.sentence);
  if (nowMs - kept.atMs > PROVEN_FOR_MS)
    return said('stale', `${publicUrl} led to this hub when it was last checked, more than a day ago. Check it again.`);
  return said(
    'proven',
    reach === 'internet'
      ? `${publicUrl} leads to this hub.`
      : `${publicUrl} leads to this hub, but it is an address of this network: buyers elsewhere cannot open it.`,
  );
}
