import { chordOf, isTyping } from './chords.ts';

export interface Binding {
  /** Chords as `chordOf` names them; two with a space are pressed one after the other ("g l"). */
  keys: string[];
  /** How the sheet shows them, where it differs. */
  shown?: string;
  label: string;
  group: string;
  run: (event: KeyboardEvent) => void;
}

const kept = 'hawker-keys';

/** The one keyboard table. Pages add what they can do and take it away again; the sheet shows what is there now. */
class Keys {
  #sets = $state.raw<Binding[][]>([]);
  #on = $state(localStorage.getItem(kept) !== 'off');
  #prefix = '';
  #prefixUntil = 0;

  get list(): Binding[] {
    return this.#sets.flat();
  }
  /** Single letters can be turned off (WCAG 2.1.4). */
  get on(): boolean {
    return this.#on;
  }
  turn(on: boolean): void {
    this.#on = on;
    localStorage.setItem(kept, on ? 'on' : 'off');
  }
  add(bindings: Binding[]): () => void {
    this.#sets = [...this.#sets, bindings];
    return () => (this.#sets = this.#sets.filter((set) => set !== bindings));
  }
  handle(event: KeyboardEvent): void {
    if (!this.#on || event.defaultPrevented || isTyping(event)) return;
    const chord = chordOf(event);
    if (chord === null) return;
    const prefix = event.timeStamp < this.#prefixUntil ? this.#prefix : '';
    this.#prefix = '';
    const found = this.#find(prefix ? `${prefix} ${chord}` : chord);
    if (found) {
      event.preventDefault();
      found.run(event);
    } else if (!prefix && this.list.some((binding) => binding.keys.some((key) => key.startsWith(`${chord} `)))) {
      this.#prefix = chord;
      this.#prefixUntil = event.timeStamp + 1200;
    }
  }
  /** The newest set wins: a page may take over a key of the frame around it. */
  #find(chord: string): Binding | undefined {
    return this.list.findLast((binding) => binding.keys.includes(chord));
  }
}

export const keys = new Keys();
