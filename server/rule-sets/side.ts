import { recorded } from '../rules/cancelling.ts';
import type { Snapshot } from '../rules/catalog.ts';
import { decide } from '../rules/decide.ts';
import type { KnownClaim, LogRow } from '../rules/log-row.ts';
import { chosenFor } from '../rules/ruling.ts';
import { FIRST_STATE, type DecideState } from '../rules/state.ts';
import { counted, type Tally } from '../rules/tally.ts';
import type { Side } from './compare.ts';
import { effectWords } from './effect-words.ts';

/** One way of deciding a show, folded row by row as the decide lane does it; nothing is written. */
export class Deciding {
  #state: DecideState = FIRST_STATE;
  readonly #snapshot: Snapshot;
  readonly #known = new Map<string, KnownClaim[]>();
  readonly #tally: Tally = new Map();

  /** Any version of the show may ask for it later, and then asks for all of it. */
  readonly #tallied: boolean;

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
    this.#tallied = [...snapshot.rules.versions.values()].some((set) => set.wants.tally);
  }

  next(row: LogRow): Side {
    const before = this.#state;
    const [state, effects] = decide(before, row, this.#snapshot, this.#known, this.#tally);
    for (const effect of effects)
      if (effect.do === 'claim' && effect.authorId !== null && !this.#known.has(effect.authorId))
        this.#known.set(effect.authorId, []);
    recorded(this.#known, effects);
    const acting = (): string[] => this.#acting(before, row);
    if (this.#tallied) counted(this.#tally, row, effects);
    this.#state = state;
    const read = effects.find((effect) => effect.do === 'reading');
    return {
      effects,
      words: effects.length === 0 ? NOTHING : effects.flatMap((effect) => effectWords(effect, this.#snapshot) ?? []),
      acting,
      needsLook: read?.do === 'reading' && read.reading.needsLook,
    };
  }

  /** Names of the rules that acted on a row; asked only of rows that differ, and before the next row is decided. */
  #acting(before: DecideState, row: LogRow): string[] {
    if (row.history || row.own || row.kind === 'staff') return [];
    const { acting, shadow } = chosenFor(before, row, row.read ?? null, this.#snapshot, this.#tally, false);
    return [...acting.map(({ rule }) => rule.name), ...shadow.map(({ rule }) => `${rule.name} (shadow)`)];
  }
}

const NOTHING: readonly string[] = [];
