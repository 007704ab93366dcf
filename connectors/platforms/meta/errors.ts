/**
 * What the Graph API refuses with, sorted: final or worth another try, and the step that cures it. Pure.
 * Codes: Graph API "Handling errors", "Rate limits", Messenger Platform "Error codes".
 */
import { ConnectorError, type ConnectorErrorCode } from '../contract.ts';

/** `error` of an answer, as narrow as it is read. */
export interface GraphError {
  message?: string;
  type?: string;
  code?: number;
  error_subcode?: number;
  is_transient?: boolean;
  error_user_msg?: string;
}

/** What has to happen before the same call works. */
export type Cure =
  /** Nothing: later it works by itself. */
  | 'wait'
  /** Connect the account again. */
  | 'reconnect'
  /** Grant the permission, or have it reviewed for people without a role on the app. */
  | 'permission'
  /** Nothing can: the thing, or the person's consent to be written to, is gone. */
  | 'gone'
  /** The person must write to us first. */
  | 'window'
  /** It has been done already. */
  | 'done'
  /** Look at what is sent so often or in such words that Meta blocks it. */
  | 'behave'
  /** Our request is wrong. */
  | 'request';

export interface Sorted {
  code: ConnectorErrorCode;
  final: boolean;
  cure: Cure;
  say: string;
}

/** A refusal by the Graph API, with what it takes to tell one from another. */
export class GraphRefusal extends ConnectorError {
  readonly cure: Cure;
  readonly graphCode: number | null;
  readonly graphSubcode: number | null;
  constructor(sorted: Sorted, error: GraphError, more: { detail?: string; retryAfterMs?: number } = {}) {
    super(sorted.code, more.detail ? `${sorted.say} (${more.detail})` : sorted.say, {
      final: sorted.final,
      ...(more.retryAfterMs === undefined ? {} : { retryAfterMs: more.retryAfterMs }),
    });
    this.name = 'GraphRefusal';
    this.cure = sorted.cure;
    this.graphCode = error.code ?? null;
    this.graphSubcode = error.error_subcode ?? null;
  }
}

const sorted = (code: ConnectorErrorCode, final: boolean, cure: Cure, say: string): Sorted => ({
  ...{ code, final, cure, say },
});

const TRANSIENT = sorted('network', false, 'wait', 'Meta has a passing fault.');
const LIMITED = sorted('rate-limited', false, 'wait', 'Meta asks to slow down.');
const TOKEN = sorted('unauthorized', true, 'reconnect', 'Meta refused the access token. Connect the account again.');
const PERMISSION = sorted(
  'forbidden',
  true,
  'permission',
  'The sign-in does not allow this. Connect the account again with every permission, and look at its level.',
);
const GONE = sorted('not-found', true, 'gone', 'Meta does not know this, or does not show it to this account.');
const WINDOW = sorted(
  'refused',
  true,
  'window',
  'Meta lets an account write only within 24 hours of the person’s last message.',
);
const UNREACHABLE = sorted('refused', true, 'gone', 'This person cannot be written to.');
const REQUEST = sorted('refused', true, 'request', 'Meta refused the request.');

/** `code/subcode` before `code` alone. */
const KNOWN: Readonly<Record<string, Sorted>> = {
  '1': TRANSIENT,
  '2': TRANSIENT,
  '2/2018344': sorted(
    'forbidden',
    true,
    'permission',
    'An admin of the Page must accept the contact terms in its inbox first.',
  ),
  '3': sorted(
    'forbidden',
    true,
    'permission',
    'The app lacks the capability for this call. Add the use case in Meta’s console.',
  ),
  '4': sorted('rate-limited', false, 'wait', 'The app has used up its calls for now.'),
  '10': PERMISSION,
  '10/1545041': WINDOW,
  '10/2018065': WINDOW,
  '10/2018278': WINDOW,
  '10/2534022': WINDOW,
  '17': sorted('rate-limited', false, 'wait', 'The account has used up its calls for now.'),
  '21': GONE,
  '32': sorted('rate-limited', false, 'wait', 'The Page has used up its calls for now.'),
  '100': REQUEST,
  '100/33': GONE,
  '100/2018001': UNREACHABLE,
  '102': TOKEN,
  '104': TOKEN,
  '190': TOKEN,
  '190/458': sorted('unauthorized', true, 'reconnect', 'The app was removed from the account. Connect it again.'),
  '190/459': sorted('unauthorized', true, 'reconnect', 'Meta wants the person to log in at facebook.com first.'),
  '190/460': sorted('unauthorized', true, 'reconnect', 'The password was changed. Connect the account again.'),
  '190/463': sorted('unauthorized', true, 'reconnect', 'The access token has expired. Connect the account again.'),
  '190/464': sorted('unauthorized', true, 'reconnect', 'The person’s Meta account is not confirmed.'),
  '190/467': sorted(
    'unauthorized',
    true,
    'reconnect',
    'The access token is no longer valid. Connect the account again.',
  ),
  '190/492': sorted(
    'unauthorized',
    true,
    'reconnect',
    'The person who connected the account has lost their role on the Page.',
  ),
  '230': sorted('forbidden', true, 'permission', 'The permission pages_messaging is missing.'),
  '341': LIMITED,
  '368': sorted(
    'refused',
    true,
    'behave',
    'Meta has blocked this action for a while as abusive. Say less, and not the same again.',
  ),
  '459': TOKEN,
  '506': sorted('refused', true, 'behave', 'Meta refuses the same words twice in a row.'),
  '551': sorted('refused', true, 'gone', 'This person cannot be reached now.'),
  '613': LIMITED,
  '803': GONE,
  '10900': sorted('refused', true, 'done', 'This comment has had its one private reply already.'),
  '10901': sorted('refused', true, 'gone', 'The comment is older than seven days: it takes no private reply any more.'),
  '10903': sorted('refused', true, 'gone', 'This person’s comment cannot be answered privately.'),
};

/** What an answer's `error` means; `status` is the HTTP status, which Meta uses loosely. */
export function sortGraphError(error: GraphError, status: number): Sorted {
  const code = typeof error.code === 'number' ? error.code : Number(error.code ?? Number.NaN);
  const known = KNOWN[`${code}/${error.error_subcode}`] ?? KNOWN[String(code)];
  if (known && known !== REQUEST) return known;
  // Meta's own word that it will pass, where the code alone does not say so.
  if (error.is_transient === true) return TRANSIENT;
  if (known) return known;
  if (code >= 200 && code <= 299) return PERMISSION;
  if (code >= 80_000 && code <= 80_099) return LIMITED;
  return sortStatus(status) ?? REQUEST;
}

/** An answer without a readable `error`: a proxy's page, an overloaded edge. Null where the status says nothing. */
export function sortStatus(status: number): Sorted | null {
  if (status === 429) return LIMITED;
  if (status === 401) return TOKEN;
  if (status === 403) return PERMISSION;
  if (status === 404 || status === 410) return GONE;
  if (status === 408 || status >= 500) return TRANSIENT;
  return null;
}

/** Meta repeats a malformed token in its sentence: what looks like one goes, known or not. */
export function struck(text: string, secrets: readonly string[]): string {
  const known = secrets.reduce((left, secret) => (secret.length < 4 ? left : left.replaceAll(secret, '•••')), text);
  return known
    .replaceAll(/\b(EAA|IGA|IGQ)[\w-]{16,}/g, '•••')
    .replaceAll(/((?:access_token|client_secret|appsecret_proof)=)[^&\s)"']+/g, '$1•••');
}
