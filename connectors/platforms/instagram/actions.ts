import { ConnectorError, type ActionDone, type Actions, type Card } from '../contract.ts';
import { GraphRefusal } from '../meta/errors.ts';
import { textOf } from '../meta/hook.ts';
import type { Found } from './account.ts';
import type { Api } from './api.ts';
import { cutBytes } from './cut.ts';
import type { LiveState } from './live.ts';
import { MESSAGE_BYTES } from './manifest.ts';

/** One message a comment while on air; more only after the person has answered. Nothing is tried twice here. */
export function actionsOf(api: Pick<Api, 'send' | 'liveMedia'>, { liveId, own }: Found, state: LiveState) {
  const done = ({ message_id: id }: { message_id?: string | null }): ActionDone => ({ id: textOf(id) });

  async function isOver(): Promise<boolean> {
    if (state.over) return true;
    const live = await api.liveMedia(own.igId).catch(() => null);
    return live !== null && !live.some(({ id }) => textOf(id) === liveId);
  }

  return {
    async 'private-reply'(
      { messageId, text, card }: Actions['private-reply'],
      signal: AbortSignal,
    ): Promise<ActionDone> {
      if (state.over) throw afterTheEnd();
      try {
        return done(await api.send(own.igId, { comment_id: messageId }, worded(text, card), signal));
      } catch (error) {
        // Meta names the end in several ways: only the list of lives says it for certain.
        const mayBeTheEnd = error instanceof GraphRefusal && ['gone', 'window', 'request'].includes(error.cure);
        if (mayBeTheEnd && (await isOver())) throw afterTheEnd();
        throw error;
      }
    },
    async message({ authorId, text, card }: Actions['message'], signal: AbortSignal): Promise<ActionDone> {
      return done(await api.send(own.igId, { id: authorId }, worded(text, card), signal));
    },
  };
}

const afterTheEnd = () =>
  new ConnectorError(
    'ended',
    'The broadcast has ended: Instagram takes a private reply to a live comment only while it is on air.',
    { final: true },
  );

/** Always words: a template is not shown on a computer, and is not promised in a private reply. */
function worded(text: string, card: Card | undefined): string {
  const [button] = card?.buttons ?? [];
  const words = text.trim() || (card ? [card.title, card.subtitle].filter(Boolean).join('\n') : '');
  const whole = button && !words.includes(button.url) ? `${words} ${button.url}` : words;
  const cut = cutBytes(whole, MESSAGE_BYTES);
  if (cut === '') throw new ConnectorError('refused', 'There is nothing to say: the text is empty.', { final: true });
  return cut;
}
