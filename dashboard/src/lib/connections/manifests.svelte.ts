import { get } from '#lib/shared/api.ts';
import { Resource } from '#lib/shared/resource.svelte.ts';
import type { Manifest } from '../../../../server/api/schemas/connections.ts';

/** What each platform can do, as the connectors themselves say it. */
export const manifests = new Resource<Manifest[]>(() => get<Manifest[]>('/api/platforms'));
