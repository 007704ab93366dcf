import type { KnownClaim } from '../server/rules/log-row.ts';
import { decide } from '../server/rules/decide.ts';
import { recorded } from '../server/rules/cancelling.ts';
import { FIRST_STATE } from '../server/rules/state.ts';
import { comments, showOf } from './decide-show.ts';
import type { Round } from './figures.ts';

/** Comments read and decided a second of one core's time, each for the first time; others on the machine do not count. */
function rate(rules: number, products: number, count = 8_000): number {
  const show = showOf(rules, products);
  const rows = comments(count, products);
  const known = new Map<string, KnownClaim[]>(rows.map((row) => [row.authorId ?? '', []]));
  let state = FIRST_STATE;
  let effects = 0;
  const before = process.cpuUsage();
  for (const row of rows) {
    const [next, made] = decide(state, row, show, known);
    recorded(known, made);
    state = next;
    effects += made.length;
  }
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  if (effects < count / 2) throw new Error('hardly anything was decided');
  return count / seconds;
}

/** Against the promise: ten thousand a second on one core. */
export const decided = async (): Promise<Round> => ({ value: rate(30, 200), baseline: 10_000 });
/** With a thousand rules, against ten. */
export const rulesFlat = async (): Promise<Round> => ({ value: rate(1_000, 200), baseline: rate(10, 200) });
export const rulesHundred = async (): Promise<Round> => ({ value: rate(100, 200), baseline: rate(10, 200) });
/** With a thousand products, against ten. */
export const productsFlat = async (): Promise<Round> => ({ value: rate(30, 1_000), baseline: rate(30, 10) });
export const productsHundred = async (): Promise<Round> => ({ value: rate(30, 100), baseline: rate(30, 10) });
