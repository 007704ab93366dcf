import { get, post, put, type Answered } from '#lib/shared/api.ts';
import { toasts } from '#lib/shared/toasts.svelte.ts';
import type { ClaimByHand, ClaimStep, Ordered } from '../../../../server/api/schemas/claims.ts';
import type { MeasuredDelays } from '../../../../server/api/schemas/connections.ts';
import type { DoubtChoice, DoubtClosed } from '../../../../server/api/schemas/doubts.ts';
import type {
  Move,
  MoveOrdered,
  MovePreview,
  MoveSelection,
  MoveUndone,
  Switches,
} from '../../../../server/api/schemas/moves.ts';
import type { Answered as AnswerQueued, Moderate, Moderated } from '../../../../server/api/schemas/moderation.ts';
import type { ReplyStep } from '../../../../server/api/schemas/replies.ts';
import type { JudgeNotice } from '../../../../server/api/schemas/notices.ts';
import type { Show, Stop } from '../../../../server/api/schemas/shows.ts';

/** What a member orders of a show. Each is one call; what comes of it arrives through the feed. */
const of = (showId: string): string => `/api/shows/${encodeURIComponent(showId)}`;

/** Says a refusal aloud; true when the hub took the order. */
export async function told<T>(call: Promise<Answered<T>>, done?: string): Promise<boolean> {
  const answer = await call;
  if (!answer.ok) toasts.failed(answer.failure);
  else if (done) toasts.done(done);
  return answer.ok;
}

export type AnswerWay = 'public' | 'private' | 'screen';
export const answer = (showId: string, seq: number, text: string, way: AnswerWay) =>
  post<AnswerQueued>(`${of(showId)}/answers`, {
    seq,
    text,
    ...(way === 'private' ? { privately: true } : {}),
    ...(way === 'screen' ? { onScreen: true } : {}),
  });
export const judgeNotice = (showId: string, noticeId: string, what: JudgeNotice['what']) =>
  post(`${of(showId)}/notices/${encodeURIComponent(noticeId)}`, { what });
export const feature = (showId: string, seq: number) => post(`${of(showId)}/featured`, { seq });
export const nextFeatured = (showId: string) => post(`${of(showId)}/featured/next`);
export const clearScreen = (showId: string) => post(`${of(showId)}/screen/clear`);
export const moderate = (showId: string, order: Moderate) => post<Moderated>(`${of(showId)}/moderation`, order);
export const resolve = (showId: string, seq: number) => post(`${of(showId)}/questions/${seq}/resolve`);
export const replyStep = (showId: string, replyId: string, step: ReplyStep) =>
  post(`${of(showId)}/replies/${encodeURIComponent(replyId)}/${step}`);
export const claimByHand = (showId: string, claim: ClaimByHand) => post<Ordered>(`${of(showId)}/claims`, claim);
export const claimStep = (showId: string, claimId: string, step: ClaimStep) =>
  post(`${of(showId)}/claims/${encodeURIComponent(claimId)}/${step}`);
export const setClaimWords = (showId: string, words: readonly string[], coming: boolean) =>
  put<Show>(`${of(showId)}/claim-words`, { words, coming });
export const showProduct = (showId: string, productId: string | null) => post(`${of(showId)}/showing`, { productId });
export const throwSwitch = (showId: string, what: Stop['what'], on: boolean) =>
  post(`${of(showId)}/stop`, { what, on });
export const chooseReading = (showId: string, seq: number, choice: DoubtChoice['choice']) =>
  post<DoubtClosed>(`${of(showId)}/doubts/${seq}`, { choice });
export const undoReading = (showId: string, seq: number) => post(`${of(showId)}/doubts/${seq}/undo`);
export const switchesOf = (showId: string) => get<Switches>(`${of(showId)}/switches`);
export const movesOf = (showId: string) => get<Move[]>(`${of(showId)}/moves`);
export const previewMove = (showId: string, wish: MoveSelection) =>
  post<MovePreview>(`${of(showId)}/moves/preview`, wish);
/** The id is ours: an order that is sent twice is one move. */
export const orderMove = (showId: string, wish: MoveSelection) =>
  post<MoveOrdered>(`${of(showId)}/moves`, { ...wish, moveId: newMoveId() });
export const undoMove = (showId: string, moveId: string) =>
  post<MoveUndone>(`${of(showId)}/moves/${encodeURIComponent(moveId)}/undo`, { moveId: newMoveId() });
// Not randomUUID, which a tablet on the local network's plain http does not have.
const newMoveId = (): string =>
  `move_${Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
export const measureDelays = (showId: string) => get<MeasuredDelays>(`${of(showId)}/video-delays`);
export const setVideoDelay = (showId: string, connectionId: string, ms: number | null, by: 'set' | 'measured') =>
  put(`${of(showId)}/connections/${encodeURIComponent(connectionId)}/video-delay`, { ms, by });
