import type { FeedMessage } from '../feed/entry.ts';
import type { ShowState } from '../feed/show-state.ts';
import { giftWords } from './gift-words.ts';
import { staffWords } from './staff-words.ts';

/** What a row says, whatever its kind. */
export function messageWords(message: FeedMessage, state: Pick<ShowState, 'products' | 'connections'>): string {
  switch (message.kind) {
    case 'gift':
      return giftWords(message);
    case 'staff':
      return staffWords(message, state);
    case 'follow':
      return 'follows now';
    case 'share':
      return 'shared the show';
    case 'ended':
      return 'the broadcast ended there';
    case 'pinned':
      return `shows in its shop: ${String(message.body?.['title'] ?? '')}`;
    default:
      return message.text;
  }
}
