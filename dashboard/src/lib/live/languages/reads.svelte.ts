import { isRead, languagesOf, plainLanguage } from './language-words.ts';

const key = 'hawker-reads';

/** The languages this person reads, the best first; kept in this browser. */
class Reads {
  #all = $state.raw<readonly string[]>(kept());

  get all(): readonly string[] {
    return this.#all;
  }
  /** What is translated is translated into this. */
  get into(): string {
    return this.#all[0] ?? 'en';
  }
  has(language: string | null): boolean {
    return isRead(this.#all, language);
  }
  /** Puts a language in or takes it out; one always stays. */
  turn(language: string): void {
    const one = plainLanguage(language);
    const rest = this.#all.filter((other) => other !== one);
    this.#keep(rest.length === this.#all.length ? [...rest, one] : rest);
  }
  putFirst(language: string): void {
    const one = plainLanguage(language);
    this.#keep([one, ...this.#all.filter((other) => other !== one)]);
  }
  #keep(all: readonly string[]): void {
    if (all.length === 0) return;
    this.#all = all;
    localStorage.setItem(key, all.join(' '));
  }
}

function kept(): readonly string[] {
  const text = localStorage.getItem(key)?.split(' ').filter(Boolean) ?? [];
  return text.length > 0 ? languagesOf(text) : languagesOf(navigator.languages);
}

export const reads = new Reads();
