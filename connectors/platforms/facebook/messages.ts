/** A private message as the Send API takes it: text, text with buttons, or a product card. Pure. */
import type { Card } from '../contract.ts';
import { cutText } from '../cut-text.ts';

export const MESSAGE_LENGTH = 2_000;
const TITLE_LENGTH = 80;
const BUTTON_TITLE_LENGTH = 20;
const BUTTON_TEXT_LENGTH = 640;
const MOST_BUTTONS = 3;

export interface Sent {
  text?: string;
  attachment?: { type: 'template'; payload: object };
}

/**
 * There is one message only: a card stands for the text, which goes under its picture where the card has no words of
 * its own, or above its buttons where it has no picture. Without either it is plain text.
 */
export function messageOf(text: string, card: Card | undefined): Sent {
  const buttons = (card?.buttons ?? []).filter(({ url }) => /^https?:\/\//i.test(url)).slice(0, MOST_BUTTONS);
  if (!card) return plain(text);
  if (card.imageUrl) return generic(card, text, buttons.map(toButton));
  if (buttons.length > 0 && text.trim() !== '' && text.length <= BUTTON_TEXT_LENGTH) {
    const payload = { template_type: 'button', text: text.trim(), buttons: buttons.map(toButton) };
    return { attachment: { type: 'template', payload } };
  }
  return buttons.length > 0 && text.trim() === '' ? generic(card, text, buttons.map(toButton)) : plain(text, card);
}

/** The same without a card, for a platform that refuses it: the first address stands at the end. */
export function plain(text: string, card?: Card): Sent {
  const url = card?.buttons[0]?.url;
  const words = text.trim() || (card ? [card.title, card.subtitle].filter(Boolean).join('\n') : '');
  const whole = url && !words.includes(url) ? `${words} ${url}` : words;
  return { text: cutText(whole, MESSAGE_LENGTH) };
}

function generic({ title, subtitle, imageUrl }: Card, text: string, buttons: object[]): Sent {
  const url = (buttons[0] as { url?: string } | undefined)?.url;
  const under = subtitle || text.trim();
  const element = {
    title: cutText(title || text, TITLE_LENGTH),
    ...(under ? { subtitle: cutText(under, TITLE_LENGTH) } : {}),
    ...(imageUrl ? { image_url: imageUrl } : {}),
    ...(url ? { default_action: { type: 'web_url', url } } : {}),
    ...(buttons.length > 0 ? { buttons } : {}),
  };
  return { attachment: { type: 'template', payload: { template_type: 'generic', elements: [element] } } };
}

const toButton = ({ title, url }: Card['buttons'][number]) => ({
  ...{ type: 'web_url', url, title: cutText(title, BUTTON_TITLE_LENGTH) },
});
