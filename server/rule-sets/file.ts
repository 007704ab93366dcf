import { Value } from 'typebox/value';
import { findOddText, isTooDeep } from '../api/body.ts';
import { MOST_RULES, Rule, type RuleFile } from '../api/schemas/rules.ts';
import { sayWrong } from '../api/validation.ts';

export type ReadFile =
  { ok: true; file: RuleFile; renewed: { from: string; to: string }[] } | { ok: false; field: string; message: string };

const wrong = (message: string, field = 'text'): ReadFile => ({ ok: false, field, message });
const FIELDS = new Set(['hawker', 'format', 'name', 'rules']);

/** The one file rules are exported to: read by people, and the same text for the same rules. */
export const writeRuleFile = (set: { name: string; rules: readonly Rule[] }): string =>
  `${JSON.stringify({ hawker: 'rules', format: 1, name: set.name, rules: set.rules }, null, 2)}\n`;

/**
 * Takes a file from anywhere. Nothing of it is believed: what is not a field of a rule is refused by name, and so are two
 * rules of one id. Ids are kept, so that the same rules come back as themselves; one that is `taken` is renewed.
 */
export function readRuleFile(text: string, taken: ReadonlySet<string>): ReadFile {
  const data = parsed(text);
  if (!data.ok) return wrong(data.message);
  const head = headOf(data.value);
  if (!head.ok) return wrong(head.message);
  for (const [index, rule] of head.rules.entries()) {
    const message = ruleWrong(rule, index);
    if (message !== null) return wrong(message, `text.rules.${String(index)}`);
  }
  const rules = head.rules as Rule[];
  const double = rules.find((rule, index) => rules.findIndex((one) => one.id === rule.id) !== index);
  if (double !== undefined)
    return wrong(`Two rules of this file have the id “${double.id}”. Give one of them another.`);
  const renewed: { from: string; to: string }[] = [];
  const used = new Set([...taken, ...rules.map((rule) => rule.id)]);
  const named = rules.map((rule) => {
    if (!taken.has(rule.id)) return rule;
    const to = freeId(rule.id, used);
    used.add(to);
    renewed.push({ from: rule.id, to });
    return { ...rule, id: to };
  });
  return { ok: true, file: { hawker: 'rules', format: 1, name: head.name, rules: named }, renewed };
}

function parsed(text: string): { ok: true; value: unknown } | { ok: false; message: string } {
  if (isTooDeep(text)) return { ok: false, message: 'This file is nested too deep to be rules.' };
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    const odd = findOddText(value, '');
    if (odd === null) return { ok: true, value };
    return { ok: false, message: `${odd} holds a character that cannot be kept (NUL or half a character).` };
  } catch {
    return { ok: false, message: 'This file is not JSON. Choose one that was exported from here.' };
  }
}

type Head = { ok: true; name: string; rules: unknown[] } | { ok: false; message: string };

function headOf(value: unknown): Head {
  const no = (message: string): Head => ({ ok: false, message });
  if (value === null || typeof value !== 'object' || Array.isArray(value) || !('hawker' in value))
    return no('This is not a file of rules: it does not say “hawker”: “rules”.');
  const { hawker, format, name, rules } = value as Record<string, unknown>;
  if (hawker !== 'rules') return no('This file is of another kind: it does not hold rules.');
  if (format !== 1)
    return no(
      typeof format === 'number' && format > 1
        ? `This file is of format ${String(format)}, made by a newer Hawker. This one reads format 1.`
        : 'This file does not say its format, which must be 1.',
    );
  const extra = Object.keys(value).find((key) => !FIELDS.has(key));
  if (extra !== undefined) return no(`“${short(extra)}” is not a field of a file of rules.`);
  if (typeof name !== 'string' || name.trim() === '' || name.length > 80)
    return no('This file has no name of 1 to 80 characters.');
  if (!Array.isArray(rules)) return no('This file has no list of rules.');
  if (rules.length > MOST_RULES)
    return no(`This file holds ${String(rules.length)} rules; ${String(MOST_RULES)} are the most.`);
  return { ok: true, name: name.trim(), rules };
}

/** What is wrong with one rule of a file, named as a person finds it; null: nothing. */
function ruleWrong(rule: unknown, index: number): string | null {
  if (Value.Check(Rule, rule)) return null;
  const name = (rule as { name?: unknown } | null)?.name;
  const where = `Rule ${String(index + 1)}${typeof name === 'string' ? ` (“${short(name)}”)` : ''}`;
  if (rule === null || typeof rule !== 'object' || Array.isArray(rule)) return `${where} is not a rule.`;
  return `${where}: ${fieldWrong(rule)}`;
}

function fieldWrong(rule: object): string {
  const errors = Value.Errors(Rule, rule);
  const [first] = errors;
  const effect = /^\/then\/(\d+)/.exec(first?.instancePath ?? '')?.[1];
  // Of an effect each kind complains in turn: which kind was meant is not known.
  if (effect !== undefined)
    return `then.${effect} is not an effect, lacks one of its fields, or has one that is not its own.`;
  const unknown = errors.find((error) => error.keyword === 'boolean');
  if (unknown !== undefined) return `${short(unknown.instancePath.slice(1).replaceAll('/', '.'))} is not a field here.`;
  return sayWrong(errors).message;
}

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** 'price' → 'price-2', 'price-3', … the first nobody has. */
export function freeId(id: string, used: ReadonlySet<string>): string {
  const stem = id.replace(/-\d+$/, '').slice(0, 35) || 'rule';
  for (let n = 2; ; n++) {
    const next = `${stem}-${String(n)}`;
    if (!used.has(next)) return next;
  }
}
