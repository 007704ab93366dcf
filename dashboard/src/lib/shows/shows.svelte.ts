import { get } from '#lib/shared/api.ts';
import { Resource } from '#lib/shared/resource.svelte.ts';
import type { Show } from '../../../../server/api/schemas/shows.ts';

export const shows = new Resource<Show[]>(() => get<Show[]>('/api/shows'));
