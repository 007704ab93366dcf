import type { Tx } from '../db/transaction.ts';
import { newId } from '../workspaces/new-id.ts';
import { insertCannedAnswers } from './store-canned.ts';

const SAMPLE = [
  { shortcut: 'size', text: 'Runs true to size. Between two sizes? Take the larger one.' },
  { shortcut: 'ship', text: 'We ship within two days; postage is shown before you pay.' },
  { shortcut: 'link', text: 'Everything from tonight is on our page, by its code.' },
  { shortcut: 'how', text: 'Write the code in the chat, for example "A12 M", and it is yours.' },
  { shortcut: 'wait', text: 'You are on the list. If one comes free, it goes to the first in line.' },
] as const;

/** A handful of answers to begin with, in an empty workspace. */
export async function seedCannedAnswers(tx: Tx, workspaceId: string): Promise<void> {
  await insertCannedAnswers(
    tx,
    workspaceId,
    SAMPLE.map((answer) => ({ id: newId('ca'), language: 'en', ...answer })),
  );
}
