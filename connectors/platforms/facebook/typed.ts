/** What a person types to say where the broadcast is. Pure. */
export type Place =
  /** The Page's own live, whichever it is. */
  | { by: 'page' }
  /** A live video's id, or the id of the video that shows it: a link has the latter. */
  | { by: 'id'; id: string };

const ID = /^\d{5,32}$/;

/** A Page's address or name, and a short link that only Facebook can resolve, mean "what this Page shows live". */
export function placeOf(typed: string, pageId: string | null): Place {
  const text = typed.trim();
  const id = ID.test(text) ? text : idIn(text);
  return id === null || id === pageId ? { by: 'page' } : { by: 'id', id };
}

function idIn(text: string): string | null {
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return null;
  const { hostname, pathname, searchParams } = new URL(address);
  if (!/(^|\.)facebook\.com$/i.test(hostname)) return null;
  const named = searchParams.get('v') ?? searchParams.get('video_id') ?? searchParams.get('live_video_id');
  if (named && ID.test(named)) return named;
  const parts = pathname.split('/').filter(Boolean);
  // /{page}/videos/{id}, /{page}/videos/{words}/{id}, /live/producer/{id}, /reel/{id}, /watch/live/{id}
  const known = parts.some((part) => ['videos', 'producer', 'live', 'watch', 'reel'].includes(part));
  return known ? (parts.filter((part) => ID.test(part)).at(-1) ?? null) : null;
}
