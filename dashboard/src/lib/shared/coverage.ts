import { count, plural } from './format.ts';

/** How a source was heard that is heard in more than one way. */
export interface Coverage {
  heardLive: number;
  recovered: number;
  restored: number;
}

/** "97.2 % seen live, 41 recovered, 3 claims restored"; null where there is one way only, and nothing to compare. */
export function coverageWords({ heardLive, recovered, restored }: Coverage): string | null {
  if (heardLive === 0) return null;
  // Rounded down: what was missed must not read as 100.
  const part = Math.floor((heardLive / (heardLive + recovered)) * 1000) / 10;
  const words = [`${part} % seen live`];
  if (recovered > 0) words.push(`${count(recovered)} recovered`);
  if (restored > 0) words.push(`${plural(restored, 'claim')} restored`);
  return words.join(', ');
}
