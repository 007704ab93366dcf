import { compileRules } from './compile.ts';
import type { RulesOfShow } from './rules-state.ts';
import { starterRules } from './starter.ts';

/** The rules of a show that uses nothing but the starter set. */
export function starterOnly(language: string): RulesOfShow {
  return { first: 0, versions: new Map([[0, compileRules(starterRules(language))]]) };
}
