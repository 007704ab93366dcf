import type { EventKind } from '../../../connectors/platforms/contract.ts';
import type { SimEvent } from '../../../connectors/platforms/testkit/simulator.ts';
import { GIFTS, THANKS } from './words.ts';
import { audience, pick, weighted, type Viewer } from './viewers.ts';

/** The catalog as the script speaks of it. The script never learns what became of a claim. */
export interface ScriptProduct {
  code: string;
  title: string;
  priceMinor: string;
  currency: string;
  /** One with empty options for a product without any. */
  variants: { options: Readonly<Record<string, string>>; stock: number }[];
}

export interface ScriptOptions {
  random: () => number;
  catalog: readonly ScriptProduct[];
  platforms: readonly { id: string; emits: readonly EventKind[]; share: number }[];
  /** The code of the product on screen; bare claims are meant for it. */
  showing: string | null;
  /** How many people watch on each platform. */
  viewers: number;
  /** Of all claims, so many name no product: "mine". Absent: a few. */
  bare?: number;
  /**
   * The code of what somebody on this platform has on screen at this moment, null for nothing. `off`, from -1 to 1: how far
   * this viewer's own delay is from the usual one. Absent: everybody sees `showing`.
   */
  seeing?: (platform: string, atMs: number, off: number) => string | null;
}

/** One thing that happens on one platform. `meant`: what the viewer wanted, for tests; nobody else may look at it. */
export interface Beat {
  platform: string;
  event: SimEvent;
  meant?: Meant;
}
export interface Meant {
  intent: 'claim' | 'cancel' | 'question' | 'completion' | 'incomplete';
  code: string | null;
  options: Readonly<Record<string, string>>;
  quantity: number | null;
  /** Of a claim: the product its author means, which for one that names none is the one they were seeing. */
  product?: string;
}

export interface Script {
  /** What is said at this moment. Moments must not go back; the same moments give the same words. */
  said(atMs: number): Beat;
  /** What happens beside the words and is merged on its way: likes, people who join, how many watch. Null: nothing now. */
  beside(atMs: number): Beat | null;
  /** The catalog changed: from now on new codes are asked for too. */
  learn(catalog: readonly ScriptProduct[]): void;
}

interface FollowUp {
  atMs: number;
  viewer: Viewer;
  make: () => { text: string; meant: Meant };
}

const SCARCE = 20;
const BUSY_MS = { least: 3_500, more: 4_000 };

type Talk =
  | 'claim'
  | 'claim-showing'
  | 'incomplete'
  | 'price'
  | 'price-of'
  | 'link'
  | 'ask'
  | 'chatter'
  | 'odd'
  | 'gift'
  | 'follow'
  | 'share';
const TALK: readonly (readonly [Talk, number])[] = [
  ['claim', 27],
  ['claim-showing', 5],
  ['incomplete', 3],
  ['price', 3],
  ['price-of', 4],
  ['link', 2],
  ['ask', 6],
  ['chatter', 40],
  ['odd', 2],
  ['gift', 4],
  ['follow', 3],
  ['share', 1],
];
/** A newcomer should see each thing once before chance takes over. */
const OPENING: readonly (readonly [platform: number, talk: Talk])[] = [
  [0, 'chatter'],
  [1, 'claim'],
  [2, 'claim'],
  [3, 'price-of'],
  [0, 'ask'],
  [1, 'chatter'],
  [2, 'claim-showing'],
  [3, 'claim'],
  [0, 'gift'],
];

