import { expect, test } from 'vitest';
import { messageOf, plain } from './messages.ts';

const LINK = 'https://shop.example/c/1';
const buttons = [{ title: 'Pay now, as long as it lasts', url: LINK }];

test('words alone are a text, cut to 2,000 with the link at the end kept', () => {
  expect(messageOf('It is yours', undefined)).toEqual({ text: 'It is yours' });
  const { text = '' } = messageOf(`${'ขอบคุณ '.repeat(600)}${LINK}`, undefined);
  expect(text.length).toBeLessThanOrEqual(2_000);
  expect(text.endsWith(LINK)).toBe(true);
});

test('words with a button are the button template', () => {
  expect(messageOf('It is yours', { title: 'Lamp', buttons })).toEqual({
    attachment: {
      type: 'template',
      payload: {
        ...{ template_type: 'button', text: 'It is yours' },
        buttons: [{ type: 'web_url', url: LINK, title: 'Pay now, as long as…' }],
      },
    },
  });
});

test('a product with a picture is a card of the generic template, held to 80 characters', () => {
  const card = { title: 'Lamp '.repeat(40), imageUrl: 'https://shop.example/lamp.jpg', buttons };
  expect(messageOf('It is yours', card)).toMatchObject({
    attachment: {
      payload: {
        template_type: 'generic',
        elements: [
          { subtitle: 'It is yours', image_url: card.imageUrl, default_action: { type: 'web_url', url: LINK } },
        ],
      },
    },
  });
  const sent = JSON.stringify(messageOf('It is yours', card));
  expect(/"title":"([^"]+)","subtitle"/.exec(sent)?.[1]?.length).toBeLessThanOrEqual(80);
});

test('no more than three buttons, and none that leads nowhere', () => {
  const many = ['1', '2', '3', '4'].map((title) => ({ title, url: `${LINK}/${title}` }));
  const bad = { title: 'x', url: 'javascript:alert(1)' };
  const sent = JSON.stringify(messageOf('Pick', { title: 'Lamp', buttons: [bad, ...many] }));
  expect(sent.match(/web_url/g)).toHaveLength(3);
  expect(sent).not.toContain('javascript');
});

test('as text a card still leads to its address', () => {
  expect(plain('It is yours', { title: 'Lamp', buttons })).toEqual({ text: `It is yours ${LINK}` });
  expect(plain('', { title: 'Lamp', subtitle: '12 dollars', buttons })).toEqual({ text: `Lamp\n12 dollars ${LINK}` });
  expect(plain(`Pay at ${LINK}`, { title: 'Lamp', buttons })).toEqual({ text: `Pay at ${LINK}` });
});
