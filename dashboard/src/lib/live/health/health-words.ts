import { compact, span } from '#lib/shared/format.ts';
import { platformLook } from '#lib/shared/platforms.ts';
import type { FeedConnection } from '../feed/entry.ts';

export interface HealthLook {
  /** OK, Slow, Connecting, Waiting, Down, Refused, Ended */
  word: string;
  tone: 'ok' | 'warn' | 'bad' | '';
  /** "1.2k viewers · 84/m · 0.9 s" */
  figures: string;
  /** What to do, or that there is nothing to do. */
  sentence: string;
}

const slowFromMs = 5000;

const words: Record<string, [string, HealthLook['tone'], string]> = {
  idle: ['Idle', '', 'Nothing is asked of it: no show is on air there.'],
  connecting: ['Connecting', 'warn', 'Hawker is opening the line.'],
  live: ['OK', 'ok', 'Comments arrive.'],
  waiting: ['Waiting', 'warn', 'The broadcast has not begun there. It is looked for again and again.'],
  down: ['Down', 'bad', 'The line is down. Hawker tries again by itself.'],
  refused: ['Refused', 'bad', 'The platform refuses this connection. Look at it on the Connections page.'],
  ended: ['Ended', '', 'The broadcast has ended there.'],
};

export function healthLook(connection: FeedConnection, nowMs: number): HealthLook {
  const slow = connection.state === 'live' && (connection.delayMs ?? 0) > slowFromMs;
  const [word, tone, usual] = slow
    ? (['Slow', 'warn', 'Comments arrive late. The platform or the network is slow.'] as const)
    : (words[connection.state] ?? [connection.state, '', '']);
  const retry = connection.retryAtMs !== null && connection.retryAtMs > nowMs && connection.state === 'down';
  const next = retry ? ` Next try in ${span((connection.retryAtMs ?? 0) - nowMs)}.` : '';
  const figures = [
    connection.viewers === null ? null : `${compact(connection.viewers)} viewers`,
    `${compact(Math.round(connection.perMinute))}/m`,
    connection.delayMs === null ? null : `${(connection.delayMs / 1000).toFixed(1)} s`,
  ];
  return {
    word,
    tone,
    figures: figures.filter((figure) => figure !== null).join(' · '),
    sentence: `${connection.sentence ?? usual}${next}`,
  };
}

/** Words for the alert when a line goes down, and for the digest when it is back. */
export const wentDown = (connection: FeedConnection): string => `${platformLook(connection.platform).name} is down`;
