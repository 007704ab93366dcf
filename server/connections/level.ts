import type { Level, Manifest } from '../../connectors/platforms/contract.ts';
import type { KeptLevel } from './store-levels.ts';

/** Pure: what was found, what was known before, and what has been seen, into one list. */

export const LEVELS: readonly Level['id'][] = [
  'reads-own',
  'reads-strangers',
  'hooks-arrive',
  'replies-publicly',
  'replies-privately',
];

/**
 * What a platform found on asking, over what was known. That nothing speaks against a level does not take away that it
 * was once seen to work; that something is missing does, and keeps the day it last worked.
 */
export function mergeLevels(known: readonly KeptLevel[], found: readonly Level[], askedAtMs: number): KeptLevel[] {
  return inOrder(
    found.map((level) => {
      const before = known.find((one) => one.id === level.id);
      const provenAtMs = level.state === 'proven' ? askedAtMs : (before?.provenAtMs ?? null);
      const holds = level.state === 'unproven' && before?.state === 'proven';
      return { ...level, ...(holds ? { state: 'proven' as const, sentence: null } : {}), askedAtMs, provenAtMs };
    }),
  );
}

/** It was seen to work. */
export function proven(known: readonly KeptLevel[], id: Level['id'], atMs: number): KeptLevel[] {
  const askedAtMs = known.find((one) => one.id === id)?.askedAtMs ?? null;
  const rest = known.filter((one) => one.id !== id);
  return inOrder([...rest, { id, state: 'proven', sentence: null, askedAtMs, provenAtMs: atMs }]);
}

/** It was tried and the platform said no. */
export function refuted(known: readonly KeptLevel[], level: Level, atMs: number): KeptLevel[] {
  const provenAtMs = known.find((one) => one.id === level.id)?.provenAtMs ?? null;
  return inOrder([...known.filter((one) => one.id !== level.id), { ...level, askedAtMs: atMs, provenAtMs }]);
}

const inOrder = (levels: KeptLevel[]): KeptLevel[] =>
  levels.toSorted((a, b) => LEVELS.indexOf(a.id) - LEVELS.indexOf(b.id));

/** For a platform that tells nothing about accounts: what it has, and that nothing was seen yet. */
export function levelsBy(manifest: Pick<Manifest, 'name' | 'can' | 'hook' | 'emits' | 'conditions'>): Level[] {
  const never = (id: Level['id'], sentence: string): Level => ({ id, state: 'never', sentence });
  const open = (id: Level['id'], sentence: string | null = null): Level => ({ id, state: 'unproven', sentence });
  const { name } = manifest;
  const reads = manifest.emits.includes('message');
  return [
    reads ? open('reads-own') : never('reads-own', `${name} gives no messages.`),
    reads ? open('reads-strangers') : never('reads-strangers', `${name} gives no messages.`),
    manifest.hook === undefined ? never('hooks-arrive', `${name} sends no webhooks.`) : open('hooks-arrive'),
    manifest.can.includes('reply')
      ? open('replies-publicly', manifest.conditions?.reply ?? null)
      : never('replies-publicly', `${name} takes no public replies.`),
    manifest.can.includes('private-reply')
      ? open('replies-privately', manifest.conditions?.['private-reply'] ?? null)
      : never('replies-privately', `${name} has no private replies.`),
  ];
}

/** Whether a comment like this shows that strangers are read, and not only people with a role on the app. */
export interface Spoken {
  authorId: string | null;
  badges: readonly string[];
}
const FEW = 5;

/**
 * Meta lets people with a role on the app through at once: only more different authors than a team has show that others
 * get through too. Elsewhere there are no such roles, and one author who is not the channel itself is enough.
 */
export function showsStrangers(manifest: Pick<Manifest, 'oauth'>, authors: ReadonlySet<string>): boolean {
  const roles = manifest.oauth?.provider === 'facebook' || manifest.oauth?.provider === 'instagram';
  return authors.size >= (roles ? FEW : 1);
}
export const isStranger = ({ authorId, badges }: Spoken): boolean =>
  authorId !== null && !badges.includes('owner') && !badges.includes('moderator');
