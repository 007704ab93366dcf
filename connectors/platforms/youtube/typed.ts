/** What a person types to say where the broadcast is. Pure. */
export type Place =
  | { by: 'video'; videoId: string }
  | { by: 'channel'; channelId: string }
  | { by: 'handle'; handle: string }
  /** Could be a video's id, a channel's, or a handle without its @: tried in this order. */
  | { by: 'word'; word: string }
  /** The signed-in account's own. */
  | { by: 'mine' };

const ID = /^[\w-]{1,64}$/;

export function placeOf(typed: string): Place | null {
  const text = typed.trim();
  if (text === '' || text.toLowerCase() === 'mine') return { by: 'mine' };
  if (text.startsWith('@')) return handle(text);
  if (/[/.]/.test(text)) return fromAddress(text);
  return ID.test(text) ? { by: 'word', word: text } : handle(text);
}

function fromAddress(text: string): Place | null {
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return null;
  const { hostname, pathname, searchParams } = new URL(address);
  const parts = pathname.split('/').filter(Boolean).map(decode);
  const [first = '', second = ''] = parts;
  if (/(^|\.)youtu\.be$/.test(hostname)) return video(first);
  if (!/(^|\.)youtube\.com$/.test(hostname)) return /[.]/.test(text) && !text.includes('/') ? handle(text) : null;
  if (searchParams.has('v')) return video(searchParams.get('v') ?? '');
  if (['live', 'video', 'shorts', 'embed'].includes(first)) return video(second);
  if (first === 'channel') return ID.test(second) ? { by: 'channel', channelId: second } : null;
  if (first.startsWith('@')) return handle(first);
  return first === 'c' || first === 'user' ? handle(second) : null;
}

const decode = (part: string): string => (/%[0-9a-f]{2}/i.test(part) ? safeDecode(part) : part);

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const video = (id: string): Place | null => (ID.test(id) ? { by: 'video', videoId: id } : null);

function handle(text: string): Place | null {
  const bare = text.replace(/^@/, '');
  return bare && !/\s/.test(bare) ? { by: 'handle', handle: bare } : null;
}
