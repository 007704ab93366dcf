import type { FeedMessage } from './entry.ts';

const SETTING_OUT_MS = 10_000;
const ground = new Set(['video-delay', 'claim-words']);

/**
 * What a show's log is told as it starts, so that it can be read by itself: a row for each connection, which tells
 * nobody anything who looks on. The same row later, as somebody changes it, is one to read.
 */
export function setsOut(message: FeedMessage, startedAtMs: number | null | undefined): boolean {
  if (message.kind !== 'staff' || !ground.has(String(message.body?.['action']))) return false;
  return startedAtMs === null || startedAtMs === undefined || message.receivedAtMs - startedAtMs < SETTING_OUT_MS;
}
