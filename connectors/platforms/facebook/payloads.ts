/** Facebook's wire shapes, as narrow as we read them. */

export interface Person {
  id?: string | number | null;
  name?: string | null;
}

/** A comment as the list and `GET /{comment-id}` give it. `from` is withheld where the app may not see the person. */
export interface Comment {
  id?: string | number | null;
  /** ISO 8601, in whole seconds. */
  created_time?: string | number | null;
  message?: string | null;
  from?: Person | null;
  parent?: { id?: string | number | null } | null;
  /** A sticker, a photo, a link's preview. */
  attachment?: object | null;
}

export interface Paged<T> {
  data?: T[] | null;
  paging?: { cursors?: { before?: string; after?: string }; next?: string } | null;
}

export interface StreamHealthFields {
  video_bitrate?: number | null;
  video_framerate?: number | null;
  video_gop_size?: number | null;
  video_height?: number | null;
  video_width?: number | null;
  audio_bitrate?: number | null;
}

export interface LiveVideo {
  id?: string | number | null;
  /** LIVE, LIVE_STOPPED, PROCESSING, VOD, UNPUBLISHED, SCHEDULED_… */
  status?: string | null;
  title?: string | null;
  description?: string | null;
  permalink_url?: string | null;
  video?: { id?: string | number | null } | null;
  /** How many watch right now. */
  live_views?: number | string | null;
  creation_time?: string | number | null;
  broadcast_start_time?: string | number | null;
  ingest_streams?: Paged<IngestStream> | IngestStream[] | null;
  reactions?: { summary?: { total_count?: number | null } | null } | null;
}

export interface IngestStream {
  is_master?: boolean | null;
  stream_health?: StreamHealthFields | null;
}

/** `value` of a Page's `feed` change. */
export interface FeedChange {
  item?: unknown;
  verb?: unknown;
  comment_id?: unknown;
  post_id?: unknown;
  parent_id?: unknown;
  video_id?: unknown;
  /** Unix seconds. */
  created_time?: unknown;
  message?: unknown;
  from?: unknown;
  post?: unknown;
}
