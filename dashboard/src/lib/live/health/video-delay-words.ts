import type { FeedConnection } from '../feed/entry.ts';

type Delayed = Pick<FeedConnection, 'videoDelayMs' | 'videoDelayBy'>;

/** "8 s behind" on the chip; empty where viewers see it at once. */
export function behindShort(connection: Delayed, usualMs: number): string {
  const ms = connection.videoDelayMs ?? usualMs;
  return ms === 0 ? '' : `video ${seconds(ms)} s behind`;
}

/** "Viewers see the show 8 s later, measured." */
export function behindWords(connection: Delayed, usualMs: number): string {
  const ms = connection.videoDelayMs ?? usualMs;
  const by = { platform: 'as is usual there', set: 'as you set it', measured: 'measured' }[connection.videoDelayBy];
  return ms === 0 ? `Viewers see the show at once, ${by}.` : `Viewers see the show ${seconds(ms)} s later, ${by}.`;
}

const seconds = (ms: number): string => String(Math.round(ms / 100) / 10);

/** What was typed, as milliseconds; null where it is no number of seconds from 0 to 120. */
export function secondsOf(typed: string): number | null {
  const text = typed.trim().replace(',', '.');
  const value = Number(text);
  return text !== '' && Number.isFinite(value) && value >= 0 && value <= 120 ? Math.round(value * 1000) : null;
}
