import type { FeedMessage } from '../feed/entry.ts';
import type { ShowState } from '../feed/show-state.ts';
import { whereWords } from '../health/health-words.ts';

const stopped: Record<string, string> = { replies: 'replies', claims: 'claims', automatic: 'everything automatic' };

const moderated: Record<string, string> = {
  hide: 'hid a message',
  unhide: 'showed a message again',
  remove: 'deleted a message',
  timeout: 'timed an author out',
  ban: 'banned an author',
  unban: 'lifted a ban',
};

/** What a member did, as a sentence without its subject: the name stands before it. */
export function staffWords(message: FeedMessage, state: Pick<ShowState, 'products' | 'connections'>): string {
  const body = message.body ?? {};
  const text = (key: string): string => (typeof body[key] === 'string' ? body[key] : '');
  switch (body['action']) {
    case 'show-product': {
      const product = state.products.get(text('productId'));
      return product ? `shows ${product.code} ${product.title}` : 'shows no product now';
    }
    case 'stop':
      return `${body['on'] === true ? 'stopped' : 'let run again'}: ${stopped[text('what')] ?? text('what')}`;
    case 'claim':
      return text('handle') ? `made a claim by hand for @${text('handle')}` : 'made a claim by hand';
    case 'release':
      return 'released a held claim';
    case 'dismiss':
      return 'dismissed a held claim';
    case 'cancel':
      return 'cancelled a claim';
    case 'moderate':
      return moderated[text('kind')] ?? 'moderated';
    case 'answer':
      return `answered: ${message.text || text('text')}`;
    case 'resolve':
      return 'resolved a question';
    case 'allow':
      return 'allowed a held message';
    case 'deny':
      return 'denied a held message';
    case 'close-notice':
      return 'put an alert away';
    case 'rules':
      return Number(body['version']) === 0
        ? 'switched to the starter set of rules'
        : `switched to rules version ${String(body['version'])}`;
    case 'claim-words': {
      const words = Array.isArray(body['words']) ? body['words'].map((word) => `“${String(word)}”`) : [];
      return words.length === 0
        ? 'took the show’s own claim words away'
        : `set the show’s claim words: ${words.join(', ')}`;
    }
    case 'video-delay':
      return delayed(body, state);
    case 'resolve-reading':
      return body['lines'] === 'none' ? 'decided that a message is no claim' : 'decided what a message means';
    case 'unresolve':
      return 'took back what a message was decided to mean';
    case 'move-claims':
    case 'unmove': {
      const ids = body['claimIds'];
      const many = Array.isArray(ids) ? ids.length : 0;
      const to = state.products.get(text('toProductId'))?.code ?? 'another product';
      return `${body['action'] === 'unmove' ? 'moved back' : 'moved'} ${many} ${many === 1 ? 'claim' : 'claims'} to ${to}`;
    }
    case 'restock':
      return `changed the stock by ${String(body['delta'] ?? '')}`;
    default:
      return message.text || text('action').replaceAll('-', ' ');
  }
}

/** "set the video of TikTok to 8 s behind" */
function delayed(body: Record<string, unknown>, { connections }: Pick<ShowState, 'connections'>): string {
  const connection = connections.get(String(body['connectionId']));
  const where = connection ? ` of ${whereWords(connection, connections.values())}` : '';
  const seconds = Math.round(Number(body['ms'] ?? 0) / 100) / 10;
  const known = { measured: ', as measured', platform: ', as is usual there' }[String(body['how'])] ?? '';
  return `set the video${where} to ${String(seconds)} s behind${known}`;
}
