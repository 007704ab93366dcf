const LINK_AT_END = /(?:^|\s)(https?:\/\/\S+)\s*$/;

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Cuts to so many UTF-8 bytes, which is how Instagram counts; never inside a letter, a link at the end kept whole. */
export function cutBytes(text: string, limit: number): string {
  const whole = text.trim().toWellFormed();
  if (bytesOf(whole) <= limit) return whole;
  const link = LINK_AT_END.exec(whole)?.[1] ?? '';
  const words = whole.slice(0, whole.length - link.length).trimEnd();
  if (link === '' || bytesOf(link) > limit) return shortened(words, limit);
  const room = limit - bytesOf(link) - 1;
  return room < 4 ? link : `${shortened(words, room)} ${link}`;
}

/** As many whole letters as fit beside the dots that tell of the cut. */
function shortened(words: string, limit: number): string {
  if (bytesOf(words) <= limit) return words;
  let left = limit - bytesOf('…');
  let end = 0;
  for (const point of words) {
    left -= bytesOf(point);
    if (left < 0) break;
    end += point.length;
  }
  return `${words.slice(0, end).trimEnd()}…`;
}
