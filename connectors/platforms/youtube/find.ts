/** Where the show is: a video or channel as a person typed it → the broadcast and its chat. */
import { ConnectorError, type ConnectorContext, type ConnectorErrorCode } from '../contract.ts';
import type { Api } from './api.ts';
import type { Broadcast, Video } from './payloads.ts';
import { placeOf, type Place } from './typed.ts';

export interface Found {
  videoId: string;
  liveChatId: string;
  title: string;
  viewers: number | null;
  /** The stream whose health can be asked, where the broadcast is the signed-in account's own. */
  streamId: string | null;
}

const NOT_LIVE_AGAIN_MS = 30_000;

export async function findBroadcast(ctx: ConnectorContext, api: Api): Promise<Found> {
  const place = placeOf(ctx.broadcast);
  if (!place) {
    throw new ConnectorError('not-found', "Type a YouTube video's or channel's address, its id, or an @handle.", {
      final: true,
    });
  }
  const found = await findPlace(ctx, api, place);
  if (found) return found;
  if (place.by === 'video')
    throw new ConnectorError('not-found', 'YouTube knows no public video with this id.', { final: true });
  throw new ConnectorError('not-live', 'No live broadcast was found there yet.', { retryAfterMs: NOT_LIVE_AGAIN_MS });
}

async function findPlace(ctx: ConnectorContext, api: Api, place: Place): Promise<Found | null> {
  switch (place.by) {
    case 'mine':
      return findMine(api);
    case 'video':
      return findVideo(ctx, api, place.videoId);
    case 'channel':
      return findChannel(ctx, api, place.channelId);
    case 'handle':
      return findHandle(ctx, api, place.handle);
    case 'word':
      return (
        (await findVideo(ctx, api, place.word)) ??
        (await findChannel(ctx, api, place.word)) ??
        (await findHandle(ctx, api, place.word))
      );
  }
}

async function findMine(api: Api): Promise<Found | null> {
  if (!api.canAct) throw new ConnectorError('not-found', 'With an API key, type a video or channel.', { final: true });
  const live = await api.myBroadcasts({ broadcastStatus: 'active', broadcastType: 'all' });
  return live.map(fromBroadcast).find((found) => found !== null) ?? null;
}

async function findVideo(ctx: ConnectorContext, api: Api, videoId: string): Promise<Found | null> {
  const [video] = await orNone(api.videos([videoId]));
  const found = video && fromVideo(video);
  if (found) return found;
  // A private broadcast, or one whose chat is not public yet, is known to its owner only.
  const [broadcast] = api.canAct ? await orNone(api.myBroadcasts({ id: [videoId] })) : [];
  const own = broadcast ? fromBroadcast(broadcast) : null;
  if (own || !video) return own;
  if (video.liveStreamingDetails?.actualEndTime) {
    const next = await goesOn(ctx, api, video.snippet?.channelId ?? null);
    if (next) return next;
    throw new ConnectorError('ended', 'This broadcast has ended.', { final: true });
  }
  throw new ConnectorError('not-live', 'This video has no live chat now.', { retryAfterMs: NOT_LIVE_AGAIN_MS });
}

/** A show that was cut off goes on in a new video of the same channel: the typed one then stands for it. */
const goesOn = (ctx: ConnectorContext, api: Api, channelId: string | null): Promise<Found | null> =>
  channelId === null ? Promise.resolve(null) : findChannel(ctx, api, channelId, false);

async function findHandle(ctx: ConnectorContext, api: Api, handle: string): Promise<Found | null> {
  const [channel] = await orNone(api.channels({ forHandle: `@${handle}` }));
  return channel?.id ? findChannel(ctx, api, channel.id) : null;
}

