/** A kept line as the event it tells; null when it was not made here. */
import type { PlatformEvent } from '../contract.ts';
import { KINDS, recordOf, type Line } from './payloads.ts';

export function lineOf(body: unknown): Line | null {
  const fields = recordOf(body);
  const known = fields !== null && typeof fields['id'] === 'string' && KINDS.some((kind) => kind === fields['kind']);
  return known ? (fields as unknown as Line) : null;
}

export function eventOf(line: Line): PlatformEvent {
  const { id, atMs, author } = line;
  switch (line.kind) {
    case 'message':
      return {
        ...{ kind: 'message', id, atMs, author, text: line.text ?? '' },
        ...(line.edited ? { edited: true } : {}),
        ...(line.replyToId === null ? {} : { replyToId: line.replyToId }),
      };
    case 'gift':
      return {
        ...{ kind: 'gift', id, atMs, author, gift: line.gift ?? NO_GIFT },
        ...(line.text === null ? {} : { text: line.text }),
      };
    case 'like':
      return { kind: 'like', id, atMs, count: line.count, ...(line.total === null ? {} : { total: line.total }) };
    case 'follow':
    case 'share':
      return { kind: line.kind, id, atMs, author };
    case 'audience':
      return { kind: 'audience', id, atMs, viewers: line.viewers };
    case 'removal':
      return { kind: 'removal', id, atMs, target: line.target, targetIds: line.targetIds };
    case 'ended':
      return { kind: 'ended', id, atMs, reason: line.reason ?? 'The source said that it has ended.' };
  }
}

const NO_GIFT = { type: 'gift', name: '', count: 1, value: null } as const;
