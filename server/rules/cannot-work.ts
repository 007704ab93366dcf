import type { Level, Manifest } from '../../connectors/platforms/contract.ts';
import type { Problem, Rule, RuledKind, RuleEffect } from './rule-set.ts';

/** A platform as far as rules are concerned; `connected`: this workspace has an account on it. */
export interface RulePlace {
  connected: boolean;
  manifest: Pick<Manifest, 'id' | 'name' | 'can' | 'emits' | 'speech' | 'conditions'>;
  /** What its account was found to be allowed; absent: never asked. */
  levels?: readonly Level[];
  /** 'platform': the platform's own shop sells there, so no address of ours is said. */
  checkout?: 'own' | 'platform';
}

/** What is there beside the platforms. Absent: not known, and nothing is said about it. */
export interface RuleGround {
  /** An address for the overlay has been made. */
  overlay?: boolean;
  codes?: ReadonlySet<string>;
  members?: ReadonlySet<string>;
}

/**
 * Where a rule cannot do what it says, in sentences, before it is saved: on the platforms it names, or on all that are
 * connected where it names none. Nothing here keeps it from being saved by somebody who has read it.
 */
export function cannotWork(rule: Rule, places: readonly RulePlace[], ground: RuleGround = {}, index = 0): Problem[] {
  const found: Problem[] = [];
  const say: Say = (field, sentence) => {
    if (!found.some((one) => one.field === field && one.sentence === sentence))
      found.push({ rule: rule.id, index, field, sentence });
  };
  for (const id of rule.when.platforms ?? []) notConnected(id, places, say);
  meaningless(rule, ground, say);
  const about = places.filter(({ connected, manifest }) =>
    rule.when.platforms === undefined ? connected : rule.when.platforms.includes(manifest.id),
  );
  for (const place of about) {
    if (!hearsOf(rule, place, say)) continue;
    rule.then.forEach((effect, at) => {
      effectAt(effect, place, ground, `then.${String(at)}`, say);
    });
  }
  return found;
}

type Say = (field: string, sentence: string) => void;

function notConnected(id: string, places: readonly RulePlace[], say: Say): void {
  const place = places.find(({ manifest }) => manifest.id === id);
  if (place === undefined) say('when.platforms', `There is no platform “${id}”.`);
  else if (!place.connected)
    say('when.platforms', `${place.manifest.name} is not connected: there it does nothing until it is.`);
}

/** What can never hold, or never do anything, wherever it is. */
function meaningless(rule: Rule, ground: RuleGround, say: Say): void {
  const { when, then } = rule;
  const kinds = when.kinds ?? ['message'];
  if (!kinds.includes('message'))
    for (const field of ['intents', 'topics', 'languages', 'needsLook'] as const)
      if (when[field] !== undefined)
        say(`when.${field}`, 'Only messages are read: with this condition it never acts on anything else.');
  if (when.gift !== undefined && !kinds.includes('gift'))
    say('when.gift', 'It asks for the worth of a gift, and is not about gifts.');
  then.forEach((effect, at) => {
    const field = `then.${String(at)}`;
    if (effect.do === 'claim' && !reads(rule, 'claim'))
      say(field, 'Only what reads as a claim is claimed, and this rule is about other messages: it claims nothing.');
    if (effect.do === 'cancel' && !reads(rule, 'cancel'))
      say(field, 'Only what reads as a cancel is cancelled, and this rule is about other messages.');
    if (effect.do === 'show-product' && ground.codes?.has(effect.code) === false)
      say(field, `There is no product with the code ${effect.code}.`);
    if (effect.do === 'assign' && ground.members?.has(effect.to) === false)
      say(field, 'The person it is given to is not of this team.');
    if (effect.do === 'feature' && ground.overlay === false)
      say(field, 'There is no overlay yet: what is featured is drawn nowhere.');
  });
  for (const code of when.products ?? [])
    if (code !== 'showing' && ground.codes?.has(code) === false)
      say('when.products', `There is no product with the code ${code}.`);
}

