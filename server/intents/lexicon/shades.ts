import { fold, unmask } from '../fold.ts';

/**
 * The concepts that colours, sizes and materials are named by in every lexicon's `options` (the English words), and
 * which colour is a shade of which: who writes "blue" means the sky blue one where that is the only blue.
 * Never the other way round: who writes "navy" does not mean any blue.
 */
export const SHADES: Readonly<Record<string, string>> = {
  navy: 'blue',
  'light blue': 'blue',
  'royal blue': 'blue',
  teal: 'green',
  mint: 'green',
  olive: 'green',
  'army green': 'green',
  'dark green': 'green',
  'light green': 'green',
  maroon: 'red',
  'dark red': 'red',
  'hot pink': 'pink',
  'light pink': 'pink',
  'dusty pink': 'pink',
  'rose gold': 'pink',
  rose: 'pink',
  lilac: 'purple',
  'dark grey': 'grey',
  'light grey': 'grey',
  'dark brown': 'brown',
  'light brown': 'brown',
  khaki: 'brown',
  camel: 'brown',
  'off white': 'white',
  cream: 'beige',
  nude: 'beige',
  mustard: 'yellow',
  peach: 'orange',
  coral: 'orange',
};

/**
 * Words that leave open which colour is meant, which only the product can tell: Vietnamese 'xanh' is the green one where
 * nothing is blue. Vague concept → what it may be.
 */
export const VAGUE: Readonly<Record<string, readonly string[]>> = {
  'blue or green': [
    'blue',
    'navy',
    'light blue',
    'royal blue',
    'turquoise',
    'green',
    'teal',
    'mint',
    'olive',
    'army green',
    'dark green',
    'light green',
  ],
  'blue or light blue': ['blue', 'light blue'],
  'cream or beige': ['cream', 'beige', 'off white'],
  'nude or beige': ['nude', 'beige'],
  'gold or yellow': ['gold', 'yellow'],
};

const SIZES: Readonly<Record<string, string>> = {
  s: '小|小的|小さい|小さいの|小サイズ|소|작은|เล็ก|nhỏ|bé|kecil',
  m: '中|中的|中くらい|中サイズ|중|중간|กลาง|vừa|sedang',
  l: '大|大的|大きい|大きいの|大サイズ|대|큰|ใหญ่|lớn|besar',
};

/** Words of sizes that are believed only right after a code, an option or a number, as folded → concept. */
export const BARE_SIZES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SIZES).flatMap(([concept, list]) => list.split('|').map((word) => [unmask(fold(word)), concept])),
);
