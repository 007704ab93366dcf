import { get, post, type Failure } from '#lib/shared/api.ts';
import type { Action } from '../../../../server/api/schemas/me.ts';
import type { Me } from '../../../../server/api/schemas/me.ts';

/** Who sits here and what they may do. The hub checks again at every call: this only decides what is drawn. */
class Session {
  #me = $state.raw<Me | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #asked = $state(false);

  get me(): Me | null {
    return this.#me;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  /** The hub has answered once, one way or the other. */
  get asked(): boolean {
    return this.#asked;
  }
  may(action: Action): boolean {
    return this.#me?.may.includes(action) ?? false;
  }
  async load(): Promise<void> {
    const answer = await get<Me>('/api/me');
    this.#asked = true;
    this.#me = answer.ok ? answer.value : null;
    this.#failure = answer.ok || answer.failure.status === 401 ? null : answer.failure;
  }
  /** Leaves by a full page load: nothing of one person's show stays in the memory of the next one's page. */
  async signOut(): Promise<void> {
    await post('/api/sign-out');
    location.assign('/sign-in');
  }
}

export const session = new Session();
