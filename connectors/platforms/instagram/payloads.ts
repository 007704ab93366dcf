/** Instagram's wire shapes, as narrow as we read them. Ids are strings; a long number has become one before it gets here. */

export interface Commenter {
  /** Instagram-scoped: another app sees another id. */
  id?: string | number | null;
  username?: string | null;
  /** There when the account itself wrote it. */
  self_ig_scoped_id?: string | number | null;
}

/** An IG Comment, as the list gives it and, but for its time, as a hook does. */
export interface Comment {
  id?: string | number | null;
  text?: string | null;
  timestamp?: string | null;
  /** Withheld below Advanced Access, `username` as well. */
  from?: Commenter | null;
  username?: string | null;
  parent_id?: string | number | null;
  media?: { id?: string | number | null; original_media_id?: string | number | null } | null;
}

export interface LiveMedia {
  id?: string | number | null;
  media_product_type?: string | null;
  username?: string | null;
}

export interface Paged<T> {
  data?: T[] | null;
  paging?: { cursors?: { after?: string | null } | null; next?: string | null } | null;
}

export interface SentMessage {
  recipient_id?: string | number | null;
  message_id?: string | null;
}