const reads = ({ when }: Rule, intent: 'claim' | 'cancel'): boolean =>
  (when.kinds ?? ['message']).includes('message') &&
  (when.intents === undefined || when.intents.includes(intent)) &&
  when.needsLook !== true;

const HEARD: Readonly<Record<RuledKind, string>> = {
  message: 'messages',
  gift: 'gifts',
  follow: 'who follows',
  join: 'who joins',
  like: 'likes',
  share: 'who shares',
};

/** False: nothing it is about ever comes from there. */
function hearsOf(rule: Rule, { manifest }: RulePlace, say: Say): boolean {
  const kinds = rule.when.kinds ?? ['message'];
  const missing = kinds.filter((kind) => !manifest.emits.includes(kind));
  for (const kind of missing) say('when.kinds', `${manifest.name} does not tell of ${HEARD[kind]}.`);
  return missing.length < kinds.length;
}

function effectAt(effect: RuleEffect, place: RulePlace, ground: RuleGround, field: string, say: Say): void {
  const { manifest } = place;
  if (effect.do === 'hide' && !manifest.can.includes('hide'))
    say(field, `${manifest.name} hides no messages: it is hidden in the console and on the overlay alone.`);
  if (effect.do !== 'reply') return;
  const sentence = WAYS[effect.way](place, ground);
  if (sentence !== null) say(field, sentence);
  if (saysLink(effect) && (manifest.speech.links === 'no' || place.checkout === 'platform'))
    say(field, `${manifest.name} takes no addresses: there it is said without the link, or not at all.`);
}

type Way = Extract<RuleEffect, { do: 'reply' }>['way'];
/** Why a way of answering is closed on a platform; null: it is open. */
const WAYS: Readonly<Record<Way, (place: RulePlace, ground: RuleGround) => string | null>> = {
  public: (place) =>
    place.manifest.can.includes('reply')
      ? hindered(place, 'replies-publicly', 'reply')
      : `${place.manifest.name} takes no public replies.`,
  private: (place) =>
    answersPrivately(place)
      ? hindered(place, 'replies-privately', 'private-reply')
      : `${place.manifest.name} takes no private replies.`,
  screen: (_place, ground) => (ground.overlay === false ? NO_OVERLAY : null),
  best: (place, ground) =>
    place.manifest.can.includes('reply') || answersPrivately(place) || ground.overlay !== false
      ? null
      : `${place.manifest.name} takes no replies, and there is no overlay to show them on.`,
};
const NO_OVERLAY = 'There is no overlay yet: make an address for it, or nobody sees this reply.';

const answersPrivately = ({ manifest }: RulePlace): boolean =>
  manifest.can.includes('private-reply') || manifest.can.includes('message');

function hindered(place: RulePlace, id: Level['id'], action: 'reply' | 'private-reply'): string | null {
  const { manifest, levels } = place;
  const level = levels?.find((one) => one.id === id);
  if (level?.state === 'proven') return null;
  if (level?.state === 'missing' || level?.state === 'never')
    return `${manifest.name}: ${level.sentence ?? 'this account is not allowed to answer so'}`;
  const condition = manifest.conditions?.[action];
  return condition === undefined ? null : `${manifest.name}: ${condition}`;
}

const ADDRESS =
  /\{\{-?\s*link\b|\{%|https?:\/\/|\bwww\.|\b[\w-]+\.(?:com|net|org|shop|store|app|io|me|co|live|link|ly)\b/i;

function saysLink(effect: RuleEffect): boolean {
  if (effect.do !== 'reply') return false;
  return 'about' in effect.say
    ? effect.say.about === 'link'
    : Object.values(effect.say.texts).some((list) => list.some((text) => ADDRESS.test(text)));
}

/**
 * It says an address: such a rule may not be switched on before ours is proven to be reachable. Templates that work
 * with more than plain values count as saying one.
 */
export const carriesLink = (rule: Pick<Rule, 'then'>): boolean => rule.then.some(saysLink);
