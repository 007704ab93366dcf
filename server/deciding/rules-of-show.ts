import { LRUCache } from 'lru-cache';
import type { Tx } from '../db/transaction.ts';
import { compileRules } from '../rules/compile.ts';
import type { CompiledRules } from '../rules/compile.ts';
import type { LogRow } from '../rules/log-row.ts';
import type { RulesOfShow } from '../rules/rules-state.ts';
import { starterRules } from '../rules/starter.ts';
import { readRules } from './store.ts';
import type { ShowRow } from './store.ts';

/** Loads and compiles the rule sets of shows. A saved version never changes, so each is compiled once. */
export function rulesOfShows(): (tx: Tx, show: ShowRow, versions: readonly number[]) => Promise<RulesOfShow> {
  const compiled = new LRUCache<string, CompiledRules>({ max: 50 });
  const whole = new LRUCache<string, RulesOfShow>({ max: 50 });

  async function one(tx: Tx, show: ShowRow, version: number): Promise<CompiledRules | null> {
    const key = version === 0 ? `0 ${show.language}` : `${String(version)} ${show.workspaceId}`;
    const before = compiled.get(key);
    if (before !== undefined) return before;
    const rules = version === 0 ? starterRules(show.language).rules : await readRules(tx, show.workspaceId, version);
    if (rules === null) return null;
    const made = compileRules({ version, rules });
    compiled.set(key, made);
    return made;
  }

  return async (tx, show, versions) => {
    const wanted = [...new Set([show.rules, ...versions])];
    const key = `${show.workspaceId} ${show.language} ${wanted.join(' ')}`;
    const before = whole.get(key);
    if (before !== undefined) return before;
    const sets = new Map<number, CompiledRules>();
    for (const version of wanted) {
      const set = await one(tx, show, version);
      if (set !== null) sets.set(version, set);
    }
    // A show whose first version is gone goes on with the starter set.
    const starter = sets.has(show.rules) ? null : await one(tx, show, 0);
    if (starter !== null) sets.set(show.rules, starter);
    const rules = { first: show.rules, versions: sets };
    whole.set(key, rules);
    return rules;
  };
}

/** The versions that these rows switch to, beside the one in force. */
export function versionsIn(inForce: number | null, rows: readonly LogRow[]): number[] {
  const versions = inForce === null ? [] : [inForce];
  for (const row of rows)
    if (row.kind === 'staff' && row.body['action'] === 'rules' && typeof row.body['version'] === 'number')
      versions.push(row.body['version']);
  return versions;
}
