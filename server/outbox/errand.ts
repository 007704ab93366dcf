import { randomUUID } from 'node:crypto';
import { ConnectorError } from '../../connectors/platforms/contract.ts';
import type { ActionDone, ActionKind, Session } from '../../connectors/platforms/contract.ts';
import type { Plan } from './budget.ts';
import { inPublic, SECRET_KEPT, type PublicText } from './secrets.ts';
import { mayCarryPage } from './speech.ts';
import type { Due } from './store-send.ts';
import type { Line, SendTarget } from './target.ts';
import { fit } from './templates.ts';
import { isPrivate } from './ways.ts';

/** A row and the way it goes. */
export interface Sendable {
  row: Due;
  act: ActionKind;
  /** Said privately, it may be said in public as well. */
  orPublic: boolean;
  /** The comment a private reply answers: the row's own, or another of the same author. */
  on: string | null;
  authorKey: string | null;
  /** When its author was last told something privately. */
  toldMs: number | null;
  /** The same comment has more to be told of in a moment, and has one private reply for all of it. */
  moreToCome?: boolean;
}

/** One call of a platform: the rows it speaks for, and the words. */
export interface Errand {
  target: SendTarget;
  act: ActionKind;
  orPublic: boolean;
  on: string | null;
  /** A public line that may hold several. */
  isDigest: boolean;
  authorKey: string | null;
  ids: string[];
  attempt: string;
  text: string;
  wording: string | null;
  /** By the database's clock. */
  pickedMs: number;
}

export function errandOf(
  target: SendTarget,
  plan: Extract<Plan, { do: 'send' }>,
  chosen: readonly Sendable[],
  pickedMs: number,
): Errand {
  const ids = new Set(plan.ids);
  const those = chosen.filter((one) => ids.has(one.row.id));
  // Where somebody wrote to us, writing back spares the comment its one private reply.
  const first = plan.kind === 'private' ? (those.find((one) => one.act === 'message') ?? those[0]) : those[0];
  const act = plan.kind === 'reply' ? 'reply' : (first?.act ?? 'reply');
  const { manifest } = target.line;
  const words = act === 'reply' ? addressed(plan.text, plan.ids.length === 1 ? first?.row : undefined) : plan.text;
  const most = isPrivate(act)
    ? (manifest.privately?.textLength ?? manifest.limits.textLength)
    : manifest.limits.textLength;
  const common = {
    act,
    orPublic: isPrivate(act) && those.every((one) => one.orPublic),
    on: act === 'private-reply' ? (first?.on ?? null) : null,
    isDigest: act === 'reply' && those.every((one) => one.row.shortText !== null),
    authorKey: first?.authorKey ?? null,
    ids: plan.ids,
    attempt: randomUUID(),
    text: fit(words, most),
    wording: plan.wording,
    pickedMs,
  };
  // Said twice so that the type keeps rows and line of one kind together.
  if (target.kind === 'rehearsal')
    return { ...common, target: { ...target, rows: target.rows.filter((row) => ids.has(row.id)) } };
  return { ...common, target: { ...target, rows: target.rows.filter((row) => ids.has(row.id)) } };
}

/** The page's address for the end of a row's words; empty where it has none or must not have one. */
export const pageFor = (row: Due, line: Line): string =>
  row.target.where !== undefined && mayCarryPage(line.manifest, row.checkout) ? row.target.where : '';

/** Asks the platform. Throws a ConnectorError. */
export async function ask(errand: Errand, signal: AbortSignal): Promise<ActionDone> {
  const [row] = errand.target.rows;
  if (row === undefined) throw new ConnectorError('protocol', 'nothing to send', { final: true });
  const asked = isSaying(errand.act) ? say(errand, row, signal) : carryOut(errand, row, signal);
  if (asked === undefined)
    throw new ConnectorError('unsupported', 'this connection offers no way to do this', { final: true });
  return asked;
}

const isSaying = (act: ActionKind): boolean => act === 'reply' || isPrivate(act);

function say(errand: Errand, row: Due, signal: AbortSignal): Promise<ActionDone> | undefined {
  const { act } = errand.target.line.session;
  // The same on every attempt of this row, for platforms that keep keys.
  const said = { key: row.id, text: errand.text };
  const { toMessageId } = row.target;
  if (errand.act === 'private-reply') return act['private-reply']?.({ ...said, messageId: errand.on ?? '' }, signal);
  if (errand.act === 'message') return act.message?.({ ...said, authorId: errand.authorKey ?? '' }, signal);
  const text = inPublic(errand.text);
  if (text === null) throw new ConnectorError('refused', SECRET_KEPT, { final: true });
  const one = errand.target.rows.length === 1 && toMessageId !== undefined;
  return openly(act, { key: row.id, text, ...(one ? { toMessageId } : {}) }, signal);
}

/** The one place from which words reach everybody: it takes none that were not looked at. */
const openly = (
  act: Session['act'],
  said: { key: string; text: PublicText; toMessageId?: string },
  signal: AbortSignal,
): Promise<ActionDone> | undefined => act.reply?.(said, signal);

function carryOut(errand: Errand, row: Due, signal: AbortSignal): Promise<ActionDone> | undefined {
  const { act } = errand.target.line.session;
  const { authorId = '', forSeconds = null } = row.target;
  const messageId = row.undoes?.messageId ?? row.target.messageId ?? '';
  // A ban of a platform without one hides the message, and lifting it shows it again.
  const hidden = row.target.hidden ?? row.kind === 'ban';
  switch (errand.act) {
    case 'remove':
      return act.remove?.({ key: row.id, messageId }, signal);
    case 'hide':
      return act.hide?.({ key: row.id, messageId, hidden }, signal);
    case 'ban':
      return act.ban?.({ key: row.id, authorId, forSeconds }, signal);
    default:
      return act.unban?.({ key: row.id, authorId }, signal);
  }
}

/** A rule's words name their author already; a person's need not, and a chat without threads needs it. */
function addressed(text: string, row: Due | undefined): string {
  const handle = row?.target.toHandle;
  if (row?.byPerson !== true || handle === undefined || handle === '') return text;
  return text.toLowerCase().includes(`@${handle.toLowerCase()}`) ? text : `@${handle} ${text}`;
}
