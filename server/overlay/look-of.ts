import { encodeQR } from 'qr';
import type { Featured } from '../moderation/store-featured.ts';
import { sayMoney } from '../money.ts';
import { drawable, drawableName, ownWords } from './drawable.ts';
import type { Look } from './frames.ts';
import type { Drawing } from './open-page.ts';
import { isRtl, phrasesIn } from './phrases.ts';
import type { View } from './store.ts';

const TITLE = 48;
const NAME = 28;
const MESSAGE = 160;

/** Everything beside the lines, as one overlay draws it now. */
export function lookOf(view: View | null, featured: Featured | null, drawing: Drawing, publicUrl: string): Look {
  const { settings, variant } = drawing;
  if (view === null) return { ...NOTHING };
  const phrases = phrasesIn(view.language);
  const { product } = view;
  const shown = settings.parts.address && variant.address;
  const address = `${publicUrl}/${view.slug}`;
  return {
    language: view.language,
    rtl: isRtl(view.language),
    rehearsal: view.kind === 'rehearsal' ? phrases.rehearsal : null,
    now:
      product === null || !settings.parts.now
        ? null
        : {
            title: phrases.now,
            code: ownWords(product.code, 12),
            name: variant.may(product.title) ? ownWords(product.title, TITLE) : '',
            price: priceOf(product),
            left: product.left > 0 ? phrases.left(product.left) : phrases.out,
            out: product.left <= 0,
          },
    hint:
      product === null || !settings.parts.hint || product.left <= 0
        ? null
        : { before: phrases.hint[0], code: ownWords(product.code, 12), after: phrases.hint[1] },
    address: shown ? address.replace(/^https?:\/\//, '') : null,
    qr: shown && variant.qr ? qrOf(address) : null,
    featured: featured === null || !settings.parts.featured ? null : messageOf(featured, drawing),
  };
}

const NOTHING: Look = {
  language: 'en',
  rtl: false,
  rehearsal: null,
  now: null,
  hint: null,
  address: null,
  qr: null,
  featured: null,
};

/** null: it names what must not stand on this video. */
function messageOf({ id, name, text }: Featured, { variant, blocked }: Drawing): Look['featured'] {
  const said = drawable(text, MESSAGE, blocked);
  const by = drawableName(name, NAME, blocked);
  return said !== '' && variant.may(text) && variant.may(name) ? { id, name: by, text: said } : null;
}

const priceOf = ({ least, most, currency }: NonNullable<View['product']>): string =>
  least === most ? sayMoney(least, currency) : `${sayMoney(least, currency)} – ${sayMoney(most, currency)}`;

const codes = new Map<string, NonNullable<Look['qr']>>();

/** One path of unit squares; drawn by the page, which loads nothing. */
function qrOf(address: string): NonNullable<Look['qr']> {
  const known = codes.get(address);
  if (known !== undefined) return known;
  const rows = encodeQR(address, 'raw', { ecc: 'medium', border: 2 });
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  const made = { size: rows.length, path };
  if (codes.size > 50) codes.clear();
  codes.set(address, made);
  return made;
}
