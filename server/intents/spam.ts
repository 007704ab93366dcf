const HIDDEN_LINK =
  /\b(?:bit|tinyurl|wa|t)\s?[.[(]{1,2}\s?(?:dot|\.)?\s?[\])]?\s?(?:ly|com|me)\b|\w\s?[[(]\s?(?:dot|\.|punto|ponto|punkt)\s?[\])]\s?\w{2,}|\w\s(?:dot|punto|ponto|punkt)\s(?:com|net|shop|store|xyz|ly|me|io)\b|\w\s?\.\s(?:com|net|shop|xyz|store)\b|\w\s\.\s?(?:com|net|shop|xyz|store)\b/;

/** Links that are written so that a filter does not see them. */
export const isAdvertising = (folded: string): boolean =>
  /dot|\.|punto|ponto|punkt|\[/.test(folded) && HIDDEN_LINK.test(folded);
