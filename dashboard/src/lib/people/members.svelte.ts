import { get } from '#lib/shared/api.ts';
import { Resource } from '#lib/shared/resource.svelte.ts';
import type { MemberNames } from '../../../../server/api/schemas/me.ts';

/** The team's names by member id. */
export const members = new Resource<MemberNames>(() => get<MemberNames>('/api/members'));
