import type { ActionKind, Manifest } from '../../connectors/platforms/contract.ts';
import { holdsSecret, SECRET_KEPT } from './secrets.ts';
import { mayCarryPage, wrongWith } from './speech.ts';
import type { Due } from './store-send.ts';

/** What is known of a row that may have to be said privately. */
export interface Private {
  /** The platform's id of the author. */
  authorKey: string | null;
  /** This comment's one private reply was given, or is being given. */
  told: boolean;
  /** Another comment of theirs in this show that has not had its own: what was told with others on one of them. */
  spare?: string | null;
  /** When they were last told something privately in this show. */
  toldMs?: number | null;
  /** Another line of the same comment is not settled yet, or its reply was not among those looked at. */
  moreToCome?: boolean;
  /** When the author last wrote to us privately; null: never, or too long ago. */
  wroteMs: number | null;
  /** When the message that is answered was written. */
  spokenMs: number | null;
}

/** How a row goes out, or how it ends and why. */
export type Way =
  /** `orPublic`: it may be said in public as well. `on`: the comment that is answered, where it is not the row's own. */
  | { ok: true; act: ActionKind; orPublic?: boolean; on?: string }
  | { ok: false; state: 'unreachable' | 'expired' | 'superseded'; sentence: string };

/** Why a way is not open now, by what was found by asking; null: it may be. */
export type Shut = (act: ActionKind) => string | null;
const OPEN: Shut = () => null;

export type Spoken = 'reply' | 'private-reply' | 'message';
export const isSpoken = (kind: ActionKind): kind is Spoken =>
  kind === 'reply' || kind === 'private-reply' || kind === 'message';
export const isPrivate = (kind: ActionKind): boolean => kind === 'private-reply' || kind === 'message';

/** After somebody wrote to us, this long they may be written to. */
export const WINDOW_MS = 24 * 3_600_000;

const no = (sentence: string): Way => ({ ok: false, state: 'unreachable', sentence });
const WORDS: Record<ActionKind, string> = {
  reply: 'answer from here',
  'private-reply': 'answer privately',
  message: 'write to somebody privately',
  remove: 'delete a message',
  hide: 'hide a message',
  ban: 'ban or time out anybody',
  unban: 'lift a ban',
};
/** What a platform cannot do, as the sentence shown beside a greyed button. */
export const cannot = (manifest: Pick<Manifest, 'name'>, kind: ActionKind): string =>
  `${manifest.name} offers no way to ${WORDS[kind]}`;

/** The best way this platform has for a row, and whether it may go that way now. Pure. */
export function wayOf(row: Due, manifest: Manifest, known: Private | undefined, nowMs: number, shut: Shut = OPEN): Way {
  if (row.kind === 'screen') return no('it is drawn on the screen alone');
  if (!isSpoken(row.kind)) return unlessShut(actionWay(row, row.kind, manifest), shut);
  const wrong = forbidden(row, manifest);
  if (wrong !== null) return no(wrong);
  if (row.kind === 'message') return unlessShut(messageWay(row, manifest, known, nowMs), shut);
  const openly = row.kind === 'reply' && can(manifest, 'reply');
  if (!openly) return unlessShut(privateWay(row, manifest, known, nowMs), shut);
  const inPublic = spillsSecret(row) ? no(SECRET_KEPT) : unlessShut({ ok: true, act: 'reply' }, shut);
  if (row.target.best !== true || row.target.noPrivate === true || !mayPrivately(manifest)) return inPublic;
  const secret = unlessShut(privateWay(row, manifest, known, nowMs), shut);
  if (!secret.ok) return inPublic;
  return inPublic.ok ? { ...secret, orPublic: true } : secret;
}

/**
 * Looked at before its turn, so that words nobody will hear take no turn of others; what goes is looked at once more.
 * Our own wordings clean their values and cannot.
 */
const spillsSecret = ({ text, target: { wording } }: Due): boolean =>
  (wording === undefined || wording.startsWith('own:')) && holdsSecret(text);

