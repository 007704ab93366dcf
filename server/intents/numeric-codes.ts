import type { Found } from './goods.ts';
import { hasRole } from './mark.ts';
import type { Mark, NumberMark } from './mark.ts';

/** A bare number up to this is rather an amount than a code. */
const FEW = 3;
const SOME = 10;

/** Which bare numbers are codes. Beside a code of letters hardly one; else a marked one, else a known one that is no likely quantity. */
export function numericCodes(marks: readonly Mark[], found: Found): Mark[] {
  const coded = marks.some((mark) => mark.kind === 'code' || (mark.kind === 'number' && mark.marked && mark.entry));
  const bare = marks.filter(
    (mark): mark is NumberMark => mark.kind === 'number' && !mark.sure && !mark.word && !mark.marked,
  );
  const known = bare.filter((mark) => mark.entry !== null);
  return marks.map((mark, at): Mark => {
    if (mark.kind !== 'number' || mark.sure || mark.word)
      return mark.kind === 'number' && mark.marked ? asCode(mark) : mark;
    if (mark.marked)
      return mark.entry === null && ((coded && mark.value <= SOME) || isSizeOf(marks, mark))
        ? { ...mark, marked: false, size: mark.after === true || isSizeOf(marks, mark) }
        : asCode(mark);
    if (mark.size) return mark;
    if (mark.entry === null) return unknownNumber(mark, coded || known.length > 0, found);
    if (/^0/.test(mark.said)) return asCode(mark);
    if (mark.value >= 100)
      return begins(marks, at) || isAmount(marks[at - 1]) || !coded ? asCode(mark) : doubtful(mark, found);
    if (coded && mark.value > FEW && (startsGoods(marks, at) || (isAmount(marks[at - 1]) && begins(marks, at - 1))))
      return asCode(mark);
    if (coded) {
      // "A12 15": fifteen of them, or the code 15 as well?
      if (mark.value > FEW && !isSize(mark, found)) found.problems.add('ambiguous-number');
      return mark;
    }
    if (mark !== known[0])
      return secondNumber(
        mark,
        isParted(marks[at - 1]) ||
          marks[at - 1]?.kind === 'option' ||
          (marks[at - 1]?.kind === 'number' && marks[at - 1] !== known[0]),
        found,
      );
    if (
      mark.value <= SOME &&
      found.showing !== null &&
      found.showing !== mark.entry &&
      bare.length === 1 &&
      !hasSure(marks, mark, found)
    ) {
      found.problems.add('ambiguous-number');
      found.others.push([{ code: found.showing.code, variant: {}, quantity: mark.value }]);
    }
    return asCode(mark);
  });
}

/** "7 x2": what has its amount beside it is no amount itself. */
const hasSure = (marks: readonly Mark[], { said }: NumberMark, found: Found): boolean =>
  marks.some((mark) => mark.kind === 'number' && mark.sure) && found.showing?.values.has(said) !== true;

const isParted = (mark: Mark | undefined): boolean =>
  mark === undefined || mark.kind === 'stop' || hasRole(mark, 'and');

/** "15 nude, K7": what begins a piece of the comment and is not followed by a code is a code itself. */
function startsGoods(marks: readonly Mark[], at: number): boolean {
  const after = marks[at + 1];
  return (
    begins(marks, at) &&
    after?.kind !== 'code' &&
    (after?.kind === 'option' || after?.kind === 'number' || isParted(after))
  );
}

/** Small words between it and what parts the comment say nothing. */
function begins(marks: readonly Mark[], at: number): boolean {
  let i = at - 1;
  while (isSmall(marks[i])) i -= 1;
  const before = marks[i];
  return (
    isParted(before) ||
    hasRole(before, 'correction') ||
    (before?.kind === 'meaning' &&
      (before.meaning.kind === 'claim' || before.meaning.kind === 'wish' || before.meaning.kind === 'negation'))
  );
}

const isSmall = (mark: Mark | undefined): boolean =>
  mark?.kind === 'meaning' && mark.meaning.kind === 'filler' && !hasRole(mark, 'and') && !hasRole(mark, 'correction');

/** "dos 105": an amount stands before it already. */
const isAmount = (mark: Mark | undefined): boolean => mark?.kind === 'number' && (mark.sure || mark.word);

function doubtful(mark: NumberMark, found: Found): NumberMark {
  found.problems.add('ambiguous-number');
  return mark;
}

const isSize = (mark: NumberMark, found: Found): boolean => {
  const entry = found.showing;
  return entry?.values.has(mark.said) === true;
};

/** "A12 number 41", where A12 comes in 41. */
const isSizeOf = (marks: readonly Mark[], { said }: NumberMark): boolean =>
  marks.some((mark) => {
    const entry = mark.kind === 'code' || mark.kind === 'number' ? mark.entry : null;
    return entry !== null && (entry.values.has(said) || entry.parts.has(said));
  });

function asCode(mark: NumberMark): Mark {
  return mark.entry === null
    ? { kind: 'unknown-code', said: mark.said, marked: true, near: [] }
    : { kind: 'code', said: mark.said, entry: mark.entry, marked: mark.marked, how: 'written' };
}

/** "12 8" where both are codes; "12 2" is two of the first. */
function secondNumber(mark: NumberMark, parted: boolean, found: Found): Mark {
  if (parted && mark.value > FEW) return asCode(mark);
  if (mark.value > FEW) found.problems.add('ambiguous-number');
  return mark;
}

/** A number that is no code of ours, where nothing else says which product: '12' for A12, '15' in a show of numbered codes. */
function unknownNumber(mark: NumberMark, coded: boolean, found: Found): Mark {
  // "A12 15" where A15 is one of ours: fifteen of them, or that one too?
  const others = (found.context.digits.get(mark.said) ?? []).filter((entry) => entry !== found.showing);
  if (coded && mark.value > SOME && others.length > 0 && !found.context.sizes.has(mark.said))
    found.problems.add('ambiguous-number');
  if (
    coded ||
    mark.value <= FEW ||
    mark.value > 9_999 ||
    isSize(mark, found) ||
    (found.showing?.parts.has(mark.said) ?? false)
  )
    return mark;
  const near = found.context.digits.get(mark.said) ?? [];
  const ours = found.showing !== null && near.includes(found.showing);
  if (near.length > 0 && (!ours || mark.value > SOME))
    return { kind: 'unknown-code', said: mark.said, marked: false, near };
  if (found.context.numbered && (mark.value > 5 || /^0/.test(mark.said)))
    return { kind: 'unknown-code', said: mark.said, marked: false, near: [] };
  return mark;
}
