import { toasts } from '#lib/shared/toasts.svelte.ts';
import type { Trail } from '../../../../server/api/schemas/rehearsals.ts';
import { say, trailOf } from './acts.ts';
import { trailSteps, type TrailSteps } from './trail-words.ts';

const lookEveryMs = 400;
const lookForMs = 150_000;

/** One thing that was said as a viewer, and its way through the hub as far as it has come. */
export class Spoken {
  readonly platform: string;
  readonly text: string;
  #trail = $state.raw<Trail | null>(null);
  #waitedMs = $state(0);
  #steps = $derived(trailSteps(this.#trail, this.#waitedMs));

  constructor(platform: string, text: string) {
    this.platform = platform;
    this.text = text;
  }
  get trail(): Trail | null {
    return this.#trail;
  }
  get steps(): TrailSteps {
    return this.#steps;
  }
  /** Looks until nothing more can come, or `stop` says that nobody watches any longer. */
  async watch(showId: string, platformId: string, stop: () => boolean): Promise<void> {
    const from = Date.now();
    while (!stop() && !this.#steps.over && this.#waitedMs < lookForMs) {
      const answer = await trailOf(showId, platformId);
      if (answer.ok) this.#trail = answer.value;
      this.#waitedMs = Date.now() - from;
      await new Promise((go) => setTimeout(go, lookEveryMs));
    }
  }
}

/** The viewer that a member plays in a rehearsal: through simulator and connector like everybody else. */
export class Viewer {
  #showId: string;
  #busy = $state(false);
  #spoken = $state.raw<Spoken[]>([]);
  #gone = false;

  constructor(showId: string) {
    this.#showId = showId;
  }
  get busy(): boolean {
    return this.#busy;
  }
  /** Newest first. */
  get spoken(): Spoken[] {
    return this.#spoken;
  }
  leave(): void {
    this.#gone = true;
  }
  async say(platform: string, name: string, text: string): Promise<boolean> {
    this.#busy = true;
    const answer = await say(this.#showId, platform, name, text);
    this.#busy = false;
    if (!answer.ok) {
      toasts.failed(answer.failure);
      return false;
    }
    const spoken = new Spoken(platform, text);
    this.#spoken = [spoken, ...this.#spoken].slice(0, 5);
    void spoken.watch(this.#showId, answer.value.platformId, () => this.#gone || !this.#spoken.includes(spoken));
    return true;
  }
}
