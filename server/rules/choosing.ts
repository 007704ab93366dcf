import { failing } from './compile.ts';
import type { CompiledRules, ReadyRule } from './compile.ts';
import { conditionSaid, limitSaid } from './because.ts';
import type { Heard } from './heard.ts';
import { limitedAfter, limitedBy } from './limiting.ts';
import type { Limited } from './limiting.ts';
import type { Because } from './rule-set.ts';
import type { RulesState } from './rules-state.ts';

/** Which rules act on an event. */
export interface Chosen {
  /** In order. One that holds the message stands alone. */
  acting: readonly ReadyRule[];
  shadow: readonly ReadyRule[];
  /** With what their limits remember now. */
  state: RulesState;
}

/** Told of each rule that was looked at and why it does not act; null: it acts. */
export type Told = (ready: ReadyRule, because: Because | null) => void;

/**
 * Tries the rules in order. `allowed`: a person has let the message through, so nothing holds it any more.
 * A rule in shadow stops and limits nothing but shadows.
 */
export function chosenOf(
  set: CompiledRules,
  heard: Heard,
  state: RulesState,
  allowed: boolean,
  told: Told | null = null,
): Chosen {
  const walk = new Walk(state);
  for (const ready of told === null ? set.index.about(heard) : set.rules) {
    const because = walk.keptFrom(ready, heard, allowed);
    told?.(ready, because);
    if (because === null) walk.act(ready, heard);
    else if (walk.holder !== null && told === null) break;
  }
  return walk.chosen();
}

class Walk {
  acting: ReadyRule[] = [];
  shadow: ReadyRule[] = [];
  holder: ReadyRule | null = null;
  #state: RulesState;
  #limits: RulesState['limits'];
  /** Of the shadows alone: what is left where a rule holds the message and the others have not acted after all. */
  #shadowLimits: RulesState['limits'];
  #stoppedBy: { on: ReadyRule | null; shadow: ReadyRule | null } = { on: null, shadow: null };

  constructor(state: RulesState) {
    this.#state = state;
    this.#limits = state.limits;
    this.#shadowLimits = state.limits;
  }

  keptFrom(ready: ReadyRule, heard: Heard, allowed: boolean): Because | null {
    const { rule } = ready;
    if (rule.state === 'off') return OFF;
    if (this.holder !== null) return heldBy(this.holder);
    const stopper = this.#stoppedBy.on ?? (rule.state === 'shadow' ? this.#stoppedBy.shadow : null);
    if (stopper !== null) return stoppedBy(stopper);
    const failed = failing(ready, heard);
    if (failed !== null)
      return { what: 'condition', field: failed.field, sentence: conditionSaid(failed.field, rule, heard) };
    if (allowed && ready.holds) return ALLOWED;
    const limit = limitedBy(rule.limits, this.#limits[rule.id], heard.row);
    return limit === null ? null : { what: 'limit', limit, sentence: limitSaid(limit, rule) };
  }

  act(ready: ReadyRule, heard: Heard): void {
    const { rule } = ready;
    const isShadow = rule.state === 'shadow';
    if (isShadow) this.shadow.push(ready);
    else if (ready.holds) {
      this.holder = ready;
      this.acting = [ready];
      this.#limits = this.#shadowLimits;
    } else this.acting.push(ready);
    const limited = limitedAfter(rule, this.#limits[rule.id], heard.row);
    if (limited !== undefined && rule.limits !== undefined) {
      this.#limits = this.#with(this.#limits, rule.id, limited);
      if (isShadow) this.#shadowLimits = this.#with(this.#shadowLimits, rule.id, limited);
    }
    if (rule.stop) this.#stoppedBy = { ...this.#stoppedBy, [isShadow ? 'shadow' : 'on']: ready };
  }

  /** Copied once an event, however many rules act on it; what came in is never changed. */
  #with(limits: RulesState['limits'], id: string, limited: Limited): RulesState['limits'] {
    const own: Record<string, Limited> = limits === this.#state.limits ? { ...limits } : limits;
    own[id] = limited;
    return own;
  }

  chosen(): Chosen {
    const { acting, shadow } = this;
    const state = this.#limits === this.#state.limits ? this.#state : { ...this.#state, limits: this.#limits };
    return { acting, shadow, state };
  }
}

const OFF: Because = { what: 'off', sentence: 'it is switched off' };
const ALLOWED: Because = { what: 'allowed', sentence: 'a person has allowed this message' };
const heldBy = ({ rule }: ReadyRule): Because => ({
  what: 'held',
  by: rule.id,
  sentence: `“${rule.name}” holds the message until a person allows it`,
});
const stoppedBy = ({ rule }: ReadyRule): Because => ({
  what: 'stopped',
  by: rule.id,
  sentence: `“${rule.name}” acted and says that no other rule is tried after it`,
});
