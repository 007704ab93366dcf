import { randomBytes } from 'node:crypto';

/** 80 random bits in lower-case letters and digits, with what it names in front: `show_3k9…`. */
export function newId(prefix: string): string {
  const number = BigInt(`0x${randomBytes(10).toString('hex')}`);
  return `${prefix}_${number.toString(36).padStart(16, '0')}`;
}
