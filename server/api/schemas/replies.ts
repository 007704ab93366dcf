import { Type } from 'typebox';

/**
 * What a person does about a reply: 'public' and 'screen' tell it that way instead, 'seen-to' says that it was said on
 * stream, 'pinned' and 'unpinned' whether the message that says how to order is pinned.
 */
export const ReplyStep = Type.Enum(['public', 'screen', 'seen-to', 'pinned', 'unpinned']);
export type ReplyStep = Type.Static<typeof ReplyStep>;
