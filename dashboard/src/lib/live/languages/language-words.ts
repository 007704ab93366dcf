/** 'zh-Hant' and 'zh' are one language to who reads it. */
export const plainLanguage = (tag: string): string => tag.toLowerCase().split('-')[0] ?? tag;

/** The languages claims are read in, as a team may choose them. */
export const LANGUAGES = [
  ...['ar', 'de', 'en', 'es', 'fr', 'id', 'ja', 'ko', 'ms', 'pt', 'th', 'tl', 'vi', 'zh'],
] as const;

/** What something can be said in: one wording each for both ways of writing Chinese. */
export const SPOKEN = LANGUAGES.flatMap((one) => (one === 'zh' ? ['zh-Hans', 'zh-Hant'] : [one]));

/** 'Thai' for 'th', in the words of whoever looks; the tag itself where nobody has a word for it. */
export function languageName(tag: string, of: string): string {
  try {
    return new Intl.DisplayNames([of], { type: 'language' }).of(tag) ?? tag;
  } catch {
    // No tag at all: what a platform or an engine made up is shown as it is.
    return tag;
  }
}

/** What a person reads by what the browser says, in its order. */
export function languagesOf(browser: readonly string[]): string[] {
  const known = browser.map(plainLanguage).filter((one) => LANGUAGES.some((language) => language === one));
  return known.length > 0 ? [...new Set(known)] : ['en'];
}

/** May this be left as it is for somebody who reads these? What nobody could tell the language of is. */
export const isRead = (reads: readonly string[], language: string | null): boolean =>
  language === null || reads.includes(plainLanguage(language));
