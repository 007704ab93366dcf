import type { Place } from './place.ts';
import * as decide from './decide.ts';
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
  {
    name: 'decide',
    what: 'comments read and decided on one core with 30 rules and 200 products, each new, against the promise',
    unit: 'comments/s',
    least: 1,
    baselineThen: 10_000,
    round: decide.decided,
  },
  ...[
    { name: 'decide/rules-100', what: '100 rules against 10', least: 0.7, round: decide.rulesHundred },
    { name: 'decide/rules-1000', what: '1,000 rules against 10', least: 0.6, round: decide.rulesFlat },
    { name: 'decide/products-100', what: '100 products against 10', least: 0.7, round: decide.productsHundred },
    { name: 'decide/products-1000', what: '1,000 products against 10', least: 0.6, round: decide.productsFlat },
  ].map((one) => ({
    ...one,
    what: `comments read and decided on one core with ${one.what}`,
    unit: 'comments/s',
    baselineThen: 10_000,
  })),
];
