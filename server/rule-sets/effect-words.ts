import { variantSaid, type Snapshot } from '../rules/catalog.ts';
import type { ClaimEffect, Effect, ReplyEffect } from '../rules/effects.ts';

/** What an effect would do, as a person says it; null: nothing anybody would notice. The same words, the same effect. */
export function effectWords(effect: Effect, snapshot: Snapshot): string | null {
  switch (effect.do) {
    case 'claim':
      return claimWords(effect, snapshot);
    case 'cancel':
      return effect.claimId === null
        ? `cancel ${effect.productId === null ? 'what its author claimed' : codeOf(effect.productId, snapshot)}`
        : 'cancel one claim of its author';
    case 'question':
      return `${effect.assignedTo === undefined ? 'put into the questions' : 'give to somebody as a question'}: ${effect.topic}${of(effect.productId, snapshot)}`;
    case 'reply':
      return replyWords(effect, snapshot);
    case 'moderate':
      return effect.kind === 'hide' ? 'hide the message' : `${effect.kind} its author`;
    case 'notice':
      return {
        held: 'hold it for review',
        featured: 'feature it on the overlay',
        alert: `alert the team: “${effect.sentence}”`,
      }[effect.kind];
    case 'show-product':
      return `show ${codeOf(effect.productId, snapshot)}`;
    case 'reading':
      return effect.ruled?.tags.length ? `tag ${effect.ruled.tags.map((tag) => `“${tag}”`).join(', ')}` : null;
    default:
      return null;
  }
}

function claimWords(claim: ClaimEffect, snapshot: Snapshot): string {
  const product = snapshot.byId.get(claim.productId);
  const variant = product?.variants.find((one) => one.id === claim.variantId);
  const goods = [
    `${String(claim.quantity)} × ${product?.code ?? '?'}`,
    variant === undefined ? '' : variantSaid(variant.options),
  ]
    .filter(Boolean)
    .join(' ');
  if (claim.ending !== null)
    return claim.ending.state === 'interest'
      ? `count as interest: ${goods}`
      : `refuse ${goods}: ${claim.ending.reason}`;
  return claim.held ? `keep for a person, claims are stopped: ${goods}` : `reserve ${goods}`;
}

const WAYS = {
  best: 'by the best way there is',
  public: 'in public',
  private: 'privately',
  screen: 'on screen',
} as const;

const replyWords = (reply: ReplyEffect, snapshot: Snapshot): string =>
  `${reply.about === 'which-one' ? 'ask' : 'reply'} ${WAYS[reply.way]}: ${ABOUT[reply.about]}${of(reply.productId, snapshot)}${ownWords(reply)}`;

/** Texts are part of what is decided: another text is another reply. */
const ownWords = ({ texts }: ReplyEffect): string => {
  const [first] = texts === null ? [] : Object.values(texts).flat();
  return first === undefined ? '' : ` “${first.length > 60 ? `${first.slice(0, 60)}…` : first}”`;
};

const ABOUT: Record<ReplyEffect['about'], string> = {
  price: 'the price',
  link: 'the link',
  stock: 'what is left',
  'which-one': 'which one',
  answer: 'a person’s words',
  said: 'your words',
};

const codeOf = (productId: string | null, snapshot: Snapshot): string =>
  snapshot.byId.get(productId ?? '')?.code ?? '?';
const of = (productId: string | null, snapshot: Snapshot): string =>
  productId === null ? '' : ` of ${codeOf(productId, snapshot)}`;
