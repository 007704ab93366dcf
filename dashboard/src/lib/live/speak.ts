import { announcer } from '#lib/shared/announcer.svelte.ts';
import { plural } from '#lib/shared/format.ts';
import { wentDown } from './health/health-words.ts';
import type { FeedChanges } from './feed/entry.ts';
import type { ShowFeed } from './feed/show-feed.svelte.ts';

/** What one batch adds to the digest. */
interface Tally {
  questions: number;
  claims: number;
  other: number;
}

export function digestWords(tally: Tally): string {
  const parts = [
    tally.questions > 0 ? plural(tally.questions, 'new question') : '',
    tally.claims > 0 ? plural(tally.claims, 'claim') : '',
    tally.other > 0 ? `${plural(tally.other, 'other message')}` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

/** Tells the screen reader's two voices of the show: a digest of what came, an alert when a line or our reply fails. */
export function speak(feed: ShowFeed): () => void {
  const tally: Tally = { questions: 0, claims: 0, other: 0 };
  const states = new Map<string, string>();
  const failed = new Set<string>();
  const off = feed.onChanges((changes, first) => {
    alertOf(changes, states, failed, first);
    if (first) return;
    tally.questions += changes.questions?.filter((question) => question.state === 'open').length ?? 0;
    tally.claims += changes.claims?.filter((claim) => claim.state !== 'pending').length ?? 0;
    tally.other += changes.messages?.filter((message) => message.kind === 'message').length ?? 0;
  });
  const timer = setInterval(() => {
    const words = digestWords(tally);
    // Plain chatter alone is not worth a voice.
    if (words !== '' && tally.questions + tally.claims > 0) announcer.say(words);
    tally.questions = tally.claims = tally.other = 0;
  }, 10_000);
  return () => {
    off();
    clearInterval(timer);
  };
}

function alertOf(changes: FeedChanges, states: Map<string, string>, failed: Set<string>, first: boolean): void {
  for (const connection of changes.connections ?? []) {
    const was = states.get(connection.id);
    states.set(connection.id, connection.state);
    if (!first && was === 'live' && connection.state === 'down') announcer.alert(wentDown(connection));
  }
  for (const reply of changes.replies ?? []) {
    if (first || reply.state !== 'failed' || reply.madeBy === 'rule' || failed.has(reply.id)) continue;
    failed.add(reply.id);
    announcer.alert(`An answer failed: ${reply.sentence ?? 'no reason given'}`);
  }
}
