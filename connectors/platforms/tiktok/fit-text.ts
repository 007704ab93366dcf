/** Cuts a reply to `limit` code points. A link at its end stays whole, or goes whole: half a link leads nowhere. */
export function fitText(text: string, limit: number): string {
  const points = [...text];
  if (points.length <= limit) return text;
  const link = /\s(https?:\/\/\S+)\s*$/u.exec(text)?.[1];
  const room = limit - (link === undefined ? 0 : [...link].length + 1);
  // A link longer than the limit cannot be kept.
  if (link === undefined || room < 2)
    return cut(link === undefined ? points : [...text.slice(0, text.lastIndexOf(link))], limit);
  return `${cut([...text.slice(0, text.lastIndexOf(link)).trimEnd()], room)} ${link}`;
}

function cut(points: string[], limit: number): string {
  if (points.length <= limit) return points.join('').trimEnd();
  return `${points
    .slice(0, limit - 1)
    .join('')
    .trimEnd()}…`;
}

/** Names whom it is for, as people do there, unless the text does already. */
export function addressed(text: string, handle: string | undefined): string {
  const name = handle?.replace(/^@/, '');
  return !name || text.toLowerCase().includes(`@${name.toLowerCase()}`) ? text : `@${name} ${text}`;
}
