import type { Intent, Reading } from '../intents/reading.ts';

/**
 * If a message reads like this, do that. The rules every show begins with are below, as data; rules that sellers write
 * are of the same shape and go through the same `decide`.
 */
export interface Rule {
  id: string;
  when: { intent: Intent; topics?: readonly NonNullable<Reading['topic']>[] };
  then: readonly RuleEffect[];
}

export type RuleEffect =
  /** Asks the settle lane for the goods; where a product has several variants and none was named, asks back. */
  | { do: 'claim' }
  | { do: 'cancel' }
  /** Puts the message in the tray of questions; `answered`: a rule's reply closes it. */
  | { do: 'question' }
  | { do: 'reply'; about: 'price' | 'link' };

export const BUILT_IN_RULES: readonly Rule[] = [
  { id: 'claim', when: { intent: 'claim' }, then: [{ do: 'claim' }] },
  { id: 'cancel', when: { intent: 'cancel' }, then: [{ do: 'cancel' }] },
  {
    id: 'price',
    when: { intent: 'question', topics: ['price', 'product'] },
    then: [{ do: 'question' }, { do: 'reply', about: 'price' }],
  },
  {
    id: 'link',
    when: { intent: 'question', topics: ['link'] },
    then: [{ do: 'question' }, { do: 'reply', about: 'link' }],
  },
  {
    id: 'question',
    when: { intent: 'question', topics: ['stock', 'size', 'shipping', 'payment', 'choice', 'other'] },
    then: [{ do: 'question' }],
  },
  { id: 'complaint', when: { intent: 'complaint' }, then: [{ do: 'question' }] },
];

export function ruleFor(rules: readonly Rule[], reading: Reading): Rule | null {
  return (
    rules.find(
      (rule) =>
        rule.when.intent === reading.intent &&
        (rule.when.topics === undefined || (reading.topic !== null && rule.when.topics.includes(reading.topic))),
    ) ?? null
  );
}
