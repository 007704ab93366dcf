import type { Place } from './place.ts';
import * as feedFrame from './feed-frame.ts';
import * as ledgerStatement from './ledger-statement.ts';
import * as lineJob from './line-job.ts';
import * as lineUnnest from './line-unnest.ts';
import * as settleStatement from './settle-statement.ts';

export interface Round {
  value: number;
  baseline: number;
}

export interface FigureDefinition {
  name: string;
  what: string;
  unit: string;
  /** The ratio that is promised. */
  least: number;
  /** What the baseline reached on the machine where the promise was made; below half of it the run says nothing. */
  baselineThen: number;
  round(place: Place): Promise<Round>;
}

export const FIGURES: readonly FigureDefinition[] = [
  {
    name: 'line/job',
    what: 'events through the whole line, against one BullMQ job an event on PostgreSQL',
    unit: 'events/s',
    least: 5,
    // 10,482 added and then 1,569 processed a second.
    baselineThen: 1_365,
    round: lineJob.round,
  },
  {
    name: 'line/unnest',
    what: 'events through the whole line, against a bare insert of 500-row arrays into the same table',
    unit: 'events/s',
    least: 0.12,
    // Below 40,000 a second the comparison is void, whatever the machine.
    baselineThen: 80_000,
    round: lineUnnest.round,
  },
  {
    name: 'ledger/statement',
    what: 'claims on one hot variant through the ledger, against one statement a claim',
    unit: 'claims/s',
    least: 10,
    baselineThen: 3_000,
    round: (place) => ledgerStatement.round(place.pools),
  },
  {
    name: 'settle/statement',
    what: 'claims settled with outcome, movement, reply and feed, against one statement a claim',
    unit: 'claims/s',
    least: 3,
    // The plain statement with the rows of claim, reply and feed beside it: less than the plain one's 3,000.
    baselineThen: 2_000,
    round: (place) => settleStatement.round(place.pools, place.log),
  },
  {
    name: 'feed/frame',
    what: 'messages delivered to 200 sockets, against a frame a message',
    unit: 'deliveries/s',
    least: 8,
    baselineThen: 124_000,
    round: feedFrame.round,
  },
];
