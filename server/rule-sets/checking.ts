import { isDeepStrictEqual } from 'node:util';
import type { Checked, Fault, Rule } from '../api/schemas/rules.ts';
import { wrongWithOwnText } from '../outbox/own-texts.ts';
import { cannotWork, carriesLink } from '../rules/cannot-work.ts';
import { checkRules } from '../rules/check.ts';
import type { Facts } from './facts.ts';

const UNPROVEN =
  'It says an address, and ours has not been proven: buyers could not open it. Settings → Address shows how; until then leave it off or in shadow.';

/**
 * What keeps rules from being saved, and where they will not work although they may be. A rule with a link may not be
 * switched on while nobody has proven our address; what is on already, as in `before`, is not asked again.
 */
export function checkSet(rules: readonly Rule[], before: readonly Rule[], facts: Facts): Checked {
  const ground = {
    overlay: facts.overlay,
    codes: new Set(facts.products.map((product) => product.code)),
    members: new Set(facts.members.map((member) => member.id)),
  };
  const links = facts.addressProven ? [] : newLinks(rules, before);
  const live = rules.map((rule, index) => ({ rule, index })).filter(({ rule }) => rule.state !== 'off');
  return {
    errors: [...checkRules(rules), ...rules.flatMap(textFaults), ...links],
    warnings: live.flatMap(({ rule, index }) => cannotWork(rule, facts.platforms, ground, index)),
  };
}

/** The seller's own words, tried as they will be said. */
function textFaults(rule: Rule, index: number): Fault[] {
  return rule.then.flatMap((effect, at) => {
    if (effect.do !== 'reply' || !('texts' in effect.say)) return [];
    return Object.entries(effect.say.texts).flatMap(([language, texts]) =>
      texts.flatMap((text, n) => {
        const wrong = text.trim() === '' ? null : wrongWithOwnText(text);
        const where = `In “${language}”, wording ${String(n + 1)}: `;
        return wrong === null
          ? []
          : [{ rule: rule.id, index, field: `then.${String(at)}.say`, sentence: `${where}${wrong}` }];
      }),
    );
  });
}

function newLinks(rules: readonly Rule[], before: readonly Rule[]): Fault[] {
  const was = new Map(before.map((rule) => [rule.id, rule]));
  return rules.flatMap((rule, index) => {
    if (rule.state !== 'on' || !carriesLink(rule)) return [];
    const old = was.get(rule.id);
    const same = old?.state === 'on' && isDeepStrictEqual(old.then, rule.then);
    return same ? [] : [{ rule: rule.id, index, field: 'state', sentence: UNPROVEN }];
  });
}

/** The warnings of rules that are not as they were: what whoever saves must have read. */
export function newWarnings(checked: Checked, rules: readonly Rule[], before: readonly Rule[]): Fault[] {
  const was = new Map(before.map((rule) => [rule.id, rule]));
  return checked.warnings.filter(({ index }) => {
    const rule = rules[index];
    // Whatever order its fields came in.
    return rule !== undefined && !isDeepStrictEqual(was.get(rule.id), rule);
  });
}
