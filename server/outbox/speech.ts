import type { Allowed, Manifest } from '../../connectors/platforms/contract.ts';

/**
 * What may be said on a platform, by its manifest. Pure, and shared with the dashboard, so that the console warns of
 * what the hub would refuse, with the same words.
 */
export interface Place {
  name: string;
  speech: Manifest['speech'];
}

/** 'platform': the platform's own shop takes the money, so nobody may be led to our page. */
export type Checkout = 'own' | 'platform';

export interface Wrong {
  what: 'link' | 'other-platform' | 'price-elsewhere' | 'game';
  /** 'no': it is not sent; 'risky': it is, by whoever wants to. */
  level: 'no' | 'risky';
  sentence: string;
}

/** May an address of ours stand in what is said there? */
export const mayCarryPage = (place: Place, checkout: Checkout): boolean =>
  checkout === 'own' && place.speech.links !== 'no';

// An ending is written small, or all of it large: "Yes.It fits" is two sentences.
const ADDRESS =
  /\b[Hh][Tt]{2}[Pp][Ss]?:\/\/\S|\b[Ww]{3}\.\S|(?<![@\p{L}\p{N}._-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+(?:com|net|org|shop|store|app|io|me|co|info|biz|online|site|link|ly|gl|bio|live|tv|de|fr|es|it|nl|uk|eu|us|ca|br|mx|th|vn|id|my|ph|tw|cn|jp|kr|in|ae|sa|au|pl|se|ch|at|COM|NET|ORG|SHOP)(?![\p{L}\p{N}-])/u;
const GAME =
  /\b(?:giveaways?|raffles?|lotter(?:y|ies)|lucky\s+draws?|spin\s+the\s+wheel|mystery\s+box(?:es)?)\b|抽獎|抽奖|盲盒/iu;
const ELSEWHERE =
  /\b(?:cheaper|lower\s+price|better\s+price|discount)\b.{0,40}\b(?:on|at|in)\s+(?:our|my)\s+(?:web)?(?:site|shop|store|page)\b/iu;

/** How other places are called in chats. "line" and "x" are words of every day and are left out. */
const NAMES: Readonly<Record<string, RegExp>> = {
  TikTok: /\btik\s?tok\b|抖音/iu,
  YouTube: /\byou\s?tube\b/iu,
  Facebook: /\bface\s?book\b|\bfb\b/iu,
  Instagram: /\binsta(?:gram)?\b/iu,
  Twitch: /\btwitch\b/iu,
  Shopee: /\bshopee\b/iu,
  Lazada: /\blazada\b/iu,
  Amazon: /\bamazon\b/iu,
  WhatsApp: /\bwhats\s?app\b/iu,
  Telegram: /\btelegram\b/iu,
  WeChat: /\bwe\s?chat\b|微信/iu,
};

/** Everything in a text that the platform forbids or punishes, with the reason; empty: it may be said. */
export function wrongWith(text: string, place: Place, checkout: Checkout): Wrong[] {
  const { speech, name } = place;
  const links: Allowed = checkout === 'platform' ? 'no' : speech.links;
  const elsewhere: Allowed =
    checkout === 'platform' && speech.pricesElsewhere !== 'yes' ? 'no' : speech.pricesElsewhere;
  const shop = checkout === 'platform' ? ' while its own shop sells' : '';
  const other = otherPlace(text, name);
  return [
    ...judged('link', links, ADDRESS.test(text), `${name} takes no addresses${shop}: leave it out.`),
    ...judged(
      'other-platform',
      speech.otherPlatforms,
      other !== null,
      `${name} does not want ${other ?? 'other platforms'} named: leave it out.`,
    ),
    ...judged(
      'price-elsewhere',
      elsewhere,
      ELSEWHERE.test(text),
      `${name} does not allow pointing at prices elsewhere.`,
    ),
    ...judged('game', speech.games, GAME.test(text), `${name} does not allow games of luck.`),
  ];
}

function otherPlace(text: string, own: string): string | null {
  const found = Object.entries(NAMES).find(([name, words]) => !own.startsWith(name) && words.test(text));
  return found?.[0] ?? null;
}

function judged(what: Wrong['what'], allowed: Allowed, is: boolean, no: string): Wrong[] {
  if (!is || allowed === 'yes') return [];
  if (allowed === 'no') return [{ what, level: 'no', sentence: no }];
  return [{ what, level: 'risky', sentence: `${allowed.risky} (${allowed.source})` }];
}
