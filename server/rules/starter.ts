import { namesOf } from './starter-names.ts';
import type { StarterNames } from './starter-names.ts';
import type { Rule, RuleSet } from './rule-set.ts';

/**
 * Version 0 of every workspace's rules: what a show begins with before anybody has written one. Ordinary rules, named in
 * the workspace's language; what they say to viewers are the built-in wordings, in each viewer's own.
 */
export function starterRules(language: string): RuleSet {
  const say = namesOf(language);
  const name = (id: StarterId): { id: StarterId; name: string } => ({ id, name: say.rules[id] });
  const rules: Rule[] = [
    { ...name('claim'), ...on, when: { intents: ['claim'], needsLook: false }, then: [{ do: 'claim' }] },
    { ...name('cancel'), ...on, when: { intents: ['cancel'], needsLook: false }, then: [{ do: 'cancel' }] },
    {
      ...name('price'),
      ...on,
      when: { ...asks, topics: ['price', 'product'] },
      then: [{ do: 'question' }, { do: 'reply', way: 'public', say: { about: 'price' } }],
    },
    {
      ...name('stock'),
      ...on,
      when: { ...asks, topics: ['stock'] },
      then: [{ do: 'question' }, { do: 'reply', way: 'public', say: { about: 'stock' } }],
    },
    {
      ...name('link'),
      ...on,
      when: { ...asks, topics: ['link'] },
      then: [{ do: 'question' }, { do: 'reply', way: 'public', say: { about: 'link' } }],
    },
    {
      ...name('question'),
      ...on,
      when: { intents: ['question'], topics: ['size', 'shipping', 'payment', 'choice', 'other'] },
      then: [{ do: 'question' }],
    },
    {
      ...name('complaint'),
      ...on,
      when: { intents: ['complaint'] },
      then: [{ do: 'question' }],
    },
    {
      ...name('complaint-alert'),
      ...on,
      when: { intents: ['complaint'] },
      then: [{ do: 'alert', sentence: say.complaint }],
      limits: { oncePerViewer: true, perMinute: 5 },
    },
  ];
  return { version: 0, name: say.set, rules };
}

const on = { state: 'on' as const, stop: false };
const asks = { intents: ['question' as const], needsLook: false };

export type StarterId = keyof StarterNames['rules'];
export const STARTER_IDS: ReadonlySet<string> = new Set(Object.keys(namesOf('en').rules));
