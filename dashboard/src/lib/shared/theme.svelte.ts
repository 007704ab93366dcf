export type ThemeName = 'auto' | 'dark' | 'light';
const names: ThemeName[] = ['auto', 'dark', 'light'];
const key = 'hawker-theme';

const isTheme = (value: string | null): value is ThemeName => names.some((name) => name === value);

/** Dark, light, or as the system says; kept in this browser. */
class Theme {
  #name = $state<ThemeName>('auto');

  constructor() {
    const kept = localStorage.getItem(key);
    if (isTheme(kept)) this.#name = kept;
    this.#show();
  }
  get name(): ThemeName {
    return this.#name;
  }
  next(): void {
    this.#name = names[(names.indexOf(this.#name) + 1) % names.length] ?? 'auto';
    localStorage.setItem(key, this.#name);
    this.#show();
  }
  #show(): void {
    if (this.#name === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.#name;
  }
}

export const theme = new Theme();
