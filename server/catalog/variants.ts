/** In the seller's order: { color: ['red', 'blue'], size: ['S', 'M'] }. */
export type Options = Record<string, string[]>;
/** One combination: { color: 'red', size: 'M' }; {} for a product without options. */
export type OptionValues = Record<string, string>;

export const MOST_OPTIONS = 3;
export const MOST_VARIANTS = 200;

/** Every combination, the last option running fastest. A product without options has one variant. */
export function combinations(options: Options): OptionValues[] {
  let all: OptionValues[] = [{}];
  for (const [name, values] of Object.entries(options)) {
    all = all.flatMap((one) => values.map((value) => ({ ...one, [name]: value })));
  }
  return all;
}

/** The same combination whatever the order its options were written in. */
export const combinationKey = (values: OptionValues): string =>
  JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));

/** 'A12-RED-M': the code and the values, as they fit on a label. */
export function skuOf(code: string, values: OptionValues): string {
  const parts = Object.values(values).map((value) => value.trim().replace(/\s+/g, '').toUpperCase());
  return [code.toUpperCase(), ...parts].join('-');
}

/** What is wrong with a product's options, as a sentence; null when they can be used. */
export function optionsProblem(options: Options): string | null {
  const names = Object.keys(options);
  if (names.length > MOST_OPTIONS) return `A product can have ${MOST_OPTIONS} options at most.`;
  const odd = names.find((name) => name.trim() === '' || name.length > 40);
  if (odd !== undefined) return 'An option needs a name of at most 40 characters.';
  for (const [name, values] of Object.entries(options)) {
    const folded = values.map((value) => value.trim().toLowerCase());
    const twice = folded.find((value, i) => value === '' || folded.indexOf(value) !== i);
    if (twice !== undefined) return `${name}: ${twice === '' ? 'a value is empty' : `"${twice}" is there twice`}.`;
  }
  const many = Object.values(options).reduce((product, values) => product * values.length, 1);
  return many > MOST_VARIANTS ? `These options make ${many} variants; ${MOST_VARIANTS} is the most.` : null;
}

/** Names and values without stray spaces, in the seller's order. */
export const tidyOptions = (options: Options): Options =>
  Object.fromEntries(
    Object.entries(options).map(([name, values]) => [name.trim(), values.map((value) => value.trim())]),
  );
