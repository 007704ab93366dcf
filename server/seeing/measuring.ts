import type { Tx } from '../db/transaction.ts';
import { codeKey, fold } from '../intents/fold.ts';
import { tokens } from '../intents/tokens.ts';
import { estimateDelay, type Estimate } from './estimate.ts';
import { connectionsOf, firstShowings, writtenBetween, type FirstShown } from './store.ts';

const SWITCHES = 12;
/** Whoever reacts later than this reacts to something else. */
const WITHIN_MS = 45_000;
/** A product that somebody named shortly before it was shown is known there: its naming is no reaction. */
const BEFORE_MS = 60_000;

/** How late each connection's viewers see the show, from their quickest reactions to products shown for the first time. */
export async function measureDelays(
  tx: Tx,
  workspaceId: string,
  showId: string,
): Promise<{ connectionId: string; estimate: Estimate }[]> {
  const connections = await connectionsOf(tx, workspaceId, showId);
  const reactions = new Map<string, number[][]>(connections.map((id) => [id, []]));
  for (const shown of await firstShowings(tx, workspaceId, showId, SWITCHES)) {
    const written = await writtenBetween(tx, workspaceId, showId, shown.atMs - BEFORE_MS, shown.atMs + WITHIN_MS);
    const names = namedBy(shown);
    const naming = written.filter((one) => names(one.text));
    for (const [connectionId, list] of reactions) {
      const here = naming.flatMap((one) => (one.connectionId === connectionId ? [one.atMs - shown.atMs] : []));
      list.push(here.some((ms) => ms < 0) ? [] : here);
    }
  }
  return connections.map((connectionId) => ({
    connectionId,
    estimate: estimateDelay(reactions.get(connectionId) ?? []),
  }));
}

/** Does a comment name this product, by its code or by all the words of its title? */
function namedBy({ code, title }: FirstShown): (text: string) => boolean {
  const key = codeKey(code);
  const words = tokens(fold(title)).flatMap((token) => (token.kind === 'symbol' ? [] : [token.text]));
  return (text) => {
    const said = tokens(fold(text)).map((token) => token.text);
    if (said.some((word) => codeKey(word) === key)) return true;
    return words.length > 1 && words.every((word) => said.includes(word));
  };
}
