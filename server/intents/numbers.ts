import { hasRole, textOf } from './mark.ts';
import type { Mark, NumberMark, Step, Stretch } from './mark.ts';
import type { Token } from './tokens.ts';
import { moneyBefore, unitAfter } from './units.ts';

const COUNTERS =
  /^(?:pcs?|pieces?|pairs?|sets?|units?|ea|stk|stück|pzas?|pz|un|biji|buah|helai|cái|cai|x|pares?|pièces?)$/;

/** 'x2', '× 2', '+1'. */
export function timesNumber({ list }: Stretch, at: number): Step | null {
  const digits = list[at + 1]?.text ?? '';
  const said = textOf(list, at, 2);
  const glued = /^(\d+)(pcs?|x)?$/.exec(digits);
  if (!glued) return null;
  if (isPart(list, at + 1)) return { mark: { kind: 'odd-number', said }, length: 2 };
  return { mark: numberMark(said, glued[1] ?? '', { sure: true }), length: 2 };
}

/** A run of digits: a code, a size, an amount, or none of them. */
export function plainNumber(of: Stretch, at: number, found: readonly Mark[]): Step {
  const { list, context, phrases } = of;
  const digits = list[at]?.text ?? '';
  const before = found.at(-1);
  const marked = hasRole(before, 'code-mark') || list[at - 1]?.text === '#';
  const entry = context.codes.get(digits) ?? null;
  const after = list[at + 1];
  const list_ = listOfCodes(of, at);
  if (!list_ && isPart(list, at))
    return { mark: { kind: partOf(list, at), said: digits, what: 'measure' } as Mark, length: 1 };
  const counted = phrases[at + 1]?.phrase ?? null;
  const isCounter = counted?.meanings.some((m) => m.kind === 'counter') === true;
  const covered = counted === null || after?.kind !== 'dense' ? 0 : (counted.words[0]?.length ?? 0);
  const aside = unitAfter(list, at, covered);
  if ((aside === 'measure' && !isCounter) || aside === 'price' || (aside !== null && after?.kind === 'dense'))
    return { mark: { kind: 'aside', said: textOf(list, at, 2), what: aside }, length: 1 };
  if (moneyBefore(list[at - 1]) || (list[at - 1]?.text === '@' && entry === null))
    return { mark: { kind: 'aside', said: digits, what: 'price' }, length: 1 };
  if (hasRole(before, 'number-mark') && !marked)
    return { mark: { kind: 'aside', said: digits, what: 'measure' }, length: 1 };
  if (
    !marked &&
    after &&
    /^[x×*]$/.test(after.text) &&
    !/^\d/.test(list[at + 2]?.text ?? '') &&
    !context.codes.has(list[at + 2]?.text ?? ' ')
  )
    return { mark: numberMark(`${digits}${after.text}`, digits, { sure: true }), length: 2 };
  if (!marked && after && /^[x×*]$/.test(after.text))
    return {
      mark: numberMark(
        `${digits}${after.text}`,
        digits,
        /^\d/.test(list[at + 2]?.text ?? '') ? { entry, marked: entry !== null } : { sure: true },
      ),
      length: entry !== null && /^\d/.test(list[at + 2]?.text ?? '') ? 1 : 2,
    };
  if (!isCounter && counted?.meanings.some((m) => m.kind === 'code-mark') === true && after?.kind === 'dense')
    return {
      mark: numberMark(digits, digits, { entry, marked: true, after: true }),
      length: 1 + counted.words.length,
    };
  const mayBeSize = digits.length > 1 && context.sizes.has(digits);
  if (!marked && !mayBeSize && (isCounter || COUNTERS.test(after?.text ?? '')))
    return {
      mark: numberMark(textOf(list, at, 2), digits, { sure: true }),
      length: 1 + (isCounter ? (counted?.words.length ?? 1) : 1),
    };
  if (hasRole(before, 'amount-mark')) return { mark: numberMark(digits, digits, { sure: true }), length: 1 };
  const size = hasRole(before, 'size-mark');
  return { mark: numberMark(digits, digits, { entry: size ? null : entry, marked: marked && !size, size }), length: 1 };
}

/** '2x', 'x2', '2pcs'. */
export function gluedNumber(text: string): Step | null {
  const times = /^x(\d+)$|^(\d+)x$/.exec(text);
  if (times) return { mark: numberMark(text, times[1] ?? times[2] ?? '', { sure: true }), length: 1 };
  const counted = /^(\d+)([^\d]+)$/.exec(text);
  if (counted && COUNTERS.test(counted[2] ?? ''))
    return { mark: numberMark(text, counted[1] ?? '', { sure: true }), length: 1 };
  return null;
}

/** '12,15,33' where all of them are codes. */
function listOfCodes({ list, context }: Stretch, at: number): boolean {
  const other = (i: number) => list[i]?.kind === 'symbol' && /^[,/]$/.test(list[i]?.text ?? '');
  const isCode = (i: number) => context.codes.has(list[i]?.text ?? ' ');
  return isCode(at) && ((other(at + 1) && isCode(at + 2)) || (other(at - 1) && isCode(at - 2)));
}

/** 1.5, 10:30, 3/4: a number, but no quantity. */
export function isPart(list: readonly Token[], at: number): boolean {
  const glue = (sign: Token | undefined, digits: Token | undefined) =>
    sign !== undefined && digits?.joined === true && /^[.,:/]$/.test(sign.text) && /^[\d?]/.test(digits.text);
  const here = list[at];
  const after = list[at + 1];
  return (
    (after?.joined === true && glue(after, list[at + 2])) ||
    (here?.joined === true &&
      glue(list[at - 1], here) &&
      list[at - 1]?.joined === true &&
      /\d$/.test(list[at - 2]?.text ?? ''))
  );
}

/** '10:30' and '12/5/2026' say when; '1.5' and '1,000' could be meant as an amount. */
function partOf(list: readonly Token[], at: number): 'aside' | 'odd-number' {
  const sign =
    list[at + 1]?.joined && /^[.,:/]$/.test(list[at + 1]?.text ?? '') ? list[at + 1]?.text : list[at - 1]?.text;
  return sign === ':' ? 'aside' : 'odd-number';
}

export function numberMark(said: string, digits: string, more: Partial<NumberMark>): NumberMark {
  return {
    kind: 'number',
    said,
    value: digits.length > 6 ? Number.MAX_SAFE_INTEGER : Number(digits),
    sure: false,
    word: false,
    entry: null,
    marked: false,
    size: false,
    ...more,
  };
}