function unlessShut(way: Way, shut: Shut): Way {
  const why = way.ok ? shut(way.act) : null;
  return why === null ? way : no(why);
}
const mayPrivately = (manifest: Manifest): boolean => can(manifest, 'private-reply') || can(manifest, 'message');

const can = (manifest: Manifest, kind: ActionKind): boolean => manifest.can.includes(kind);

/**
 * A ban hides what it was said about where nobody can be banned, or not for a time; nothing is ever deleted instead:
 * that could not be taken back.
 */
function actionWay(row: Due, kind: ActionKind, manifest: Manifest): Way {
  if (row.overtaken) return { ok: false, state: 'superseded', sentence: 'a later order about the same took its place' };
  const hides = can(manifest, 'hide') && row.target.messageId !== undefined;
  // Lifting takes back what was really done.
  if (kind === 'unban' && hides && row.undoes?.way === 'hide') return { ok: true, act: 'hide' };
  const endless = kind === 'ban' && manifest.bans === 'for-good' && typeof row.target.forSeconds === 'number';
  if (can(manifest, kind) && !endless) return { ok: true, act: kind };
  if (hides && kind === 'ban') return { ok: true, act: 'hide' };
  return no(endless ? `${manifest.name} knows no time-outs` : cannot(manifest, kind));
}

/** What the platform's rules keep from being said there. */
function forbidden(row: Due, manifest: Manifest): string | null {
  if (row.target.link === true && !mayCarryPage(manifest, row.checkout))
    return `${manifest.name} takes no addresses: answer it on stream`;
  // Of a wording's answer the address is all there is: it was looked at above.
  if (row.target.link === true) return null;
  return wrongWith(row.text, manifest, row.checkout).find((one) => one.level === 'no')?.sentence ?? null;
}

function privateWay(row: Due, manifest: Manifest, known: Private | undefined, nowMs: number): Way {
  if (!can(manifest, 'private-reply'))
    return can(manifest, 'message') && row.kind === 'private-reply'
      ? messageWay(row, manifest, known, nowMs)
      : no(cannot(manifest, row.kind === 'screen' ? 'reply' : row.kind));
  if ((row.target.messageId ?? row.target.toMessageId) === undefined)
    return no(`${manifest.name} answers privately only to a comment`);
  const within = manifest.privately?.within;
  const spare = known?.told === true ? (known.spare ?? null) : null;
  if (known?.told === true) {
    const written = can(manifest, 'message') ? messageWay(row, manifest, known, nowMs) : null;
    if (written?.ok === true) return written;
    if (spare === null)
      return no(`${manifest.name} allows one private reply a comment, and this comment has had its own`);
  }
  if (within === 'while-live' && row.broadcastEnded)
    return { ok: false, state: 'expired', sentence: afterTheEnd(manifest) };
  const spokenMs = known?.spokenMs ?? null;
  if (typeof within === 'object' && spokenMs !== null && nowMs > spokenMs + within.seconds * 1000)
    return { ok: false, state: 'expired', sentence: `${manifest.name} takes no private reply to a comment this old` };
  return { ok: true, act: 'private-reply', ...(spare === null ? {} : { on: spare }) };
}

export const afterTheEnd = (manifest: Pick<Manifest, 'name'>): string =>
  `${manifest.name} takes a private reply only while the broadcast is on air, and it has ended`;

function messageWay(row: Due, manifest: Manifest, known: Private | undefined, nowMs: number): Way {
  if (!can(manifest, 'message')) return no(cannot(manifest, 'message'));
  if ((known?.authorKey ?? null) === null) return no(`${manifest.name} withholds who this is`);
  const wroteMs = known?.wroteMs ?? null;
  if (wroteMs === null || nowMs - wroteMs > WINDOW_MS)
    return no(`${manifest.name} lets us write only within 24 hours after the buyer wrote to us`);
  return { ok: true, act: 'message' };
}
