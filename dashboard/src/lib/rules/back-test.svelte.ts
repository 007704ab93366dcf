import { get, post, remove, type Failure } from '#lib/shared/api.ts';
import type { BackTest, Rule } from '../../../../server/api/schemas/rules.ts';

const LOOK_EVERY_MS = 400;

/** One back-test at the desk: begun, watched, stopped. */
export class BackTesting {
  #id: string | null = null;
  #now = $state.raw<BackTest | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  get now(): BackTest | null {
    return this.#now;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  get running(): boolean {
    return this.#now?.state === 'running';
  }
  /** `rules` null: the versions that decided then. */
  async start(showIds: string[], rules: Rule[] | null): Promise<void> {
    this.leave();
    this.#failure = null;
    this.#now = { state: 'running', done: 0, of: 0, sentence: null, result: null };
    const answer = await post<{ test: string }>('/api/rules/back-tests', { showIds, rules });
    if (!answer.ok) return this.#fail(answer.failure);
    this.#id = answer.value.test;
    this.#later();
  }
  async stop(): Promise<void> {
    if (this.#id === null) return;
    const answer = await remove(`/api/rules/back-tests/${this.#id}`);
    if (!answer.ok) return this.#fail(answer.failure);
    await this.#look();
  }
  leave(): void {
    clearTimeout(this.#timer);
    if (this.running && this.#id !== null) void remove(`/api/rules/back-tests/${this.#id}`);
    this.#id = null;
  }
  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), LOOK_EVERY_MS);
  }
  async #look(): Promise<void> {
    const id = this.#id;
    if (id === null) return;
    const answer = await get<BackTest>(`/api/rules/back-tests/${id}`);
    if (id !== this.#id) return;
    if (!answer.ok) return this.#fail(answer.failure);
    this.#now = answer.value;
    if (answer.value.state === 'running') this.#later();
  }
  #fail(failure: Failure): void {
    this.#failure = failure;
    this.#now = null;
    this.#id = null;
  }
}
