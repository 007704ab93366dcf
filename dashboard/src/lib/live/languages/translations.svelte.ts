import { get, post } from '#lib/shared/api.ts';
import { Resource } from '#lib/shared/resource.svelte.ts';
import type { TranslationEngine, Translations as Answer } from '../../../../../server/api/schemas/translations.ts';
import { reads } from './reads.svelte.ts';

export const engine = new Resource<TranslationEngine>(() => get<TranslationEngine>('/api/translation'));

export interface Translated {
  text: string;
  source: string | null;
}

/** What a walk over many messages asks for goes out as one request. */
const GATHERED_MS = 120;
const MOST_AT_ONCE = 20;
const MOST_KEPT = 500;

/** What messages of one show say in the language this person reads; each is asked for once. */
export class Translations {
  readonly #showId: string;
  #known = $state.raw<ReadonlyMap<string, Translated>>(new Map());
  #sentence = $state.raw<string | null>(null);
  #asked = new Set<string>();
  #waiting = new Set<number>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(showId: string) {
    this.#showId = showId;
  }
  of(seq: number): Translated | null {
    return this.#known.get(keyOf(seq)) ?? null;
  }
  /** Why the last ones are missing. */
  get sentence(): string | null {
    return this.#sentence;
  }
  /** `again`: also what was asked for before and did not come. */
  ask(seq: number, again = false): void {
    const key = keyOf(seq);
    if (this.#known.has(key) || (this.#asked.has(key) && !again)) return;
    this.#asked.add(key);
    this.#waiting.add(seq);
    this.#timer ??= setTimeout(() => void this.#send(), GATHERED_MS);
  }
  async #send(): Promise<void> {
    this.#timer = null;
    const seqs = [...this.#waiting].slice(-MOST_AT_ONCE);
    // Those before them have been walked past.
    this.#waiting.clear();
    const { into } = reads;
    const answer = await post<Answer>(`/api/shows/${this.#showId}/translations`, { seqs, into });
    if (!answer.ok) {
      this.#sentence = answer.failure.message;
      return;
    }
    const known = [...this.#known, ...answer.value.translations.map((one) => [`${into} ${one.seq}`, one] as const)];
    this.#known = new Map(known.slice(-MOST_KEPT));
    if (this.#asked.size > 4 * MOST_KEPT) this.#asked = new Set(this.#known.keys());
    this.#sentence = answer.value.sentence;
  }
}

const keyOf = (seq: number): string => `${reads.into} ${seq}`;

const byShow = new Map<string, Translations>();
/** The same for the whole page, so that tray and pane do not both ask. */
export function translationsOf(showId: string): Translations {
  let found = byShow.get(showId);
  if (found === undefined) byShow.clear();
  byShow.set(showId, (found ??= new Translations(showId)));
  return found;
}
