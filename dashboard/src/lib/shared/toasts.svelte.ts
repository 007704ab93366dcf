import type { Failure } from './api.ts';
import { announcer } from './announcer.svelte.ts';

export interface Toast {
  id: number;
  tone: 'ok' | 'bad';
  text: string;
  /** What can still be taken back, while it stands there. */
  undo?: () => void;
}

/** Short word on how an act went. Failures stay until they are dismissed. */
class Toasts {
  #list = $state.raw<Toast[]>([]);
  #last = 0;

  get list(): Toast[] {
    return this.#list;
  }
  done(text: string): void {
    const id = this.#add('ok', text);
    announcer.say(text);
    setTimeout(() => this.dismiss(id), 4000);
  }
  /** Done, and to be taken back for eight seconds. */
  undoable(text: string, undo: () => void): void {
    const id = this.#add('ok', text, undo);
    announcer.say(text);
    setTimeout(() => this.dismiss(id), 8000);
  }
  failed(failure: Failure): void {
    this.#add('bad', failure.message);
    announcer.alert(failure.message);
  }
  dismiss(id: number): void {
    this.#list = this.#list.filter((toast) => toast.id !== id);
  }
  #add(tone: Toast['tone'], text: string, undo?: () => void): number {
    const id = ++this.#last;
    this.#list = [...this.#list.slice(-3), { id, tone, text, ...(undo === undefined ? {} : { undo }) }];
    return id;
  }
}

export const toasts = new Toasts();