async function findChannel(
  ctx: ConnectorContext,
  api: Api,
  channelId: string,
  maySearch = true,
): Promise<Found | null> {
  const own = api.canAct ? await orNone(api.myBroadcasts({ broadcastStatus: 'active', broadcastType: 'all' })) : [];
  const mine = own.filter(({ snippet }) => (snippet?.channelId ?? channelId) === channelId).map(fromBroadcast);
  return (
    mine.find((found) => found !== null) ??
    (await findAmongUploads(api, channelId)) ??
    (maySearch && mayLook(ctx, channelId) ? await findBySearch(api, channelId) : null)
  );
}

/** A live broadcast stands first among the uploads; three units, where a search costs a hundred. */
async function findAmongUploads(api: Api, channelId: string): Promise<Found | null> {
  const [channel] = await orNone(api.channels({ id: [channelId] }));
  const playlistId = channel?.contentDetails?.relatedPlaylists?.uploads;
  if (!playlistId) return null;
  const uploads = await orNone(api.uploads(playlistId));
  return firstLive(
    api,
    uploads.flatMap(({ contentDetails }) => contentDetails?.videoId || []),
  );
}

/** A hundred units each, and mostly for nothing: a show that is awaited is not searched for every half minute. */
const SEARCH_EVERY_MS = 15 * 60_000;
const MOST_REMEMBERED = 200;
const searched = new Map<string, number>();

function mayLook({ endpoints, now }: ConnectorContext, channelId: string): boolean {
  const name = `${endpoints.YOUTUBE_API_URL ?? ''} ${channelId}`;
  const lastMs = searched.get(name);
  if (lastMs !== undefined && now() - lastMs < SEARCH_EVERY_MS) return false;
  if (searched.size >= MOST_REMEMBERED) searched.clear();
  searched.set(name, now());
  return true;
}

async function findBySearch(api: Api, channelId: string): Promise<Found | null> {
  // Searches have a small daily bucket of their own: an empty one only means that this way is closed.
  const hits = await orNone(api.searchLive(channelId), ['quota', 'rate-limited']);
  return firstLive(
    api,
    hits.flatMap(({ id }) => id?.videoId || []),
  );
}

async function firstLive(api: Api, ids: string[]): Promise<Found | null> {
  if (ids.length === 0) return null;
  const videos = await api.videos(ids);
  const live = videos.filter(({ snippet }) => snippet?.liveBroadcastContent !== 'upcoming').map(fromVideo);
  return live.find((found) => found !== null) ?? null;
}

function fromVideo({ id, snippet, liveStreamingDetails }: Video): Found | null {
  const liveChatId = liveStreamingDetails?.activeLiveChatId;
  if (!id || !liveChatId) return null;
  return {
    videoId: id,
    liveChatId,
    title: snippet?.title ?? '',
    viewers: viewersOf(liveStreamingDetails),
    streamId: null,
  };
}

function fromBroadcast({ id, snippet, status, contentDetails }: Broadcast): Found | null {
  const liveChatId = snippet?.liveChatId;
  if (!id || !liveChatId || ['complete', 'revoked'].includes(status?.lifeCycleStatus ?? '')) return null;
  return {
    videoId: id,
    liveChatId,
    title: snippet?.title ?? '',
    viewers: null,
    streamId: contentDetails?.boundStreamId ?? null,
  };
}

export function viewersOf(details: Video['liveStreamingDetails']): number | null {
  const viewers = Number(details?.concurrentViewers ?? Number.NaN);
  return Number.isSafeInteger(viewers) ? viewers : null;
}

const NOTHING_THERE: ConnectorErrorCode[] = ['not-found', 'refused', 'forbidden'];

/** A way that is closed, or knows nothing, leaves the other ways; anything else is a fault. */
export async function orNone<T>(asked: Promise<T[]>, also: ConnectorErrorCode[] = []): Promise<T[]> {
  return asked.catch((error: unknown) => {
    if (error instanceof ConnectorError && [...NOTHING_THERE, ...also].includes(error.code)) return [];
    throw error;
  });
}
