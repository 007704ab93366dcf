import type { ReadLine, Reason } from './reading.ts';
import type { Seen } from './seen.ts';

/** The two best readings a person chooses between, the likelier first. */
export function choicesOf(reason: Reason, lines: readonly ReadLine[], seen: Seen): readonly (readonly ReadLine[])[] {
  const all = readings(reason, lines, seen).map((one) =>
    one.map(({ code, variant, quantity }) => ({ code, variant, quantity: quantity ?? 1 })),
  );
  const found = new Map(all.filter((one) => one.length > 0).map((one) => [JSON.stringify(one), one]));
  return [...found.values()].slice(0, 2);
}

function readings(reason: Reason, lines: readonly ReadLine[], { goods, showing }: Seen): ReadLine[][] {
  const others = goods.others;
  switch (reason) {
    case 'near-miss':
    case 'unknown-code':
    case 'other-product': {
      // What was named beside the doubtful word stays; its options and its amount go with the word.
      const sure = lines.filter((line) => line.code !== null);
      const [loose] = lines.filter((line) => line.code === null);
      const candidates =
        goods.guessed ??
        others.map((one) => [
          ...sure,
          ...one.map((line) => ({ ...line, variant: loose?.variant ?? {}, quantity: loose?.quantity ?? 1 })),
        ]);
      const shown = showing !== null && loose !== undefined ? [[...sure, { ...loose, code: showing.code }]] : [];
      return candidates.length > 0 ? [...candidates, ...(candidates.length < 2 ? shown : [])] : shown;
    }
    case 'nothing-showing':
      return [];
    case 'choice':
      if (lines.length < 2) return [[...lines], ...others.map((one) => one.map((line) => merged(line, lines)))];
      return lines.map((line) => [line]);
    case 'absurd-quantity':
      return [
        lines.map((line) => ({ ...line, quantity: 1 })),
        // A bare number in a plausible range was rather a size that the product does not come in.
        ...(lines.every((line) => (line.quantity ?? 1) < 1000 && !isBare(line)) ? [[...lines]] : []),
      ];
    case 'two-options':
    case 'two-quantities':
    case 'ambiguous-number':
    case 'code-or-size':
    case 'unknown-option':
      return [[...lines], ...others.map((one) => one.map((line) => merged(line, lines)))];
    default:
      return [[...lines]];
  }
}

const isBare = ({ quantity }: ReadLine): boolean => quantity !== null && quantity > 20 && quantity <= 50;

const merged = (line: ReadLine, [first]: readonly ReadLine[]): ReadLine => ({
  code: line.code,
  variant: first?.code === line.code || line.code === null ? { ...first?.variant, ...line.variant } : line.variant,
  quantity: line.quantity ?? first?.quantity ?? 1,
});
