import type { Manifest } from '../../../../../server/api/schemas/connections.ts';
import type { Moderate } from '../../../../../server/api/schemas/moderation.ts';
import type { FeedModeration } from '../feed/entry.ts';

export type Platform = Pick<Manifest, 'name' | 'can' | 'conditions' | 'bans'>;

/** What a button offers. `why`: greyed, and this is the reason; `note`: it works, and this should be known. */
export interface Offer {
  kind: Moderate['kind'];
  label: string;
  key: string;
  why: string | null;
  note: string;
}

export interface Standing {
  hidden: boolean;
  removed: boolean;
  banned: boolean;
  isNamed: boolean;
  isOwn: boolean;
}

const has = (platform: Platform | null, kind: Manifest['can'][number]): boolean =>
  platform === null || platform.can.includes(kind);

/** The orders for one message and its author, each with what the platform makes of it. A platform nobody described is left to the hub. */
export function offersOf(platform: Platform | null, now: Standing): Offer[] {
  const name = platform?.name ?? 'This platform';
  const condition = (kind: Manifest['can'][number]): string => platform?.conditions?.[kind] ?? '';
  const gone = now.removed ? 'It is removed already.' : null;
  const message = (kind: 'hide' | 'remove', words: string): string | null =>
    gone ?? (has(platform, kind) ? null : `${name} offers no way to ${words} a message.`);
  const nobody = now.isOwn ? 'This is your own account.' : now.isNamed ? null : `${name} withholds who wrote this.`;
  const elsewhere = has(platform, 'hide') ? 'hides this message there and' : '';
  const ban = has(platform, 'ban')
    ? condition('ban')
    : `${name} offers no way to ban anybody: this ${elsewhere} refuses their claims here.`.replace('  ', ' ');
  const endless = has(platform, 'ban') && platform?.bans === 'for-good';
  const short = endless
    ? `${name} knows no time-outs: this ${elsewhere} refuses their claims here.`.replace('  ', ' ')
    : ban;
  const lift = has(platform, 'unban')
    ? condition('unban')
    : `${name} offers no way to lift a ban from here: do it there too.`;
  return [
    {
      kind: now.hidden ? 'unhide' : 'hide',
      label: now.hidden ? 'Show again' : 'Hide',
      key: 'H',
      why: message('hide', 'hide'),
      note: condition('hide'),
    },
    { kind: 'remove', label: 'Delete', key: 'D', why: message('remove', 'delete'), note: condition('remove') },
    { kind: 'timeout', label: 'Time out 5 min', key: 'T', why: nobody, note: short },
    {
      kind: now.banned ? 'unban' : 'ban',
      label: now.banned ? 'Lift the ban' : 'Ban',
      key: 'B',
      why: nobody,
      note: now.banned ? lift : ban,
    },
  ];
}

/** What takes an order back; null: nothing does. */
export function undoOf(order: Pick<FeedModeration, 'kind'>): Moderate['kind'] | null {
  switch (order.kind) {
    case 'hide':
      return 'unhide';
    case 'unhide':
      return 'hide';
    case 'ban':
    case 'timeout':
      return 'unban';
    default:
      return null;
  }
}

const done: Record<Moderate['kind'], string> = {
  hide: 'hidden',
  unhide: 'shown again',
  remove: 'deleted',
  timeout: 'timed out',
  ban: 'banned',
  unban: 'ban lifted',
};
/** "hidden", as what somebody did. */
export const orderWords = (kind: Moderate['kind']): string => done[kind];
