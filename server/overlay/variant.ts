import type { Manifest } from '../../connectors/platforms/contract.ts';
import { wrongWith, type Checkout, type Place } from '../outbox/speech.ts';

/** A platform over whose video the page is drawn, with what it allows to be said there. */
export type Destination = Pick<Manifest, 'id' | 'name' | 'speech'> & { checkout: Checkout };

export interface Variant {
  /** Lines of these platforms' buyers are drawn; null: of all. */
  platforms: ReadonlySet<string> | null;
  /** The show's address, as words and as a code to scan. */
  address: boolean;
  qr: boolean;
  /** May this stand on the video? */
  may(text: string): boolean;
  /** What is left out, as a person of the team reads it. */
  left: LeftOut[];
}

export interface LeftOut {
  what: 'address' | 'qr' | 'other-platforms' | 'prices-elsewhere' | 'games';
  sentence: string;
}

/**
 * What an overlay may draw where its video goes: the strictest of all its destinations. What a platform only frowns at is
 * left out too: nobody stands by the picture to decide, and it is the account of the whole show that is at risk.
 */
export function variantOf(destinations: readonly Destination[], chosen: readonly string[], publicUrl: string): Variant {
  const speech = (name: keyof Manifest['speech']): LeftOut[] =>
    destinations.flatMap((one) => {
      const sentence = forbids(one, name);
      return sentence === null ? [] : [{ what: WHAT[name], sentence }];
    });
  const reachable = isReachable(publicUrl);
  const address = speech('links');
  const qr = speech('qrCodes');
  const nowhere: LeftOut[] = reachable
    ? []
    : [{ what: 'address', sentence: 'The show’s address is left out: PUBLIC_URL is an address of this machine only.' }];
  return {
    platforms: chosen.length === 0 ? null : new Set(chosen),
    address: reachable && address.length === 0,
    // A code that leads where no address may be written leads there all the same.
    qr: reachable && address.length === 0 && qr.length === 0,
    may: (text) => destinations.every((one) => wrongWith(text, strictly(one), one.checkout).length === 0),
    left: [
      ...nowhere,
      ...address,
      ...qr,
      ...speech('otherPlatforms'),
      ...speech('pricesElsewhere'),
      ...speech('games'),
    ],
  };
}

const WHAT = {
  links: 'address',
  qrCodes: 'qr',
  otherPlatforms: 'other-platforms',
  pricesElsewhere: 'prices-elsewhere',
  games: 'games',
} as const satisfies Record<keyof Manifest['speech'], LeftOut['what']>;
const LEFT: Record<LeftOut['what'], string> = {
  address: 'Addresses are left out',
  qr: 'Codes to scan are left out',
  'other-platforms': 'Messages that name another platform are left out',
  'prices-elsewhere': 'Messages about lower prices elsewhere are left out',
  games: 'Messages about games of luck are left out',
};

function forbids(one: Destination, name: keyof Manifest['speech']): string | null {
  const allowed = one.speech[name];
  const leads = name === 'links' || name === 'qrCodes';
  if (leads && one.checkout === 'platform')
    return `${LEFT[WHAT[name]]}: the shop of ${one.name} sells, and nobody may be led away from it.`;
  if (allowed === 'yes') return null;
  return allowed === 'no'
    ? `${LEFT[WHAT[name]]}: ${one.name} does not allow them.`
    : `${LEFT[WHAT[name]]} for ${one.name}: ${withoutStop(allowed.risky)}.`;
}

const withoutStop = (sentence: string): string => sentence.replace(/\.$/, '');

/** The same place, with everything risky forbidden. */
function strictly({ name, speech }: Destination): Place {
  const strict = Object.fromEntries(
    Object.entries(speech).map(([key, allowed]) => [key, allowed === 'yes' ? 'yes' : 'no']),
  );
  return { name, speech: strict as Manifest['speech'] };
}

const isReachable = (publicUrl: string): boolean =>
  !/^https?:\/\/(?:localhost|127\.|0\.0\.0\.0|\[::1\])/i.test(publicUrl);
