/**
 * Links that are somebody's alone (a sign-in, a tablet's place, an overlay, later a buyer's cart) and what keeps them out
 * of public. Pure. A secret is an object, not a text: put into a wording it says nothing, and only what is written to one
 * person asks it for its address. The last check looks at the words themselves, whoever wrote them.
 */
export class SecretLink {
  readonly #address: string;
  constructor(address: string) {
    this.#address = address;
  }
  /** For what one person alone will read. */
  forOnePerson(): string {
    return this.#address;
  }
  toString(): string {
    return '';
  }
  toJSON(): string {
    return '';
  }
}

declare const open: unique symbol;
/** Words that were looked at and may stand where everybody reads them. */
export type PublicText = string & { readonly [open]: true };

/**
 * The forms of every secret address of the hub: a sign-in (`/sign-in?token=…`), a tablet's place (`/let-in#…`), an overlay
 * (`/o/…`), a buyer's cart or order (`/c/…`, `/cart/…`, `/order/…`), what a sign-in at a platform carries (`state=`,
 * `code=`), and any key in an address.
 */
const SECRET = [
  /\/sign-in\b[^\s]*[?&#]token=/i,
  /\/let-in#[\w-]+/i,
  /\/o\/[\w-]{12,}/i,
  /\/(?:c|cart|pay|order|w)\/[\w-]{16,}/i,
  /\/api\/(?:accounts|auth|oauth)[^\s]*[?&](?:state|code)=/i,
  /[?&#](?:token|access_token|refresh_token|key|secret|signature|state|code_verifier)=[\w.~%+-]{8,}/i,
  /https?:\/\/[^\s/@]+:[^\s/@]+@/i,
];

export const holdsSecret = (text: string): boolean => {
  const plain = text.normalize('NFKC').replace(/[\p{Cf}]/gu, '');
  return SECRET.some((form) => form.test(plain));
};

/** null: it holds what only one person may know. */
export const inPublic = (text: string): PublicText | null => (holdsSecret(text) ? null : (text as PublicText));

export const SECRET_KEPT = 'it holds a link that is one person’s alone, and that is never said in public';
