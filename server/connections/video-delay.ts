import type { Manifest } from '../../connectors/platforms/contract.ts';
import type { StaffEvent } from '../intake/staff.ts';

/** How much later than it happens the viewers of a connection see it, and how that is known. */
export interface VideoDelay {
  ms: number;
  by: 'platform' | 'set' | 'measured';
}

/** As its owner keeps it; ms null: the platform's usual one. */
export interface KeptDelay {
  videoDelayMs: number | null;
  videoDelayBy: string;
}

export function videoDelayOf(kept: KeptDelay, manifest: Pick<Manifest, 'videoDelayMs'>): VideoDelay {
  if (kept.videoDelayMs === null) return { ms: manifest.videoDelayMs ?? 0, by: 'platform' };
  return { ms: kept.videoDelayMs, by: kept.videoDelayBy === 'measured' ? 'measured' : 'set' };
}

/**
 * What a show's log is told of it, when a connection joins the show and at every change: with how far the moment of
 * writing is known there. A platform that gives no times is read up to `resolutionMs` after something was written.
 */
export function delayRow(connectionId: string, delay: VideoDelay, { time }: Pick<Manifest, 'time'>): StaffEvent {
  const half = Math.round(time.resolutionMs / 2);
  const known =
    time.source === 'platform' ? { backMs: half, aheadMs: half } : { backMs: time.resolutionMs, aheadMs: 0 };
  return { action: 'video-delay', connectionId, ms: delay.ms, how: delay.by, ...known };
}