export function createScript(options: ScriptOptions): Script {
  const { random, platforms } = options;
  let products = options.catalog.filter((one) => one.variants.length > 0);
  const viewers = new Map(platforms.map(({ id }) => [id, audience(id, options.viewers, random)]));
  const followUps: FollowUp[] = [];
  let told = 0;
  let watching = 180;

  const viewerOf = (platform: string, atMs: number): Viewer => {
    const crowd = viewers.get(platform) ?? [];
    for (let tries = 0; tries < 20; tries++) {
      const one = pick(crowd, () => random() ** 2);
      if (one.busyUntilMs <= atMs) return one;
    }
    return pick(crowd, random);
  };

  const product = (): ScriptProduct => {
    const showing = products.find((one) => one.code === options.showing);
    if (showing !== undefined && random() < 0.35) return showing;
    return pick(products, () => random() ** 1.3);
  };

  function said(atMs: number): Beat {
    const due = followUps[0];
    if (due !== undefined && due.atMs <= atMs) {
      followUps.shift();
      const { text, meant } = due.make();
      return { platform: due.viewer.platform, event: { kind: 'message', author: due.viewer.author, text }, meant };
    }
    const opening = OPENING[told++];
    const platform =
      opening === undefined
        ? weighted(
            platforms.map((one) => [one, one.share] as const),
            random,
          )
        : platforms[opening[0] % platforms.length];
    if (platform === undefined) throw new Error('a rehearsal needs a platform');
    const talk = opening?.[1] ?? weighted(TALK, random);
    return beatOf(talk, platform, viewerOf(platform.id, atMs), atMs);
  }

  function beatOf(talk: Talk, platform: ScriptOptions['platforms'][number], viewer: Viewer, atMs: number): Beat {
    const at = platform.id;
    const { author } = viewer;
    if ((talk === 'follow' || talk === 'share') && platform.emits.includes(talk))
      return { platform: at, event: { kind: talk, author } };
    if (talk === 'gift' && platform.emits.includes('gift')) return { platform: at, event: giftOf(at, author, random) };
    const { text, meant } = wordsOf(talk, viewer, atMs);
    return { platform: at, event: { kind: 'message', author, text }, ...(meant && { meant }) };
  }

  function wordsOf(talk: Talk, viewer: Viewer, atMs: number): { text: string; meant?: Meant } {
    const { speech } = viewer;
    if (products.length === 0) return { text: pick(speech.chatter, random) };
    switch (talk) {
      case 'claim':
      case 'claim-showing': {
        const isBare = options.bare === undefined ? talk === 'claim-showing' : random() < options.bare;
        return isBare ? claimOfShowing(viewer, atMs) : claimOf(viewer, product(), atMs);
      }
      case 'incomplete':
        return incompleteOf(viewer, atMs);
      case 'price':
        return {
          text: pick(speech.price, random),
          meant: { intent: 'question', code: null, options: {}, quantity: null },
        };
      case 'price-of':
        return askOf(pick(speech.priceOf, random), product());
      case 'link':
        return {
          text: pick(speech.link, random),
          meant: { intent: 'question', code: null, options: {}, quantity: null },
        };
      case 'ask':
        return askOf(pick(speech.ask, random), product());
      case 'odd':
        return { text: oddOf(product(), random) };
      default:
        return { text: pick(speech.chatter, random) };
    }
  }

  function claimOf(viewer: Viewer, of: ScriptProduct, atMs: number): { text: string; meant: Meant } {
    const variant = pick(of.variants, random);
    // The last pieces go one by one: so the units that find a buyer do not hang on the order of two platforms.
    const quantity = variant.stock >= SCARCE && random() < 0.2 ? 2 + Math.floor(random() * 2) : 1;
    const phrase = pick(quantity > 1 ? viewer.speech.many : viewer.speech.one, random);
    if (random() < 0.07) later(viewer, atMs, () => cancelOf(viewer, of));
    const meant: Meant = { intent: 'claim', code: of.code, options: variant.options, quantity, product: of.code };
    return {
      text: fill(phrase, { code: spelled(of.code, random), options: optionWords(variant.options), n: quantity }),
      meant,
    };
  }

  function claimOfShowing(viewer: Viewer, atMs: number): { text: string; meant: Meant } {
    const seen =
      options.seeing === undefined ? options.showing : options.seeing(viewer.platform, atMs, random() * 2 - 1);
    const of = products.find((one) => one.code === seen);
    if (of === undefined) return claimOf(viewer, product(), atMs);
    const variant = pick(of.variants, random);
    const text = fill(pick(viewer.speech.showing, random), { options: optionWords(variant.options) });
    return {
      text,
      meant: { intent: 'claim', code: null, options: variant.options, quantity: 1, product: of.code },
    };
  }

  /** Names a product and not which of it; most say it when they are asked. */
  function incompleteOf(viewer: Viewer, atMs: number): { text: string; meant: Meant } {
    const of = products.find((one) => one.variants.length > 1 && random() < 0.5) ?? product();
    if (of.variants.length < 2) return claimOf(viewer, of, atMs);
    const variant = pick(of.variants, random);
    if (random() < 0.7) {
      const text = optionWords(variant.options);
      later(viewer, atMs, () => ({
        text,
        meant: { intent: 'completion', code: of.code, options: variant.options, quantity: 1 },
      }));
    }
    const text = fill(pick(viewer.speech.one, random), { code: spelled(of.code, random) });
    return { text, meant: { intent: 'incomplete', code: of.code, options: {}, quantity: 1 } };
  }

  const cancelOf = (viewer: Viewer, of: ScriptProduct): { text: string; meant: Meant } => ({
    text: fill(pick(viewer.speech.cancel, random), { code: of.code }),
    meant: { intent: 'cancel', code: of.code, options: {}, quantity: null },
  });

  /** The viewer is kept for it, so that nothing else of theirs can overtake it on another way. */
  function later(viewer: Viewer, atMs: number, make: FollowUp['make']): void {
    const dueMs = atMs + BUSY_MS.least + random() * BUSY_MS.more;
    viewer.busyUntilMs = dueMs + BUSY_MS.least;
    const place = followUps.findIndex((one) => one.atMs > dueMs);
    followUps.splice(place < 0 ? followUps.length : place, 0, { atMs: dueMs, viewer, make });
  }

  function beside(atMs: number): Beat | null {
    const platform = pick(platforms, random);
    const kind = weighted(
      [
        ['like', 6],
        ['join', 4],
        ['audience', 1],
      ] as const,
      random,
    );
    if (!platform.emits.includes(kind)) return null;
    if (kind === 'audience') {
      watching = Math.max(20, Math.round(watching + (random() - 0.45) * 12));
      return { platform: platform.id, event: { kind, viewers: watching } };
    }
    const { author } = viewerOf(platform.id, atMs);
    if (kind === 'like')
      return { platform: platform.id, event: { kind, author, count: 1 + Math.floor(random() * 15) } };
    return { platform: platform.id, event: { kind, author } };
  }

  return {
    said,
    beside,
    learn(catalog) {
      products = catalog.filter((one) => one.variants.length > 0);
    },
  };
}

