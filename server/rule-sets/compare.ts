import type { BackTestColumn, Difference } from '../api/schemas/rules.ts';
import type { Effect } from '../rules/effects.ts';

/** What the record says came of one row: the claims that rules made, and their tags. */
export interface Happened {
  claims: readonly {
    n: number;
    productId: string;
    variantId: string | null;
    quantity: number;
    amountMinor: string;
    currency: string;
  }[];
  /** null: they were written at another row. */
  tags: readonly string[] | null;
}

/** One way of deciding one row. */
export interface Side {
  effects: readonly Effect[];
  /** In words, what anybody would notice; the same words are the same effect. */
  words: readonly string[];
  /** Names of the rules that acted; asked only where something differs. */
  acting(): readonly string[];
  needsLook: boolean;
}

export interface Compared {
  row: { showId: string; seq: number; platform: string | null; handle: string; text: string | null };
  before: Side;
  after: Side;
  happened: Happened;
}

/** Something that would be said: where, how, about what, and when, for the platforms' limits. */
export interface Send {
  platform: string;
  kind: string;
  about: string;
  atMs: number;
}

const EXAMPLES = 200;
const ACTS = new Map<string, (effect: Effect) => string | null>([
  [
    'notice',
    (effect) => (effect.do === 'notice' ? { held: 'hold', featured: 'feature', alert: 'alert' }[effect.kind] : null),
  ],
  ['moderate', () => 'hide'],
  ['show-product', () => 'show-product'],
  ['reading', (effect) => (effect.do === 'reading' && effect.ruled?.tags.length ? 'tag' : null)],
]);

type Counts = Map<string, number>;
const add = (counts: Counts, key: string, by = 1): void => void counts.set(key, (counts.get(key) ?? 0) + by);

/** One column of the comparison, counted row by row. */
class Tally {
  claims = 0;
  questions = 0;
  needsLook = 0;
  readonly value = new Map<string, bigint>();
  readonly acts: Counts = new Map();

  count(side: Side): void {
    if (side.needsLook) this.needsLook++;
    for (const effect of side.effects) {
      if (effect.do === 'question' && effect.closedBy === null) this.questions++;
      const act = ACTS.get(effect.do)?.(effect);
      if (act !== null && act !== undefined) add(this.acts, act);
    }
  }
  take(claims: number, amountMinor: bigint, currency: string): void {
    this.claims += claims;
    this.value.set(currency, (this.value.get(currency) ?? 0n) + amountMinor);
  }
}

/**
 * Puts a second way of deciding beside what happened, row by row, in bounded memory. Both ways are decided from the same
 * stored log by the same code. A row on which the rules of then no longer say what the record does (a product was changed
 * or removed since) proves nothing about the new rules: it is counted, and both columns keep what happened.
 */
export class Comparison {
  readonly before = new Tally();
  readonly after = new Tally();
  readonly gained: Difference[] = [];
  readonly lost: Difference[] = [];
  events = 0;
  messages = 0;
  differing = 0;
  newMatches = 0;
  lostMatches = 0;
  newClaims = 0;
  lostClaims = 0;
  changedSince = 0;

  /** What differs on this row; null: nothing, or nothing that can be compared. */
  add({ row, before, after, happened }: Compared): { gained: string[]; lost: string[] } | null {
    const known = isKnown(happened, before.effects);
    this.before.count(before);
    this.after.count(known ? after : before);
    for (const claim of happened.claims) this.before.take(1, BigInt(claim.amountMinor), claim.currency);
    if (!known) {
      this.changedSince++;
      for (const claim of happened.claims) this.after.take(1, BigInt(claim.amountMinor), claim.currency);
      return null;
    }
    this.#claims(before, after, happened);
    const gained = without(after.words, before.words);
    const lost = without(before.words, after.words);
    if (gained.length === 0 && lost.length === 0) return null;
    this.differing++;
    const difference = this.#isShown(gained, lost) ? differenceOf(row, before, after) : null;
    if (gained.length > 0 && ++this.newMatches <= EXAMPLES && difference !== null) this.gained.push(difference);
    if (lost.length > 0 && ++this.lostMatches <= EXAMPLES && difference !== null) this.lost.push(difference);
    return { gained, lost };
  }

  #isShown(gained: readonly string[], lost: readonly string[]): boolean {
    return (gained.length > 0 && this.newMatches < EXAMPLES) || (lost.length > 0 && this.lostMatches < EXAMPLES);
  }

  /** A claim that stays is worth what it was claimed at; one that is new, what the goods cost today. */
  #claims(before: Side, after: Side, happened: Happened): void {
    const old = new Set(claimsOf(before.effects).map(claimKey));
    const worth = new Map(happened.claims.map((claim) => [`${String(claim.n)}`, claim]));
    const now = claimsOf(after.effects);
    for (const claim of now) {
      const was = old.has(claimKey(claim)) ? worth.get(String(claim.n)) : undefined;
      const amount = was === undefined ? BigInt(claim.priceMinor) * BigInt(claim.quantity) : BigInt(was.amountMinor);
      this.after.take(1, amount, was?.currency ?? claim.currency);
      if (!old.has(claimKey(claim))) this.newClaims++;
    }
    const kept = new Set(now.map(claimKey));
    this.lostClaims += claimsOf(before.effects).filter((claim) => !kept.has(claimKey(claim))).length;
  }
}

type ClaimEffect = Extract<Effect, { do: 'claim' }>;
export const claimsOf = (effects: readonly Effect[]): ClaimEffect[] =>
  effects.filter((effect): effect is ClaimEffect => effect.do === 'claim' && effect.madeBy === 'rule');
export const claimKey = (claim: ClaimEffect): string =>
  `${claim.productId} ${claim.variantId ?? ''} ${String(claim.quantity)}`;

/** The rules of then still say what happened. */
function isKnown(happened: Happened, effects: readonly Effect[]): boolean {
  const said = claimsOf(effects).map((one) => `${String(one.n)} ${claimKey(one)}`);
  const were = happened.claims.map(
    (one) => `${String(one.n)} ${one.productId} ${one.variantId ?? ''} ${String(one.quantity)}`,
  );
  const read = effects.find((effect) => effect.do === 'reading');
  const tags = (read?.do === 'reading' && !read.again ? read.ruled?.tags : null) ?? [];
  return same(said, were) && (happened.tags === null || same(tags, happened.tags));
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));

/** What the first list has more often than the second. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function differenceOf(row: Compared['row'], before: Side, after: Side): Difference {
  const [was, is] = [before.acting(), after.acting()];
  return {
    showId: row.showId,
    seq: row.seq,
    platform: row.platform,
    handle: row.handle,
    text: row.text,
    rules: [...new Set([...without(is, was), ...without(was, is)])].slice(0, 20),
    before: [...before.words].slice(0, 20),
    after: [...after.words].slice(0, 20),
  };
}

export function columnOf(
  tally: Pick<Tally, 'claims' | 'questions' | 'needsLook' | 'value' | 'acts'>,
  more: Pick<BackTestColumn, 'sends' | 'quota'>,
): BackTestColumn {
  return {
    claims: tally.claims,
    questions: tally.questions,
    needsLook: tally.needsLook,
    value: [...tally.value].sort().map(([currency, amount]) => ({ currency, amountMinor: amount.toString() })),
    acts: [...tally.acts].sort().map(([act, count]) => ({ do: act, count })),
    ...more,
  };
}
