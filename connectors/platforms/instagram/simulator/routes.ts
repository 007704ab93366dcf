/** What the API answers. Every refusal is thrown as Meta would word it. */
import type { Entry, Platform } from './platform.ts';
import { badParameter, GraphFault, notThere, outsideWindow } from './refusals.ts';

export interface Asked {
  method: string;
  /** Without the version. */
  path: string[];
  query: URLSearchParams;
  body: Record<string, unknown>;
  /** Where this server is reached, for `paging.next`. */
  base: string;
}

const MOST_A_PAGE = 50;
const MESSAGE_BYTES = 1_000;
const TIMESTAMP_END = '+0000';

export function answer(platform: Platform, asked: Asked): unknown {
  const [first = '', edge] = asked.path;
  const { account, login } = platform;
  const isAccount = first === account.igId || (first === 'me' && login === 'instagram');
  const isPage = login === 'facebook' && (first === account.pageId || first === 'me');
  const isSender = login === 'facebook' ? isPage || first === account.igId : isAccount;
  switch (`${asked.method} ${edge ?? ''}`) {
    case 'GET ':
      if (isAccount) return aboutAccount(platform);
      if (isPage) return aboutPage(platform);
      throw notThere(first);
    case 'GET live_media':
      if (!isAccount) throw notThere(first);
      platform.require();
      return { data: liveMedia(platform) };
    case 'GET comments':
      platform.require();
      return comments(platform, first, asked);
    case 'GET permissions':
      if (login === 'instagram') throw notThere(first);
      return { data: permissions(platform) };
    case 'GET subscribed_apps':
      if (!isSender) throw notThere(first);
      return { data: subscriptions(platform) };
    case 'POST subscribed_apps':
      if (!isSender) throw notThere(first);
      platform.require();
      subscribed.set(platform, (asked.query.get('subscribed_fields') ?? '').split(',').filter(Boolean));
      return { success: true };
    case 'POST messages':
      if (!isSender) throw notThere(first);
      platform.require();
      return send(platform, asked.body);
    case 'POST replies':
      throw badParameter('You cannot reply to comments on a live video.');
    default:
      throw new GraphFault(2500, `Unknown path components: /${asked.path.join('/')}`);
  }
}

const subscribed = new WeakMap<Platform, string[]>();
const subscriptions = (platform: Platform): object[] => {
  const fields = subscribed.get(platform) ?? [];
  return fields.length === 0 ? [] : [{ id: platform.account.appId, subscribed_fields: fields }];
};

const aboutAccount = ({ account }: Platform) => ({
  ...{ id: account.scopedId, user_id: account.igId, username: account.username, account_type: 'BUSINESS' },
});

const aboutPage = ({ account }: Platform) => ({
  ...{ id: account.pageId, name: 'The Live Shop', access_token: account.token() },
  instagram_business_account: { id: account.igId, username: account.username },
});

const permissions = ({ access }: Platform): object[] =>
  [
    'pages_show_list',
    'pages_read_engagement',
    'instagram_basic',
    'instagram_manage_comments',
    'instagram_manage_messages',
  ].map((permission) => ({ permission, status: access === 'none' ? 'declined' : 'granted' }));

const liveMedia = (platform: Platform): object[] => {
  const live = platform.live();
  const { username, scopedId } = platform.account;
  return live === null
    ? []
    : [{ id: live.id, media_type: 'BROADCAST', media_product_type: 'LIVE', owner: { id: scopedId }, username }];
};

/** Newest first, fifty at most, and only while on air. */
function comments(platform: Platform, liveId: string, { query, base }: Asked): unknown {
  const live = platform.live();
  if (live === null || live.id !== liveId) throw notThere(liveId);
  const fields = (query.get('fields') ?? 'id,text,timestamp').split(',').map((field) => field.replace(/\{.*$/, ''));
  const limit = Math.min(MOST_A_PAGE, Number(query.get('limit') ?? MOST_A_PAGE) || MOST_A_PAGE);
  const until = positionOf(query.get('after')) ?? live.comments.length;
  const from = Math.max(0, until - limit);
  const page = live.comments.slice(from, until).reverse();
  for (const { published } of page) if (published?.sentAtMs === 0) published.sentAtMs = Date.now();
  const data = page.flatMap((entry) => {
    const one = commentOf(platform, entry, fields);
    return entry.twice ? [one, one] : [one];
  });
  if (page.length === 0) return { data };
  const cursors = { before: cursorAt(until), after: cursorAt(from) };
  if (from === 0) return { data, paging: { cursors } };
  const next = new URL(`${base}/${liveId}/comments`);
  for (const [name, value] of query) next.searchParams.set(name, value);
  next.searchParams.set('after', cursors.after);
  return { data, paging: { cursors, next: next.href } };
}

const cursorAt = (position: number): string => Buffer.from(`QVFI|${position}`).toString('base64url');
function positionOf(cursor: string | null): number | null {
  if (cursor === null) return null;
  const [mark, position] = Buffer.from(cursor, 'base64url').toString().split('|');
  if (mark !== 'QVFI') throw badParameter('Invalid cursor.');
  return Number(position);
}

function commentOf(platform: Platform, entry: Entry, fields: string[]): Record<string, unknown> {
  if (entry.strange) return { hologram: true };
  const { author } = entry;
  const named = platform.mayReach(author.id);
  const all: Record<string, unknown> = {
    id: entry.id,
    text: entry.text,
    timestamp: `${new Date(entry.atMs).toISOString().slice(0, 19)}${TIMESTAMP_END}`,
    ...(named ? { from: { id: author.id, username: author.handle }, username: author.handle } : {}),
  };
  return Object.fromEntries(fields.flatMap((field) => (field in all ? [[field, all[field]]] : [])));
}

function send(platform: Platform, body: Record<string, unknown>): unknown {
  const recipient = (body['recipient'] ?? {}) as { comment_id?: string; id?: string };
  const text = (body['message'] as { text?: unknown } | undefined)?.text;
  if (typeof text !== 'string' || text === '') throw badParameter('Param message must be a non-empty object.');
  if (Buffer.byteLength(text) > MESSAGE_BYTES)
    throw badParameter('Length of param message[text] must be less than or equal to 1000');
  if (recipient.comment_id !== undefined) return privateReply(platform, String(recipient.comment_id), text);
  const person = String(recipient.id ?? '');
  if (!platform.hasWindow(person) || !platform.mayReach(person)) throw outsideWindow();
  const { id } = platform.receive({ kind: 'message', text });
  return { recipient_id: person, message_id: id };
}

function privateReply(platform: Platform, commentId: string, text: string): unknown {
  const found = platform.entryOf(commentId);
  if (!found) throw notThere(commentId);
  // The live is over: the comment is not there any more for the API.
  if (platform.live()?.id !== found.liveId) throw outsideWindow();
  const { author } = found.entry;
  if (!platform.mayReach(author.id))
    throw new GraphFault(10, '(#10) Requires instagram_manage_comments permission with Advanced Access', {
      subcode: 2534048,
    });
  if (platform.repliedTo.has(commentId)) throw new GraphFault(10900, '(#10900) Activity already replied to');
  platform.repliedTo.add(commentId);
  const { id } = platform.receive({ kind: 'private-reply', text, toMessageId: commentId });
  return { recipient_id: author.id, message_id: id };
}
