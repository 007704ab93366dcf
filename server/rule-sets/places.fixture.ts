import { manifest as facebookManifest } from '../../connectors/platforms/facebook/manifest.ts';
import { manifest as tiktokManifest } from '../../connectors/platforms/tiktok/manifest.ts';
import { manifest as youtubeManifest } from '../../connectors/platforms/youtube/manifest.ts';
import type { Place } from './sends.ts';

export const tiktok: Place = tiktokManifest;
export const youtube: Place = youtubeManifest;
export const facebook: Place = facebookManifest;
