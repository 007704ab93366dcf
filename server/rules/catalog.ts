import type { ReadingContext } from '../intents/context.ts';
import type { RulesOfShow } from './rules-state.ts';

/** What `decide` may know beside the log: the catalog, the rules and the show, as one unchanging thing. */
export interface Snapshot {
  /** startedAtMs null or absent: it has not begun. */
  show: { id: string; seed: string; startedAtMs?: number | null };
  products: readonly Sellable[];
  /** By the seller's code. */
  byCode: ReadonlyMap<string, Sellable>;
  byId: ReadonlyMap<string, Sellable>;
  byVariant: ReadonlyMap<string, Sellable>;
  context: ReadingContext;
  rules: RulesOfShow;
  /** Connections on which the platform's own shop sells: what is claimed there is counted as interest. */
  interest: ReadonlySet<string>;
  /** Platforms that answer privately and never in public: what is said there reaches one viewer. */
  privateOnly?: ReadonlySet<string>;
}

export interface Sellable {
  id: string;
  code: string;
  key: string;
  title: string;
  currency: string;
  priceMinor: string;
  options: Readonly<Record<string, readonly string[]>>;
  variants: readonly SellableVariant[];
}

export interface SellableVariant {
  id: string;
  options: Readonly<Record<string, string>>;
  priceMinor: string;
}

/** The variants that have all the options named. */
export function variantsLike(product: Sellable, named: Readonly<Record<string, string>>): readonly SellableVariant[] {
  return product.variants.filter((variant) =>
    Object.entries(named).every(([axis, value]) => variant.options[axis] === value),
  );
}

/** 'color: Red, Black · size: S, M', leaving out what was named already. */
export function optionsSaid(product: Sellable, named: Readonly<Record<string, string>>): string {
  return Object.entries(product.options)
    .filter(([axis]) => named[axis] === undefined)
    .map(([axis, values]) => `${axis}: ${values.join(', ')}`)
    .join(' · ');
}

/** What to write to get the first of the variants that still fit. */
export function exampleOf(product: Sellable, named: Readonly<Record<string, string>>): string {
  const variant = variantsLike(product, named)[0];
  return [product.code, ...Object.values(variant?.options ?? {})].join(' ');
}

export const variantSaid = (options: Readonly<Record<string, string>>): string => Object.values(options).join(' ');
