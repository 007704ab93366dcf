/** Where the show is: the Page's own live, or the one a person typed. */
import { ConnectorError, type ConnectorContext } from '../contract.ts';
import { GraphRefusal } from '../meta/errors.ts';
import { textOf } from '../meta/hook.ts';
import type { Api } from './api.ts';
import type { LiveVideo } from './payloads.ts';
import { placeOf } from './typed.ts';

export interface Found {
  liveId: string;
  /** A link shows this one, and the feed's hooks name it. */
  videoId: string | null;
  title: string;
  address: string;
  live: LiveVideo;
}

const NOT_LIVE_AGAIN_MS = 15_000;
const OVER: ReadonlySet<string> = new Set([
  ...['LIVE_STOPPED', 'PROCESSING', 'VOD', 'SCHEDULED_EXPIRED', 'SCHEDULED_CANCELED', 'REMOVED'],
]);

/** A live that says nothing of its state is taken for what it was found as. */
export const isOver = ({ status }: LiveVideo): boolean => OVER.has(status ?? '');
const isLive = ({ status }: LiveVideo): boolean => (status ?? 'LIVE') === 'LIVE';

export async function findLive(ctx: ConnectorContext, api: Api, pageId: string): Promise<Found> {
  const place = placeOf(ctx.broadcast, pageId);
  const live = (await api.liveVideos(pageId)).filter(isLive);
  if (place.by === 'page') {
    const found = newest(live)
      .map((one) => foundOf(one, pageId))
      .find((one) => one !== null);
    if (found) return found;
    throw notLive('This Page shows nothing live yet.');
  }
  const typed = live.find((one) => [textOf(one.id), textOf(one.video?.id)].includes(place.id));
  const found = foundOf(typed ?? (await byId(api, place.id)), pageId);
  if (found) return found;
  throw notLive('This live video has not begun yet.');
}

async function byId(api: Api, id: string): Promise<LiveVideo> {
  const live = await api.liveVideo(id).catch((error: unknown) => {
    // A video of the Page that is no live one (any more, or not yet) has other fields.
    if (error instanceof GraphRefusal && error.cure === 'request') throw notLive('This video is not live.');
    throw error;
  });
  if (isOver(live)) throw new ConnectorError('ended', 'This live video has ended.', { final: true });
  if (!isLive(live)) throw notLive('This live video has not begun yet.');
  return live;
}

const notLive = (sentence: string) => new ConnectorError('not-live', sentence, { retryAfterMs: NOT_LIVE_AGAIN_MS });

const startOf = ({ broadcast_start_time: started, creation_time: created }: LiveVideo): number =>
  Number(started ?? Number.NaN) || Date.parse(String(started ?? created ?? '')) || 0;

const newest = (live: LiveVideo[]): LiveVideo[] => live.toSorted((a, b) => startOf(b) - startOf(a));

function foundOf(live: LiveVideo, pageId: string): Found | null {
  const liveId = textOf(live.id);
  if (liveId === null) return null;
  const videoId = textOf(live.video?.id);
  const path = live.permalink_url ?? `/${pageId}/videos/${videoId ?? liveId}/`;
  return {
    ...{ liveId, videoId, live },
    title: live.title || live.description || '',
    address: /^https?:/.test(path) ? path : `https://www.facebook.com${path.startsWith('/') ? '' : '/'}${path}`,
  };
}
