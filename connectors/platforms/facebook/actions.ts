/** What the Page does. Nothing is tried twice here: Facebook knows no key of ours. */
import { ConnectorError, type ActionDone, type Actions } from '../contract.ts';
import { GraphRefusal } from '../meta/errors.ts';
import type { Api } from './api.ts';
import { cutText } from '../cut-text.ts';
import { COMMENT_LENGTH } from './manifest.ts';
import { messageOf, plain, type Sent } from './messages.ts';

type Of<K extends keyof Actions> = Actions[K];

export function actionsOf(api: Api, pageId: string, liveId: string) {
  /** Private replies of which nobody knows whether they left: "already replied" then says that they did. */
  const unsure = new Set<string>();

  /** A card that Facebook refuses goes as text: better plain than never. */
  async function send(
    to: { comment_id: string } | { id: string },
    { text, card }: Pick<Of<'message'>, 'text' | 'card'>,
    signal: AbortSignal,
  ): Promise<ActionDone> {
    const message = messageOf(text, card);
    refuseEmpty(message.text ?? 'card');
    const sent = (what: Sent) => api.sendTo(pageId, to, what, signal);
    const answer = await sent(message).catch((error: unknown) => {
      const refused = error instanceof GraphRefusal && error.cure === 'request' && message.attachment !== undefined;
      if (!refused) throw error;
      return sent(plain(text, card));
    });
    return { id: answer.message_id ?? null };
  }

  return {
    async reply({ text, toMessageId }: Of<'reply'>, signal: AbortSignal): Promise<ActionDone> {
      const said = cutText(text, COMMENT_LENGTH);
      refuseEmpty(said);
      const { id } = await api.reply(toMessageId ?? liveId, said, signal);
      return { id: id ?? null };
    },
    async 'private-reply'({ key, messageId, ...what }: Of<'private-reply'>, signal: AbortSignal): Promise<ActionDone> {
      try {
        return await send({ comment_id: messageId }, what, signal);
      } catch (error) {
        if (error instanceof GraphRefusal && error.cure === 'done' && unsure.has(key)) return { id: null };
        if (error instanceof ConnectorError && error.code === 'unknown-outcome') unsure.add(key);
        throw error;
      }
    },
    message: ({ authorId, ...what }: Of<'message'>, signal: AbortSignal) => send({ id: authorId }, what, signal),
    async hide({ messageId, hidden }: Of<'hide'>, signal: AbortSignal): Promise<ActionDone> {
      await api.hide(messageId, hidden, signal);
      return { id: messageId };
    },
    async remove({ messageId }: Of<'remove'>, signal: AbortSignal): Promise<ActionDone> {
      await api.remove(messageId, signal).catch(async (error: unknown) => {
        // The same answer for "is gone" and "not yours to delete": only where it cannot be read either it is gone.
        if (!(error instanceof GraphRefusal) || error.code !== 'not-found' || !(await isGone(api, messageId)))
          throw error;
      });
      return { id: messageId };
    },
    async ban({ authorId }: Of<'ban'>, signal: AbortSignal): Promise<ActionDone> {
      await api.block(pageId, authorId, signal);
      return { id: authorId };
    },
    async unban({ authorId }: Of<'unban'>, signal: AbortSignal): Promise<ActionDone> {
      await api.unblock(pageId, authorId, signal);
      return { id: authorId };
    },
  };
}

export async function isGone(api: Api, commentId: string): Promise<boolean> {
  try {
    await api.comment(commentId);
    return false;
  } catch (error) {
    if (error instanceof ConnectorError && error.code === 'not-found') return true;
    throw error;
  }
}

function refuseEmpty(text: string): void {
  if (text.trim() !== '') return;
  throw new ConnectorError('refused', 'There is nothing to say: the text is empty.', { final: true });
}
