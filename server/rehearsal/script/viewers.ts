import type { SimAuthor } from '../../../connectors/platforms/testkit/simulator.ts';
import { HANDLE_TAILS, HEARD, HEARD_ELSEWHERE, NAMES, SPEECH, type Speech } from './words.ts';

export interface Viewer {
  platform: string;
  author: SimAuthor;
  speech: Speech;
  /** Waits for the end of something (a cancel, an answer to "which one?") and says nothing else until then. */
  busyUntilMs: number;
}

/** An audience of one platform, the same for the same chance. A few write much, most write little. */
export function audience(platform: string, size: number, random: () => number): Viewer[] {
  return Array.from({ length: size }, (_, n) => {
    const name = pick(NAMES, random);
    const tail = pick(HANDLE_TAILS, random);
    const handle = `${name.toLowerCase()}${tail}${n}`;
    return {
      platform,
      author: { id: authorId(platform, n), handle, name: `${name} ${String.fromCharCode(65 + (n % 26))}.` },
      speech: speechOf(platform, random),
      busyUntilMs: 0,
    };
  });
}

/** As the platforms shape them: a number past 2^53 here, a channel id there. */
function authorId(platform: string, n: number): string {
  if (platform === 'youtube') return `UCviewer${String(n).padStart(16, '0')}`;
  if (platform === 'twitch') return String(420_000_001 + n * 7_919);
  // Page-scoped and Instagram-scoped ids: 16 and 17 digits.
  if (platform === 'facebook') return (2_470_000_000_000_001n + BigInt(n) * 7_919n).toString();
  if (platform === 'instagram') return (17_841_400_000_000_001n + BigInt(n) * 7_919n).toString();
  return (6_800_000_000_000_000_001n + BigInt(n) * 7_919n).toString();
}

function speechOf(platform: string, random: () => number): Speech {
  const language = weighted(HEARD[platform] ?? HEARD_ELSEWHERE, random);
  const found = SPEECH.find((one) => one.language === language) ?? SPEECH[0];
  if (found === undefined) throw new Error('the script has no words');
  return found;
}

export function pick<T>(list: readonly T[], random: () => number): T {
  const one = list[Math.min(list.length - 1, Math.floor(random() * list.length))];
  if (one === undefined) throw new Error('nothing to choose from');
  return one;
}

export function weighted<T>(list: readonly (readonly [T, number])[], random: () => number): T {
  let left = random() * list.reduce((sum, [, share]) => sum + share, 0);
  for (const [one, share] of list) if ((left -= share) < 0) return one;
  return pick(list, random)[0];
}
