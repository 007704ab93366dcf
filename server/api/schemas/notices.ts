import { Type } from 'typebox';
import { closed } from './fields.ts';

/** A held message is allowed or denied; an alert is done, and so is a message for the overlay that is taken down. */
export const JudgeNotice = Type.Object({ what: Type.Enum(['allow', 'deny', 'done']) }, closed);
export type JudgeNotice = Type.Static<typeof JudgeNotice>;
