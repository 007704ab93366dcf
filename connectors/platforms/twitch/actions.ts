import { ConnectorError, type ActionDone, type Actions } from '../contract.ts';
import type { Api } from './api.ts';
import { TEXT_LENGTH } from './manifest.ts';

/** The longest time-out Twitch knows: two weeks. */
const LONGEST_SECONDS = 1_209_600;

/** What the signed-in account does in the chat. Nothing is tried twice here: Twitch knows no key for a message. */
export function actionsOf(api: Api, ownId: string, channelId: string) {
  const asModerator = { broadcaster_id: channelId, moderator_id: ownId };
  return {
    async reply({ text, toMessageId, toHandle }: Actions['reply'], signal: AbortSignal): Promise<ActionDone> {
      // An answer under a message names its author by itself.
      const message = fitText(toMessageId ? text.trim() : addressed(text, toHandle), TEXT_LENGTH);
      if (message === '')
        throw new ConnectorError('refused', 'There is nothing to say: the text is empty.', { final: true });
      const parent = toMessageId ? { reply_parent_message_id: toMessageId } : {};
      const sent = await api.say({ broadcaster_id: channelId, sender_id: ownId, message, ...parent }, signal);
      // The request was fine and the message is still not in the chat.
      if (sent?.is_sent === false) throw dropped(sent.drop_reason ?? {});
      return { id: sent?.message_id ?? null };
    },
    async remove({ messageId }: Actions['remove'], signal: AbortSignal): Promise<ActionDone> {
      await api.remove({ ...asModerator, message_id: messageId }, signal);
      return { id: messageId };
    },
    async ban({ authorId, forSeconds }: Actions['ban'], signal: AbortSignal): Promise<ActionDone> {
      const duration = forSeconds === null ? {} : { duration: Math.min(Math.max(1, forSeconds), LONGEST_SECONDS) };
      await settled(api.ban(asModerator, { data: { user_id: authorId, ...duration } }, signal), /already banned/i);
      return { id: authorId };
    },
    async unban({ authorId }: Actions['unban'], signal: AbortSignal): Promise<ActionDone> {
      await settled(api.unban({ ...asModerator, user_id: authorId }, signal), /not banned/i);
      return { id: authorId };
    },
  };
}

function dropped({ code = '', message = '' }: { code?: string; message?: string }): ConnectorError {
  if (/rate_?limit|slow_?mode/i.test(code))
    return new ConnectorError('rate-limited', `Twitch held the message back: ${message || code}`, {
      retryAfterMs: 30_000,
    });
  return new ConnectorError('refused', `Twitch held the message back: ${message || code || 'no reason given'}`, {
    final: true,
  });
}

/** What already is as it was wanted is no refusal: the action was tried before. */
async function settled(asked: Promise<unknown>, already: RegExp): Promise<void> {
  await asked.catch((error: unknown) => {
    if (!(error instanceof ConnectorError && error.code === 'refused' && already.test(error.message))) throw error;
  });
}

/** Cuts to `limit` code points; a link at the end stays whole. */
export function fitText(text: string, limit: number): string {
  const whole = text.trim();
  if ([...whole].length <= limit) return whole;
  const link = /\shttps?:\/\/\S+$/u.exec(whole)?.[0] ?? '';
  const kept = [...link].length < limit ? link : '';
  const words = [...whole.slice(0, whole.length - link.length)].slice(0, limit - [...kept].length - 1);
  return `${words.join('').trimEnd()}…${kept}`;
}

function addressed(text: string, handle: string | undefined): string {
  if (!handle || text.trim() === '' || text.toLowerCase().includes(`@${handle.toLowerCase()}`)) return text;
  return `@${handle} ${text}`;
}
