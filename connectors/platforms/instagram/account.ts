import { ConnectorError, type ConnectorContext } from '../contract.ts';
import { recordOf, textOf } from '../meta/hook.ts';
import type { Api } from './api.ts';
import type { Own } from './events.ts';
import type { LiveMedia } from './payloads.ts';

/** The account that is connected: by its setting, else by asking whose token it is. */
export async function ownAccount(ctx: ConnectorContext, api: Api): Promise<Own> {
  const igId = ctx.settings['igId'];
  if (igId) return { igId, username: null };
  const about = await api.me();
  const behind = recordOf(about['instagram_business_account']);
  // `user_id` is the professional account's own; `id` is known to this app alone.
  const id = api.login === 'facebook' ? textOf(behind?.['id']) : (textOf(about['user_id']) ?? textOf(about['id']));
  if (id !== null) return { igId: id, username: textOf(behind?.['username']) ?? textOf(about['username']) };
  throw new ConnectorError(
    'not-found',
    'No Instagram professional account is linked to this Page. Link them in the Page’s settings, or give the account’s id.',
    { final: true },
  );
}

export interface Found {
  liveId: string;
  address: string;
  own: Own;
}

const ID = /^\d{5,32}$/;

/** What the account shows live now. Instagram tells an app of its own account's broadcasts only. */
export async function findLive(ctx: ConnectorContext, api: Api): Promise<Found> {
  const own = await ownAccount(ctx, api);
  const live = (await api.liveMedia(own.igId)).filter((one) => textOf(one.id) !== null);
  const asked = idIn(ctx.broadcast);
  const chosen = asked === null || asked === own.igId ? live[0] : live.find(({ id }) => textOf(id) === asked);
  const liveId = textOf(chosen?.id);
  if (liveId === null)
    throw new ConnectorError('not-live', 'The Instagram account is not on air. Start the broadcast in the app.');
  return { liveId, ...placeOf(chosen, own) };
}

function placeOf(media: LiveMedia | undefined, own: Own): Pick<Found, 'address' | 'own'> {
  const username = textOf(media?.username) ?? own.username;
  const address = username === null ? 'https://www.instagram.com/' : `https://www.instagram.com/${username}/live/`;
  return { address, own: { ...own, username } };
}

/** A live's id, typed or at the end of a link; a handle means "what the account shows". */
function idIn(typed: string): string | null {
  const text = typed.trim();
  if (ID.test(text)) return text;
  const last = text
    .replace(/[?#].*$/, '')
    .split('/')
    .filter(Boolean)
    .at(-1);
  return last !== undefined && text.includes('/') && ID.test(last) ? last : null;
}
