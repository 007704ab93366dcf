/** The calls of the Graph API that a Page's live needs, answered as Facebook answers them. */
import { commentPage } from './pages.ts';
import { DAY_MS, SEVEN_DAYS_MS, type Live, type Platform } from './platform.ts';
import { badParameter, GraphFault, notThere } from './refusals.ts';

export interface Asked {
  method: string;
  /** Behind the version. */
  parts: string[];
  /** Of the address and, where it was JSON or a form, of the body. */
  params: Record<string, unknown>;
  token: string | undefined;
  /** The address up to the version, for `paging.next`. */
  base: string;
}

const COMMENT_LENGTH = 8_000;
const MESSAGE_LENGTH = 2_000;

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const fieldsOf = ({ params }: Asked): string[] =>
  text(params['fields'])
    .split(/,(?![^{]*})/)
    .map((one) => one.replace(/[.{(].*$/s, ''));

/** Of an object only what was asked for, and its id. */
function only(all: Record<string, unknown>, fields: string[]): Record<string, unknown> {
  const asked = fields.filter((field) => field !== '');
  for (const field of asked) if (!(field in all)) throw badParameter(`Tried accessing nonexisting field (${field})`);
  return Object.fromEntries(
    Object.entries(all).filter(([name, value]) => (name === 'id' || asked.includes(name)) && value !== undefined),
  );
}

export function answer(platform: Platform, asked: Asked): unknown {
  const { parts } = asked;
  const [first = '', second] = parts;
  if (first === 'me' && second === 'permissions') return permissions(platform, asked);
  if (first === 'me' && second === 'accounts') return { data: [accountOf(platform)] };
  if (first === 'debug_token') return debugToken(platform, asked);
  const id = first === 'me' ? platform.page.id : first;
  if (id === platform.page.id) return pageEdge(platform, asked, second);
  const live = platform.lives.find((one) => one.id === id || one.videoId === id);
  if (live) return liveEdge(platform, asked, live, second, id);
  return commentEdge(platform, asked, id, second);
}

const accountOf = (platform: Platform) => ({
  ...{ id: platform.page.id, name: platform.page.name, access_token: platform.token() },
  tasks: ['ANALYZE', 'MESSAGING', 'MODERATE', 'CREATE_CONTENT', 'MANAGE'],
});

function permissions(platform: Platform, { token }: Asked) {
  // A Page's token has none of its own to list.
  if (token !== platform.userToken)
    throw badParameter('Tried accessing nonexisting field (permissions) on node type (Page)');
  return { data: platform.permissions().map((permission) => ({ permission, status: 'granted' })) };
}

function debugToken(platform: Platform, { params }: Asked) {
  const isValid = [platform.token(), platform.userToken].includes(text(params['input_token']));
  return {
    data: {
      app_id: platform.appId,
      type: 'PAGE',
      is_valid: isValid,
      expires_at: 0,
      scopes: isValid ? platform.permissions() : [],
    },
  };
}

function pageEdge(platform: Platform, asked: Asked, edge: string | undefined): unknown {
  const { page } = platform;
  switch (`${asked.method} ${edge ?? ''}`) {
    case 'GET ':
      return only({ ...accountOf(platform), link: `https://www.facebook.com/${page.id}` }, fieldsOf(asked));
    case 'GET live_videos': {
      platform.require('pages_read_engagement');
      const statuses = /LIVE/.test(text(asked.params['broadcast_status'])) ? ['LIVE'] : ['LIVE', 'VOD'];
      const lives = platform.lives.filter(({ status }) => statuses.includes(status)).toReversed();
      return { data: lives.map((live) => only(liveFields(platform, live), fieldsOf(asked))) };
    }
    case 'GET subscribed_apps':
      platform.require('pages_manage_metadata');
      return { data: [{ id: platform.appId, name: 'Hawker', subscribed_fields: platform.subscribed() }] };
    case 'POST subscribed_apps':
      platform.require('pages_manage_metadata');
      platform.subscribe(text(asked.params['subscribed_fields']).split(','));
      return { success: true };
    case 'POST messages':
      return sendMessage(platform, asked);
    case 'POST blocked':
    case 'DELETE blocked': {
      platform.require('pages_manage_engagement');
      const user = text([asked.params['user'] ?? asked.params['psid'] ?? asked.params['asid']].flat()[0]);
      if (user === '') throw badParameter('The parameter user is required.');
      const ban = asked.method === 'POST';
      if (ban) platform.blocked.add(user);
      else platform.blocked.delete(user);
      platform.receive({ kind: ban ? 'ban' : 'unban', toMessageId: user });
      return ban ? { [user]: true } : { success: true };
    }
    default:
      throw badParameter('Unknown path components');
  }
}

function liveFields(platform: Platform, live: Live): Record<string, unknown> {
  const started = new Date(live.startedMs).toISOString().replace(/\.\d+Z$/, '+0000');
  return {
    ...{ id: live.id, status: live.status, title: 'Friday sale', description: 'Type the code to order' },
    ...{ creation_time: started, broadcast_start_time: started },
    permalink_url: `/${platform.page.id}/videos/${live.videoId}/`,
    video: { id: live.videoId },
    live_views: live.status === 'LIVE' ? platform.viewers() : 0,
    ingest_streams: [
      {
        is_master: true,
        stream_health: {
          ...{
            video_bitrate: 4_000_000,
            video_framerate: 30,
            video_gop_size: 2_000,
            video_height: 720,
            video_width: 1280,
          },
          audio_bitrate: 128_000,
        },
      },
    ],
    reactions: { data: [], summary: { total_count: platform.reactions() } },
  };
}

function liveEdge(platform: Platform, asked: Asked, live: Live, edge: string | undefined, id: string): unknown {
  platform.require('pages_read_engagement');
  switch (`${asked.method} ${edge ?? ''}`) {
    case 'GET ':
      return id === live.id
        ? only(liveFields(platform, live), fieldsOf(asked))
        : only(
            { id, post_id: live.postId, permalink_url: `/${platform.page.id}/videos/${id}/`, live_status: live.status },
            fieldsOf(asked),
          );
    case 'GET comments':
      platform.require('pages_read_user_content');
      return commentPage(platform, live, asked, fieldsOf(asked));
    case 'POST comments':
      return sayUnder(platform, asked, live.id);
    default:
      throw badParameter('Unknown path components');
  }
}

function commentEdge(platform: Platform, asked: Asked, id: string, edge: string | undefined): unknown {
  platform.require('pages_read_user_content');
  const entry = platform.entryOf(id);
  if (!entry) throw notThere(id);
  switch (`${asked.method} ${edge ?? ''}`) {
    case 'GET ':
      return { id: entry.id };
    case 'POST comments':
      return sayUnder(platform, asked, entry.id);
    case 'POST ': {
      platform.require('pages_manage_engagement');
      platform.hide(entry, asked.params['is_hidden'] === true || asked.params['is_hidden'] === 'true');
      return { success: true };
    }
    case 'DELETE ':
      platform.require('pages_manage_engagement');
      platform.remove(entry);
      return { success: true };
    default:
      throw badParameter('Unknown path components');
  }
}

function sayUnder(platform: Platform, { params }: Asked, under: string) {
  platform.require('pages_manage_engagement');
  const message = text(params['message']);
  if (message.trim() === '') throw badParameter('You must provide a message, an attachment or a photo.');
  if ([...message].length > COMMENT_LENGTH) throw badParameter('The comment is too long.');
  return { id: platform.say(message, under).id };
}

interface Recipient {
  comment_id?: unknown;
  id?: unknown;
}

function sendMessage(platform: Platform, { params }: Asked) {
  platform.require('pages_messaging');
  const recipient = (params['recipient'] ?? {}) as Recipient;
  const said = wordsOf(params['message']);
  const commentId = text(recipient.comment_id);
  if (commentId === '') {
    const person = text(recipient.id);
    if (!platform.mayReach(person))
      throw new GraphFault(10, '(#10) Application does not have permission for this action');
    const lastMs = platform.lastDirectMs.get(person);
    if (lastMs === undefined || Date.now() - lastMs > DAY_MS)
      throw new GraphFault(10, '(#10) This message is sent outside of allowed window.', { subcode: 2018278 });
    const { id } = platform.receive({ kind: 'message', text: said, toMessageId: person });
    return { recipient_id: person, message_id: id };
  }
  const entry = platform.entryOf(commentId);
  if (!entry) throw notThere(commentId);
  if (!platform.mayReach(entry.author.id))
    throw new GraphFault(10, '(#10) Application does not have permission for this action');
  if (entry.author.id === platform.page.id)
    throw new GraphFault(10903, "(#10903) This user can't reply to this activity");
  if (platform.repliedTo.has(entry.id)) throw new GraphFault(10900, '(#10900) Activity already replied to');
  if (Date.now() - entry.createdMs > SEVEN_DAYS_MS) throw new GraphFault(10901, '(#10901) Reply time expired');
  platform.repliedTo.add(entry.id);
  const { id } = platform.receive({ kind: 'private-reply', text: said, toMessageId: entry.id });
  return { recipient_id: entry.author.id, message_id: id };
}

interface Template {
  template_type?: string;
  text?: string;
  elements?: { title?: string; subtitle?: string; buttons?: object[] }[];
  buttons?: object[];
}

/** The words of a message, after the lengths that the Send API holds them to. */
function wordsOf(message: unknown): string {
  const { text: plain, attachment } = (message ?? {}) as { text?: string; attachment?: { payload?: Template } };
  const payload = attachment?.payload;
  if (!payload) {
    if (!plain) throw badParameter('Param message must be non-empty.');
    if ([...plain].length > MESSAGE_LENGTH)
      throw badParameter('Length of param message[text] must be less than or equal to 2000');
    return plain;
  }
  if (payload.template_type === 'button') {
    if (!payload.text || payload.text.length > 640 || !payload.buttons?.length || payload.buttons.length > 3)
      throw badParameter('The button template is not valid.');
    return payload.text;
  }
  const [element] = payload.elements ?? [];
  if (payload.template_type !== 'generic' || !element?.title || element.title.length > 80)
    throw badParameter('The generic template is not valid.');
  if ((element.subtitle ?? '').length > 80 || (element.buttons ?? []).length > 3)
    throw badParameter('The generic template is not valid.');
  return [element.title, element.subtitle].filter(Boolean).join('\n');
}
