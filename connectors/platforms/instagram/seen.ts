/** Which comments of a live have been delivered, and the cursor that says so. Ids only: there is no time to go by. */

const REMEMBERED = 20_000;
/** As many as a resume needs to find its place, though some were deleted meanwhile. */
const IN_CURSOR = 20;

export class Seen {
  readonly #liveId: string;
  readonly #ids = new Set<string>();
  #latest: string[] = [];

  constructor(liveId: string) {
    this.#liveId = liveId;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Not delivered, and not to be. */
  pass(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size <= REMEMBERED) return;
    const [oldest] = this.#ids;
    if (oldest !== undefined) this.#ids.delete(oldest);
  }

  deliver(id: string): void {
    this.pass(id);
    this.#latest = [...this.#latest.slice(1 - IN_CURSOR), id];
  }

  get cursor(): string {
    return `${this.#liveId}:${this.#latest.join(',')}`;
  }

  /** Where a session left off; `sameLive` is false for a cursor of an earlier broadcast, or one that is none. */
  resume(cursor: string): { sameLive: boolean } {
    const [liveId, ids = ''] = cursor.split(':');
    if (liveId !== this.#liveId) return { sameLive: false };
    for (const id of ids.split(',')) if (id !== '') this.deliver(id);
    return { sameLive: true };
  }
}
