import { get } from '#lib/shared/api.ts';
import { Resource } from '#lib/shared/resource.svelte.ts';
import type { CannedAnswer } from '../../../../../server/api/schemas/moderation.ts';

export const canned = new Resource<CannedAnswer[]>(() => get<CannedAnswer[]>('/api/canned-answers'));
