import { describe, expect, it } from 'vitest';
import { readingContext } from './context.ts';
import { readIntent } from './read.ts';

const context = readingContext([
  { code: '101', title: 'Frying pan', options: { color: ['black', 'red'], size: ['24cm', '28cm'] } },
  { code: '310', title: 'Bento box', options: { size: ['500ml', '800ml'] } },
  { code: '426', title: 'Thermos bottle', options: { color: ['silver', 'black'], size: ['350ml', '750ml'] } },
  { code: 'L1', title: 'Lipstick', options: { color: ['rose', 'coral', 'nude'] } },
  { code: 'R7', title: 'Birthstone', options: { color: ['oro', 'plata'], size: ['6', '7', '8'] } },
  { code: 'E14', title: 'Hoops', options: { color: ['doré', 'argenté'], size: ['petit', 'moyen', 'grand'] } },
  { code: 'TX9', title: 'Plush bear', options: { size: ['klein', 'groß'] } },
  { code: 'W33', title: 'Cord', options: { color: ['แดง', 'ดำ', 'น้ำเงิน'] } },
]);
const read = (text: string) => readIntent(text, context, 'e14');
const sold = (text: string) => {
  const got = read(text);
  return got.intent === 'claim' && !got.needsLook
    ? got.lines.map((line) => [line.code, Object.values(line.variant).sort().join(' '), line.quantity].join('/'))
    : got.intent + (got.needsLook ? '?' : '');
};

describe('what sold the wrong thing once', () => {
  it.each(['101?', '310 ?', '426??', '101？', '１０１ ?'])('%s asks about a product', (text) => {
    expect(sold(text)).toBe('question');
    expect(read(text).topic).toBe('product');
  });

  it.each([
    ['R7シルバー8号ください', ['R7/8 plata/1']],
    ['R7 8号', ['R7/8/1']],
    ['R7 银 8号 要', ['R7/8 plata/1']],
    ['R7 8번 주세요', ['R7/8/1']],
    ['R7 5号', 'claim?'],
    ['R7 12号', 'claim?'],
  ])('%s: a number with 号 beside a code is a size', (text, expected) => expect(sold(text)).toEqual(expected));

  it.each([
    '101 red 26cm',
    'mine 310 1000ml',
    '101 黑 26公分',
    '101 สีดำ 26 ซม',
    'L1我要藍莓色',
    'L1 와인버건디색 주세요',
    'W33 小',
    'TX9 中 ください',
  ])('%s names what the product does not have: a person looks', (text) => expect(sold(text)).toBe('claim?'));

  it.each([
    ['101 red 28 cm', ['101/28cm red/1']],
    ['101 黑 28公分', ['101/28cm black/1']],
    ['mine 101 red, I am 160cm', ['101/red/1']],
    ['我要兩支L1玫瑰色', ['L1/rose/2']],
    ['L1 ローズ', ['L1/rose/1']],
    ['L1 로즈 주세요', ['L1/rose/1']],
    ['E14ゴールド小を2つ', ['E14/doré petit/2']],
    ['E14 金色 小', ['E14/doré petit/1']],
    ['E14 nhỏ lấy', ['E14/petit/1']],
    ['E14 ทอง ใหญ่', ['E14/doré grand/1']],
    ['TX9 大きい ください', ['TX9/groß/1']],
  ])('%s is said in other words than the catalog', (text, expected) => expect(sold(text)).toEqual(expected));

  it.each([
    ['I want two W33 one red one black', ['W33/แดง/1', 'W33/ดำ/1']],
    ['2 W33 red and black', ['W33/แดง/1', 'W33/ดำ/1']],
    ['3 W33, 2 red 1 black', ['W33/แดง/2', 'W33/ดำ/1']],
    ['W33 2เส้น แดง 1 ดำ 1', ['W33/แดง/1', 'W33/ดำ/1']],
    ['W33 2本 赤と黒', ['W33/แดง/1', 'W33/ดำ/1']],
    ['W33 2 red 2 black', ['W33/แดง/2', 'W33/ดำ/2']],
    ['4 W33 2 red 2 black', ['W33/แดง/2', 'W33/ดำ/2']],
    ['2 R7 plata 6 and 7', ['R7/6 plata/1', 'R7/7 plata/1']],
    ['R7 2 plata 6 and 7', 'claim?'],
    ['2 R7 plata 6', ['R7/6 plata/2']],
    ['3 W33 red and black', 'claim?'],
    ['W33 2 red and black', 'claim?'],
    ['two W33 one red', 'claim?'],
  ])('%s: a total is no amount of one colour', (text, expected) => expect(sold(text)).toEqual(expected));

  it.each([
    ['I already have that pan, got it at Ikea for 15', 'none'],
    ['mine 101 for 15', 'claim?'],
    ['mine 101 @ 15', ['101//1']],
    ['mine @ 101', ['101//1']],
    ['i am 101 lol', 'none'],
    ['E14 size 小 要', ['E14/petit/1']],
    ['not 310, 426 silver 750ml pls', ['426/750ml silver/1']],
    ['not 310, 101 red', ['101/red/1']],
    ['101 red not 310', ['101/red/1']],
  ])('%s', (text, expected) => expect(sold(text)).toEqual(expected));
});

describe('words that take, inside sentences', () => {
  it.each([
    ["I'd take the 101 if it was cheaper", 'none'],
    ['mali po yung kulay na pinadala nyo sakin', 'complaint'],
    ['剛下班來看一下', 'none'],
    ['manda um beijo pra minha mãe', 'none'],
    ['mine, my WhatsApp +60 12 345 6789', ['//1']],
    ['mine LI coral', 'claim?'],
    ['E14 for my daughter', ['E14//1']],
    ['deux E14 pour mon fils de 6 ans', ['E14//2']],
    ['nak 101 hitam 24cm, pos ke Sabah berapa?', ['101/24cm black/1']],
    ['nak 101 hitam, 24cm ada?', 'question'],
    ['E14 doré ke argenté?', 'question'],
  ])('%s', (text, expected) => expect(sold(text)).toEqual(expected));

  it('the code a “not” is said of is the one to be cancelled', () =>
    expect(read('doch kein E14, bitte stornieren').lines).toEqual([{ code: 'E14', variant: {}, quantity: null }]));

  it('letters that look like the digits of a code are offered as that code', () =>
    expect(read('mine LI coral').choices[0]).toEqual([{ code: 'L1', variant: { color: 'coral' }, quantity: 1 }]));
});
