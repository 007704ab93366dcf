import { ConnectorError, type ConnectorContext } from '../contract.ts';
import type { Api } from './api.ts';

/** What the account's hooks should tell of. */
export const HOOK_FIELDS = ['live_comments', 'comments', 'messages', 'messaging_postbacks'] as const;

/** Whether any hook could be proven to be Meta's when it comes. */
export const takesHooks = ({ settings }: Pick<ConnectorContext, 'settings'>): boolean =>
  !!settings['appSecret'] && !!settings['verifyToken'];

/** The fields the account is subscribed to; with Facebook Login, those of its Page. */
export async function subscribedFields(api: Pick<Api, 'subscriptions'>, igId: string): Promise<string[]> {
  const { data } = await api.subscriptions(igId);
  return Array.isArray(data) ? data.flatMap(({ subscribed_fields: fields }) => fields ?? ['']) : [];
}

/** Hooks only make it faster: where the account cannot be subscribed, polling goes on. */
export async function subscribe(ctx: ConnectorContext, api: Api, igId: string): Promise<void> {
  if (!takesHooks(ctx)) return;
  try {
    const fields = await subscribedFields(api, igId);
    // A Page is subscribed to whatever its own connection asked for; any field of it lets Instagram's hooks through.
    if (api.login === 'facebook' ? fields.length > 0 : fields.includes('live_comments')) return;
    await api.subscribe(igId, api.login === 'facebook' ? 'messages,messaging_postbacks' : HOOK_FIELDS.join(','));
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (!ctx.signal.aborted) ctx.log.info({ reason: error.message }, 'hooks-not-subscribed');
  }
}
