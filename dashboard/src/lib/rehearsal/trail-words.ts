import type { Trail } from '../../../../server/api/schemas/rehearsals.ts';

/** One step of a message's way, as the viewer's panel tells it. */
export type StepState = 'waiting' | 'done' | 'none';

/** The way of a message: nothing more can come once it was read as nothing, or its claims and replies are final. */
export interface TrailSteps {
  message: StepState;
  reading: StepState;
  claim: StepState;
  reply: StepState;
  over: boolean;
}

const settled = (state: string): boolean => state !== 'pending';
const underWay = new Set(['queued', 'sending']);

export function trailSteps(trail: Trail | null, waitedMs: number): TrailSteps {
  const patient = waitedMs < 6_000;
  const missing: StepState = patient ? 'waiting' : 'none';
  if (!trail?.message) return { message: missing, reading: 'waiting', claim: 'waiting', reply: 'waiting', over: false };
  const reading: StepState = trail.reading ? 'done' : missing;
  const claim: StepState = trail.claims.length > 0 ? 'done' : missing;
  const reply: StepState = trail.replies.length > 0 ? 'done' : missing;
  const open =
    trail.claims.some((one) => !settled(one.state) && !one.held) ||
    trail.replies.some((one) => underWay.has(one.reply.state) && one.whyNot === null);
  return { message: 'done', reading, claim, reply, over: !patient && !open };
}
