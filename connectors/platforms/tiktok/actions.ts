/** What we can do on TikTok: answer in the chat, through the sign server, as the account whose session is given. */
import { ConnectorError } from '../contract.ts';
import type { ActionDone, Actions } from '../contract.ts';
import { addressed, fitText } from './fit-text.ts';
import type { SignServer } from './sign.ts';

export const REPLY_NEEDS =
  'Replying on TikTok needs a paid sign-server key and the session cookie of the account that replies.';
export const REPLY_LENGTH = 150;

type Settings = Readonly<Record<string, string>>;

/** Null when replies are possible with these settings, otherwise the sentence that says what is missing. */
export const whyNoReply = (apiKey: string | null, settings: Settings): string | null =>
  apiKey && settings['sessionId'] ? null : REPLY_NEEDS;

export function replyWith(sign: SignServer, roomId: string, apiKey: string | null, settings: Settings) {
  return async (action: Actions['reply'], signal: AbortSignal): Promise<ActionDone> => {
    const missing = whyNoReply(apiKey, settings);
    if (missing) throw new ConnectorError('unsupported', missing, { final: true });
    const text = fitText(addressed(action.text, action.toHandle), REPLY_LENGTH);
    return { id: await sign.chat(roomId, text, cookiesOf(settings), signal) };
  };
}

/** The names under which TikTok's own pages keep the same session. */
function cookiesOf(settings: Settings): string {
  const session = encodeURIComponent(settings['sessionId'] ?? '');
  const names = ['sessionid', 'sessionid_ss', 'sid_tt', 'sid_guard'];
  const region = encodeURIComponent(settings['ttTargetIdc'] || 'useast1a');
  return [...names.map((name) => `${name}=${session}`), `tt-target-idc=${region}`].join('; ');
}
