import { sayMoney } from '../money.ts';
import { pageOf, targetOf } from '../outbox/follow-up.ts';
import { RULE_REPLY_SECONDS, STAFF_REPLY_SECONDS } from '../outbox/store.ts';
import type { NewReply } from '../outbox/store.ts';
import { say, spokenLanguage } from '../outbox/templates.ts';
import type { About } from '../outbox/templates.ts';
import { exampleOf, optionsSaid, variantSaid } from '../rules/catalog.ts';
import type { Snapshot } from '../rules/catalog.ts';
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
  };
  const where = pageOf(publicUrl, show.slug);
  if (reply.about === 'answer') {
    const target = { ...(reply.replyTo === null ? {} : { toMessageId: reply.replyTo }), toHandle: reply.handle };
    return {
      ...base,
      ...(reply.way === 'private' ? { kind: 'private-reply' as const } : {}),
      text: reply.text ?? '',
      target,
      valueMinor: '0',
      withinSeconds: STAFF_REPLY_SECONDS,
    };
  }
  const product = snapshot.byId.get(reply.productId ?? '');
  const language = spokenLanguage(reply.language, show.language);
  const values = {
    author: reply.handle,
    code: product?.code ?? '',
    product: product?.title ?? '',
    variant: variantSaid(reply.named),
    quantity: 1,
    place: null,
    price: product === undefined ? '' : sayMoney(product.priceMinor, product.currency),
    where,
    options: product === undefined ? '' : optionsSaid(product, reply.named),
    example: product === undefined ? '' : exampleOf(product, reply.named),
  };
  // "link?" about a product is answered with the product and its page.
  const about = wordingOf(reply.about, product !== undefined);
  const said = say(about, language, values, reply.pick);
  return {
    ...base,
    text: said.text,
    target: targetOf({
      toMessageId: reply.replyTo,
      toHandle: reply.handle,
      wording: `${language}:${about}:${String(said.wording)}`,
      otherwise: said.otherwise,
      about,
      where,
    }),
    valueMinor: product?.priceMinor ?? '0',
    withinSeconds: RULE_REPLY_SECONDS,
  };
}

/** 'stock' and a rule's own texts ('said') are worded by the outbox as soon as it has them; until then the price is said. */
const wordingOf = (about: Exclude<ReplyEffect['about'], 'answer'>, known: boolean): About =>
  about === 'which-one' ? about : about === 'link' && !known ? 'link' : 'price';
