import { get } from '#lib/shared/api.ts';
import { Resource } from '#lib/shared/resource.svelte.ts';
import type { AddressState, DeviceList } from '../../../../server/api/schemas/address.ts';

/** Where the hub is reachable from. */
export const address = new Resource<AddressState>(() => get<AddressState>('/api/address'));

/** Whether devices of this network are let in, and which are. */
export const devices = new Resource<DeviceList>(() => get<DeviceList>('/api/devices'));
