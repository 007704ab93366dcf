const LINK_AT_END = /(?:^|\s)(https?:\/\/\S+)\s*$/;

/**
 * Cuts to `limit` characters, never inside a surrogate pair, a link at the end kept whole; when the link alone is
 * longer than the limit nothing can be said honestly, and it is left out.
 *
 * No platform says how it counts. An emoji counts as two here, its UTF-16 length: what fits so fits in any way.
 */
export function cutText(text: string, limit: number): string {
  const whole = text.trim().toWellFormed();
  if (whole.length <= limit) return whole;
  const link = LINK_AT_END.exec(whole)?.[1] ?? '';
  const words = whole.slice(0, whole.length - link.length);
  if (link === '' || link.length > limit) return shorten(words, limit);
  const room = limit - link.length - 1;
  return room < 2 ? link : `${shorten(words, room)} ${link}`;
}

function shorten(text: string, limit: number): string {
  const words = text.trimEnd();
  if (words.length <= limit) return words;
  const cut = words.slice(0, limit - 1);
  // Half of a pair at the end goes.
  return `${(cut.isWellFormed() ? cut : cut.slice(0, -1)).trimEnd()}…`;
}
