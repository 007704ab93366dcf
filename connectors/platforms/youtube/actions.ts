import { ConnectorError, type ActionDone, type Actions } from '../contract.ts';
import type { Api } from './api.ts';
import { cutText } from '../cut-text.ts';
import type { Own } from './own.ts';

export const TEXT_LENGTH = 200;

/** What the signed-in account does in the chat. Nothing is tried twice here: an insert has no key on YouTube's side. */
export function actionsOf(api: Api, liveChatId: string, own: Own) {
  const asAccount = () => {
    if (api.canAct) return;
    throw new ConnectorError('unsupported', 'An API key can only read: sign in with Google to write in the chat.', {
      final: true,
    });
  };
  return {
    async reply({ text, toHandle }: Actions['reply'], signal: AbortSignal): Promise<ActionDone> {
      asAccount();
      const said = cutText(addressed(text, toHandle), TEXT_LENGTH);
      if (said === '')
        throw new ConnectorError('refused', 'There is nothing to say: the text is empty.', { final: true });
      own.writing(said);
      const { id, snippet } = await api.insert(liveChatId, said, signal);
      own.wroteAs(snippet?.authorChannelId);
      return { id: id ?? null };
    },
    async remove({ messageId }: Actions['remove'], signal: AbortSignal): Promise<ActionDone> {
      asAccount();
      await api.remove(messageId, signal);
      return { id: messageId };
    },
    async ban({ authorId, forSeconds }: Actions['ban'], signal: AbortSignal): Promise<ActionDone> {
      asAccount();
      const length =
        forSeconds === null ? { type: 'permanent' } : { type: 'temporary', banDurationSeconds: String(forSeconds) };
      const { id } = await api.ban({ liveChatId, bannedUserDetails: { channelId: authorId }, ...length }, signal);
      return { id: id ?? null };
    },
  };
}

/** There are no threads in the chat: the name at the front is how somebody knows that they are meant. */
function addressed(text: string, toHandle: string | undefined): string {
  if (!toHandle || text.trim() === '') return text;
  return text.toLowerCase().includes(`@${toHandle.toLowerCase()}`) ? text : `@${toHandle} ${text}`;
}
