import { get } from '#lib/shared/api.ts';
import { Resource } from '#lib/shared/resource.svelte.ts';
import type { Connection } from '../../../../server/api/schemas/connections.ts';

export const connections = new Resource<Connection[]>(() => get<Connection[]>('/api/connections'));
