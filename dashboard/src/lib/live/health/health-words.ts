import { compact, span } from '#lib/shared/format.ts';
import { platformLook } from '#lib/shared/platforms.ts';
import type { FeedConnection } from '../feed/entry.ts';

export interface HealthLook {
  /** OK, Slow, Silent, Unknown, Connecting, Waiting, Down, Refused, Ended */
  word: string;
  tone: 'ok' | 'warn' | 'bad' | '';
  /** "1.2k viewers · 84/m · 0.9 s" */
  figures: string;
  /** What to do, or that there is nothing to do. */
  sentence: string;
  /** Platform time to receipt: middle and worst, or why there is none. */
  delay: string;
}

const slowFromMs = 5000;
/** A lively chat is never still for so long: it may be quiet, or we may be deaf, and a person should look. */
const silentFromMs = 120_000;
/** The hub writes how each line is every two seconds at least. */
const unknownFromMs = 12_000;

const words: Record<string, [string, HealthLook['tone'], string]> = {
  idle: ['Idle', '', 'Nothing is asked of it: no show is on air there.'],
  connecting: ['Connecting', 'warn', 'Hawker is opening the line.'],
  live: ['OK', 'ok', 'Comments arrive.'],
  waiting: ['Waiting', 'warn', 'The broadcast has not begun there. It is looked for again and again.'],
  down: ['Down', 'bad', 'The line is down. Hawker tries again by itself.'],
  refused: ['Refused', 'bad', 'The platform refuses this connection. Look at it on the Connections page.'],
  ended: ['Ended', 'warn', 'The broadcast has ended there.'],
};

export function healthLook(connection: FeedConnection, nowMs: number): HealthLook {
  const [word, tone, usual] = liveLook(connection, nowMs) ?? words[connection.state] ?? [connection.state, '', ''];
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
    delay: delayWords(connection),
  };
}

/** An open line that needs a look all the same: a dead source must not look like a quiet one. */
function liveLook(connection: FeedConnection, nowMs: number): [string, HealthLook['tone'], string] | null {
  if (connection.state !== 'live') return null;
  const { updatedAtMs, lastEventAtMs } = connection;
  if (updatedAtMs !== null && nowMs - updatedAtMs > unknownFromMs)
    return [
      'Unknown',
      'bad',
      `The hub has not looked after this line for ${span(nowMs - updatedAtMs)}. What you see of it may be old.`,
    ];
  if (lastEventAtMs !== null && nowMs - lastEventAtMs > silentFromMs)
    return [
      'Silent',
      'warn',
      `The line is open, and nothing has come for ${span(nowMs - lastEventAtMs)}. Open the broadcast: if people write there, reconnect it.`,
    ];
  if ((connection.delayMs ?? 0) > slowFromMs)
    return ['Slow', 'warn', 'Comments arrive late. The platform or the network is slow.'];
  return null;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function delayWords({ delayMs, delayP95Ms, perMinute, state }: FeedConnection): string {
  if (delayMs !== null) return `${seconds(delayMs)}, 95 % within ${seconds(delayP95Ms ?? delayMs)}`;
  // Comments came and none of them said when it was written.
  return state === 'live' && perMinute > 0 ? 'stated by the platform, not measured' : 'nothing to measure yet';
}

/** The platform, and the connection's own name where several are on it. */
export function whereWords(
  connection: Pick<FeedConnection, 'id' | 'platform' | 'name'>,
  all: Iterable<Pick<FeedConnection, 'platform'>>,
): string {
  const { name } = platformLook(connection.platform);
  const several = [...all].filter((one) => one.platform === connection.platform).length > 1;
  return several ? `${name} (${connection.name})` : name;
}

/** Words for the alert when a line goes down, and for the digest when it is back. */
export const wentDown = (connection: FeedConnection): string => `${platformLook(connection.platform).name} is down`;
