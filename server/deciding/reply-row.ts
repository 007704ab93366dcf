import { sayMoney } from '../money.ts';
import { pageOf, targetOf } from '../outbox/follow-up.ts';
import { ownTextsIn, sayOwn } from '../outbox/own-texts.ts';
import { RULE_REPLY_SECONDS, STAFF_REPLY_SECONDS } from '../outbox/store.ts';
import type { NewReply } from '../outbox/store.ts';
import { ASKERS_MARK, authorSaid, say, spokenLanguage, STOCK_MARK } from '../outbox/templates.ts';
import type { About, Values } from '../outbox/templates.ts';
import { exampleOf, optionsSaid, variantSaid } from '../rules/catalog.ts';
import type { Sellable, Snapshot } from '../rules/catalog.ts';
import type { ReplyEffect } from '../rules/effects.ts';
import type { ShowRow } from './store.ts';

/** A reply as it waits in the outbox. */
export function replyRow(reply: ReplyEffect, show: ShowRow, snapshot: Snapshot, publicUrl: string): NewReply {
  const base = {
    id: reply.outboxId,
    showId: show.id,
    connectionId: reply.connectionId,
    broadcastId: reply.broadcastId,
    about: reply.about,
    seq: reply.seq,
    claimId: null,
    authorId: reply.authorId,
    madeBy: reply.madeBy,
    shortText: null,
    ...kindOf(reply),
  };
  if (reply.about === 'answer') {
    const target = { ...(reply.replyTo === null ? {} : { toMessageId: reply.replyTo }), toHandle: reply.handle };
    return { ...base, text: reply.text ?? '', target, valueMinor: '0', withinSeconds: STAFF_REPLY_SECONDS };
  }
  const product = snapshot.byId.get(reply.productId ?? '');
  const where = pageOf(publicUrl, show.slug);
  const worded =
    reply.about === 'said' ? inOwnWords(reply, show, product, where) : wordsFor(reply, show, product, where);
  return {
    ...base,
    text: worded.text,
    target: {
      ...targetOf({
        toMessageId: reply.replyTo,
        toHandle: reply.handle,
        ...worded,
        where,
        // An answer to all who asked goes where all of them see it.
        best: reply.way === 'best' && reply.toAll !== true,
        screen: { name: reply.handle, code: product?.code ?? '', what: reply.about },
      }),
      ...(reply.toAll === true ? { toAll: true as const } : {}),
      ...(worded.soldOut === null || product === undefined ? {} : { stockOf: product.id, soldOut: worded.soldOut }),
    },
    valueMinor: product?.priceMinor ?? '0',
    withinSeconds: RULE_REPLY_SECONDS,
  };
}

/** 'best' and 'public' are a reply; the send lane knows what the platform can. */
function kindOf({ way }: ReplyEffect): Pick<NewReply, 'kind'> {
  if (way === 'private') return { kind: 'private-reply' };
  return way === 'screen' ? { kind: 'screen' } : {};
}

/** Of whoever's own language is not sure. */
const elseLanguage = ({ connectionId }: ReplyEffect, show: ShowRow): string =>
  show.languages[connectionId] ?? show.language;

interface Worded {
  text: string;
  otherwise: string;
  wording: string;
  about: About;
  /** What is said where none is left by then; null: the words do not say how many are left. */
  soldOut: string | null;
}

function wordsFor(reply: ReplyEffect, show: ShowRow, product: Sellable | undefined, where: string): Worded {
  const language = spokenLanguage(reply.language, elseLanguage(reply, show));
  const values: Values = {
    author: reply.toAll === true ? ASKERS_MARK : reply.handle,
    code: product?.code ?? '',
    product: product?.title ?? '',
    variant: variantSaid(reply.named),
    quantity: 1,
    place: null,
    price: product === undefined ? '' : sayMoney(product.priceMinor, product.currency),
    where,
    options: product === undefined ? '' : optionsSaid(product, reply.named),
    example: product === undefined ? '' : exampleOf(product, reply.named),
    stock: STOCK_MARK,
  };
  const about = wordingOf(reply.about, product !== undefined);
  const said = say(about, language, values, reply.pick);
  return {
    ...said,
    about,
    wording: `${language}:${about}:${String(said.wording)}`,
    soldOut: about === 'stock' ? say('sold-out', language, values, reply.pick).text : null,
  };
}

/** "link?" about a product is answered with the product and its page. */
const wordingOf = (about: ReplyEffect['about'], known: boolean): About =>
  about === 'which-one' || (about === 'stock' && known) ? about : about === 'link' && !known ? 'link' : 'price';

/** A rule's own texts; where they cannot be said (they were checked when they were saved) the page is. */
function inOwnWords(reply: ReplyEffect, show: ShowRow, product: Sellable | undefined, where: string): Worded {
  const list = ownTextsIn(reply.texts ?? {}, [reply.language, elseLanguage(reply, show), show.language]);
  const values = {
    author: reply.toAll === true ? ASKERS_MARK : authorSaid(reply.handle),
    code: product?.code ?? '',
    product: product?.title ?? '',
    price: product === undefined ? '' : sayMoney(product.priceMinor, product.currency),
    stock: STOCK_MARK,
    options: product === undefined ? '' : optionsSaid(product, reply.named),
    link: where,
  };
  const at = list.length === 0 ? 0 : reply.pick % list.length;
  const said = (i: number): string | null => sayOwn(list[i % Math.max(1, list.length)] ?? '', values, 'public');
  const text = said(at);
  if (text === null) return wordsFor({ ...reply, about: 'link' }, show, undefined, where);
  return {
    text,
    otherwise: said(at + 1) ?? text,
    wording: `own:${String(at)}`,
    // The address is part of the words: where it may not be given they are not said.
    about: text.includes(where) ? 'link' : 'which-one',
    soldOut: text.includes(STOCK_MARK) ? text : null,
  };
}
