import type { FeedDoubt } from '../feed/entry.ts';

type Line = FeedDoubt['choices'][number][number];

const goods = ({ code, variant, quantity }: Line): string => {
  const options = Object.values(variant).join(' / ');
  return `${code ?? 'what shows'}${options ? ` ${options}` : ''}${quantity !== null && quantity > 1 ? ` ×${quantity}` : ''}`;
};

/** "A12 red / M ×2 + B07": what would be claimed. */
export const choiceWords = (lines: readonly Line[]): string => lines.map(goods).join(' + ');

/** The key that does it; null for any other. */
export function choiceOfKey(key: string, choices: number): 0 | 1 | 'none' | null {
  if (key === '1' && choices > 0) return 0;
  if (key === '2' && choices > 1) return 1;
  return key === 'x' || key === 'X' ? 'none' : null;
}
