import type { ClaimGroup } from '../api/schemas/recap.ts';

/** Which states of a claim a number of the recap counts. The parts (all but `claimed` and `lost`) hold every state exactly once. */
export const PARTS = {
  pending: ['pending'],
  reserved: ['reserved', 'offered', 'paying', 'sold', 'late-paid'],
  waitlisted: ['waitlisted'],
  cancelled: ['cancelled', 'expired'],
  refused: ['refused'],
  interest: ['interest'],
} as const satisfies Partial<Record<ClaimGroup, readonly string[]>>;
export type Part = keyof typeof PARTS;
export const PART_NAMES = Object.keys(PARTS) as Part[];

export const statesOf = (group: ClaimGroup): readonly string[] =>
  group === 'claimed'
    ? Object.values(PARTS).flat()
    : group === 'lost'
      ? [...PARTS.waitlisted, ...PARTS.refused]
      : PARTS[group];

export const partOf = (state: string): Part => {
  const found = PART_NAMES.find((part) => PARTS[part].some((one) => one === state));
  if (found === undefined) throw new Error(`a claim in the state "${state}" belongs to no number of the recap`);
  return found;
};

/** What each number means, in the words shown beside it. */
export const DEFINITIONS: Record<string, string> = {
  claimed: 'Every claim of this show, whatever became of it. Value: units × the price shown when it was made.',
  pending: 'Claims that wait: not settled yet, or made while claims were stopped and not decided by a person.',
  reserved: 'Claims that hold stock: reserved, offered, in payment or sold.',
  waitlisted: 'Claims in line for a variant that ran out, at the end of the show.',
  cancelled: 'Claims taken back by the viewer or by staff, and holds that ran out.',
  refused: 'Claims that could not be accepted, each with its reason.',
  interest: 'Claims made where the platform’s own shop sells: wanted, counted, and not reserved here.',
  lost: 'Lost demand: units on the waitlist and refused, × their price. What could have been sold.',
  messages: 'Messages viewers wrote, without gifts, likes, joins and what staff did.',
  replies: 'Replies to viewers by how each ended; "sent" is what the platform accepted.',
  questions: 'Messages read as a question; answered by a rule or a person, resolved, or still open.',
  gaps: 'Times in which a connection may have missed messages, and what was found of them afterwards.',
  coverage:
    'Messages heard live, against those found in the platform’s list and never heard live. Restored: claims that would have been missed.',
};