function askOf(phrase: string, of: ScriptProduct): { text: string; meant: Meant } {
  const named = phrase.includes('{code}');
  return {
    text: fill(phrase, { code: of.code }),
    meant: { intent: 'question', code: named ? of.code : null, options: {}, quantity: null },
  };
}

/** What makes a person look: a code that is almost one, far too many, a question and a claim at once. */
function oddOf(of: ScriptProduct, random: () => number): string {
  const near = `${of.code}9`;
  return pick([`mine ${near}`, `${of.code} x500`, `${of.code} or ${near}?`], random);
}

function giftOf(platform: string, author: Viewer['author'], random: () => number): SimEvent {
  if (platform === 'youtube') {
    const amountMinor = String(pick([200, 500, 500, 1_000, 2_000], random));
    return {
      kind: 'gift',
      author,
      type: 'super-chat',
      name: 'Super Chat',
      count: 1,
      amountMinor,
      currency: 'EUR',
      text: pick(THANKS, random),
    };
  }
  if (platform === 'twitch') {
    const coins = pick([50, 100, 100, 500], random);
    return { kind: 'gift', author, type: 'gift', name: 'Cheer', coins, count: 1, text: pick(THANKS, random) };
  }
  const { name, coins } = pick(GIFTS, random);
  const count = coins < 30 && random() < 0.5 ? 2 + Math.floor(random() * 4) : 1;
  const streak = count > 1 ? Array.from({ length: count }, (_, n) => n + 1) : undefined;
  return { kind: 'gift', author, type: 'gift', name, coins, count, ...(streak && { streak }) };
}

/** People type a code as they like. */
function spelled(code: string, random: () => number): string {
  const how = random();
  if (how < 0.55) return code;
  if (how < 0.9) return code.toLowerCase();
  // Full-width letters and digits, as many keyboards of Asia type them.
  return how < 0.97
    ? code
    : code.replace(/[!-~]/g, (char) => String.fromCodePoint((char.codePointAt(0) ?? 0) + 0xfee0));
}

const optionWords = (options: Readonly<Record<string, string>>): string => Object.values(options).join(' ');

function fill(phrase: string, words: Readonly<Record<string, string | number>>): string {
  const text = phrase.replace(/\{(\w+)\}/g, (_, name: string) => String(words[name] ?? ''));
  return text.replace(/\s+/g, ' ').trim();
}
