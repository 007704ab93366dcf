// What Twitch sends, as narrow as it is read. Anything may be missing or something else: a wire is no promise.

/** One frame of the EventSub line. */
export interface Frame {
  metadata?: { message_id?: string; message_type?: string; message_timestamp?: string; subscription_type?: string };
  payload?: {
    session?: { id?: string; keepalive_timeout_seconds?: number | null; reconnect_url?: string | null };
    subscription?: { type?: string; status?: string };
    event?: WireEvent;
  };
}

/** The events that are subscribed to, as one shape: they share most of their fields. */
export interface WireEvent {
  message_id?: string;
  chatter_user_id?: string;
  chatter_user_login?: string;
  chatter_user_name?: string;
  chatter_is_anonymous?: boolean;
  badges?: { set_id?: string }[];
  message?: { text?: string; fragments?: Fragment[] };
  cheer?: { bits?: number } | null;
  reply?: { parent_message_id?: string } | null;
  notice_type?: string;
  sub_gift?: { community_gift_id?: string | null } | null;
  community_sub_gift?: { total?: number } | null;
  /** Whose messages went (`channel.chat.clear_user_messages`) or who was banned (`channel.ban`). */
  target_user_id?: string;
  user_id?: string;
  banned_at?: string;
  ends_at?: string | null;
}

export interface Fragment {
  type?: string;
  text?: string;
  cheermote?: { prefix?: string; bits?: number } | null;
}

/** Every answer of Helix that holds something. */
export interface Page<T> {
  data?: T[];
}
export interface WireUser {
  id?: string;
  login?: string;
  display_name?: string;
}
export interface WireStream {
  id?: string;
  title?: string;
  viewer_count?: number;
}
/** What became of a chat message: `is_sent` may be false, with the reason. */
export interface WireSent {
  message_id?: string;
  is_sent?: boolean;
  drop_reason?: { code?: string; message?: string } | null;
}
/** Whose token it is, and what it may do. */
export interface WireToken {
  client_id?: string;
  user_id?: string;
  login?: string;
  scopes?: string[] | null;
}
