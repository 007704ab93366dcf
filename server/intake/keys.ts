import { createHash } from 'node:crypto';
import type { PlatformEvent } from '../../connectors/platforms/contract.ts';

/** PostgreSQL refuses index entries past 2,704 bytes. */
const LONGEST_KEY = 400;

/**
 * What makes a happening the same happening when it is delivered again. It names the happening, not the thing: a
 * message, each of its edits and its removal are different happenings with one platform id.
 */
export function keyOf(event: PlatformEvent): string {
  switch (event.kind) {
    case 'message':
      return event.edited === true ? bounded(`edit:${event.id}`, hash(event.text)) : bounded(`add:message:${event.id}`);
    case 'removal':
      return bounded(`remove:${event.id}`);
    case 'gift':
      return bounded(`gift:${event.id}`);
    default:
      return bounded(`add:${event.kind}:${event.id}`);
  }
}

function bounded(name: string, end = ''): string {
  const sound = name.toWellFormed().replaceAll('\0', '\uFFFD');
  const short = sound.length <= LONGEST_KEY ? sound : `${sound.slice(0, LONGEST_KEY)}#${hash(name)}`;
  return end === '' ? short : `${short}:${end}`;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24);
