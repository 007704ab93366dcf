import { describe, expect, it } from 'vitest';
import type { FeedReply } from '../feed/entry.ts';
import { lookOf } from './trail.ts';

const reply: FeedReply = {
  id: 'o',
  seq: 1,
  claimId: null,
  connectionId: 'c',
  platform: 'tiktok',
  about: 'reserved',
  way: null,
  pinned: false,
  seenTo: false,
  text: 'in full',
  sentText: null,
  state: 'queued',
  sentence: null,
  madeBy: 'rule',
  createdAtMs: 0,
  sentAtMs: null,
  version: 1,
};

describe('a reply as a viewer sees it', () => {
  it('is shown as it really went out, perhaps in a line with others', () => {
    expect(lookOf({ ...reply, state: 'sent', sentText: 'a · b' })).toMatchObject({ shown: 'a · b', whyNot: null });
  });

  it('is neither shown nor given up while it is on its way', () => {
    expect(lookOf(reply)).toMatchObject({ shown: null, whyNot: null });
    expect(lookOf({ ...reply, state: 'sending' })).toMatchObject({ shown: null, whyNot: null });
  });

  it('says why nobody sees it there', () => {
    const unreachable = { ...reply, state: 'unreachable', sentence: 'Replying needs a paid sign-server key.' };
    expect(lookOf(unreachable).whyNot).toBe('TikTok: on screen only, because replying needs a paid sign-server key.');
    const named = { ...unreachable, sentence: 'TikTok gives no way to write.' };
    expect(lookOf(named).whyNot).toBe('TikTok: on screen only, because TikTok gives no way to write.');
    expect(lookOf({ ...reply, state: 'withheld', sentence: 'Replies are stopped.' }).whyNot).toBe(
      'Replies are stopped.',
    );
    expect(lookOf({ ...reply, state: 'expired' }).whyNot).toBe('not sent (expired)');
  });
});
