const LINK_AT_END = /(?:^|\s)(https?:\/\/\S+)\s*$/;

/**
 * Cuts to `limit` code points, never inside a surrogate pair, a link at the end kept whole; when the link alone is
 * longer than the limit nothing can be said honestly, and it is left out.
 */
export function cutText(text: string, limit: number): string {
  const whole = text.trim().toWellFormed();
  const points = [...whole];
  if (points.length <= limit) return whole;
  const link = LINK_AT_END.exec(whole)?.[1] ?? '';
  const linkLength = [...link].length;
  if (link === '' || linkLength > limit) {
    const words = link === '' ? points : points.slice(0, points.length - linkLength);
    return shorten(words, limit);
  }
  const words = points.slice(0, points.length - linkLength);
  const room = limit - linkLength - 1;
  return room < 2 ? link : `${shorten(words, room)} ${link}`;
}

function shorten(points: string[], limit: number): string {
  const words = points.join('').trimEnd();
  return [...words].length <= limit
    ? words
    : `${points
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}
