import type { PlatformEvent } from '../contract.ts';

const REMEMBERED = 10_000;

/** A private message names its sender by id alone; the comments told how they are called. */
export class Handles {
  readonly #byId = new Map<string, string>();

  learn(event: PlatformEvent): void {
    if (event.kind !== 'message' || !event.author?.id || event.author.handle === '') return;
    this.#byId.delete(event.author.id);
    this.#byId.set(event.author.id, event.author.handle);
    if (this.#byId.size <= REMEMBERED) return;
    const [oldest] = this.#byId.keys();
    if (oldest !== undefined) this.#byId.delete(oldest);
  }

  of(id: string): string {
    return this.#byId.get(id) ?? '';
  }
}
