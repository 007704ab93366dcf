import type { Found } from './goods.ts';
import type { Mark } from './mark.ts';

/** A word with "colour" at its end or before it names one, also where it is none we know: '玫瑰色', 'สีโอลด์โรส'. */
const ENDS = /.(?:色|컬러|カラー|색)$/u;
const AFTER = new Set(['色', '色的', '컬러', '색', 'カラー']);
const BEFORE = new Set(['สี', 'màu', 'warna', 'لون']);

/** A colour we do not know is an option the product may not have: it is not passed over. */
export function unknownShade(marks: readonly Mark[], found: Found): void {
  const shade = marks.find((mark, at) => {
    if (mark.kind !== 'unknown') return false;
    return ENDS.test(mark.said) || AFTER.has(marks[at + 1]?.said ?? '') || BEFORE.has(marks[at - 1]?.said ?? '');
  });
  if (shade === undefined) return;
  const entries = marks.flatMap((mark) => (mark.kind === 'code' ? [mark.entry] : []));
  const goods = entries.length > 0 ? entries : found.showing === null ? [] : [found.showing];
  if (!goods.some((entry) => entry.axes.length > 0)) return;
  found.problems.add('unknown-option');
  found.said.push({ said: shade.said, read: 'a colour we do not know' });
}
