/**
 * What the words of one language mean in a live sale. Data only; words are written as people write them and are folded
 * when the index is made. Lists are one string, words parted by '|'.
 */
export interface Lexicon {
  language: string;
  /** Takes goods by itself ("mine"): with no code it means the product now showing. */
  claim: string;
  /** Takes goods only together with a code, a quantity or an option ("want"). */
  wish: string;
  cancel: string;
  negation: string;
  /** "maybe", "if", "I wish I could": what stands beside it is not taken at its word. */
  hedge?: string;
  topics: Partial<Record<Topic, string>>;
  /** Words that make a question without a question mark. */
  asking: string;
  complaint: string;
  praise: string;
  /** Politeness and small words that change nothing. */
  filler: string;
  /** "or": two products named with it are a question. */
  or: string;
  /** Words that say that a code follows (or, in the languages that do so, went before). */
  codeMark: string;
  numbers: Record<string, number>;
  /** "pieces": the number beside it is a quantity. */
  counters: string;
  /** Colours and sizes. concept → words; concepts are the English words, the same in every language (shades.ts). */
  options: Record<string, string>;
  /** Materials and patterns: an option where the catalog has it, else it only describes and says nothing. */
  looks?: Record<string, string>;
}

/** One list out of several lines, so that a reviewer finds the words of a kind together. */
export const words = (...lines: string[]): string => lines.join('|');

export type Topic = 'price' | 'link' | 'stock' | 'size' | 'shipping' | 'payment' | 'product' | 'other';
