import { expect, test } from 'vitest';
import { replies } from './campaign-replies.ts';

test('whatever rules and titles try, no public text of any simulator holds a secret link', async () => {
  const found = await replies({
    ...{ seconds: 6, claims: 240, seed: '5', hostile: true },
    platforms: ['tiktok', 'youtube', 'facebook', 'instagram'],
  });
  expect(found).toMatchObject({ secrets: 0, afterDeadline: 0, exceeded: [] });
  expect(found['keptBack']).toBeGreaterThan(5);
  expect(found['inPublic']).toBeGreaterThan(5);
}, 240_000);
