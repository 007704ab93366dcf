import type { ConnectorContext, Level } from '../contract.ts';
import { createApi } from './api.ts';

/** What the account may do there, by what its token was given. A chat is public: who reads one reads everybody. */
export async function examine(ctx: ConnectorContext): Promise<Level[]> {
  const { scopes } = await createApi(ctx).account();
  const needs = (id: Level['id'], scope: string): Level => {
    if (scopes === null || scopes.includes(scope)) return { id, state: 'unproven', sentence: null };
    const sentence = `The sign-in lacks ${scope}. Connect the account again and allow it.`;
    return { id, state: 'missing', sentence, missing: 'permission' };
  };
  const never = (id: Level['id'], sentence: string): Level => ({ id, state: 'never', sentence });
  return [
    needs('reads-own', 'user:read:chat'),
    needs('reads-strangers', 'user:read:chat'),
    never('hooks-arrive', 'Twitch is listened to over a line of our own; no address of yours is needed.'),
    needs('replies-publicly', 'user:write:chat'),
    never('replies-privately', 'Twitch lets no app write to buyers in private.'),
  ];
}
