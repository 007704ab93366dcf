import type { PlayedFor } from './rehearsals.ts';
import type { Cast, StageJournal } from './stage-protocol.ts';

/** Between `npm run rehearse` and the hub it starts. */
export type ToHub =
  | { t: 'open'; seed: string; cast: Cast }
  | { t: 'go'; played: Omit<PlayedFor, 'seed'> }
  | { t: 'journal' }
  | { t: 'close' };

export interface Ready {
  t: 'ready';
  url: string;
  databaseUrl: string;
  link: string | null;
  workspaceId: string;
  showId: string;
}
/** `journal` is handed on as the stage's process keeps it. */
export type FromHub = Ready | { t: 'over' } | { t: 'journal'; journal: StageJournal };
