import { get } from '#lib/shared/api.ts';
import { Resource } from '#lib/shared/resource.svelte.ts';
import type { CodesNow } from '../../../../server/api/schemas/codes.ts';

/** Which codes will be misread in a show, and one for a new product that will not. */
export const codes = new Resource<CodesNow>(() => get<CodesNow>('/api/codes'));
