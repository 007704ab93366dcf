import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** Tells whether a secret is the one the backup's sealed rows were made with, and says nothing else about it. */
export interface Probe {
  salt: string;
  tag: string;
}

export function makeProbe(secret: string): Probe {
  const salt = randomBytes(16).toString('base64url');
  return { salt, tag: tagOf(secret, salt).toString('base64url') };
}

export function fitsProbe(probe: Probe, secret: string): boolean {
  const tag = Buffer.from(probe.tag, 'base64url');
  const own = tagOf(secret, probe.salt);
  return tag.length === own.length && timingSafeEqual(tag, own);
}

function tagOf(secret: string, salt: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', secret, salt, 'hawker/backup-probe', 32));
  return createHmac('sha256', key).update('hawker backup').digest();
}
