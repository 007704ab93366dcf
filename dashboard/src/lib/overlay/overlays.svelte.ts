import { get, patch, post, remove } from '#lib/shared/api.ts';
import { Resource } from '#lib/shared/resource.svelte.ts';
import type { ChangedOverlay, NewOverlay, Overlay, OverlayAddress } from '../../../../server/api/schemas/overlays.ts';

/** The overlays of this workspace, with how many of their pages are open. */
export const overlays = new Resource<Overlay[]>(() => get<Overlay[]>('/api/overlays'));

const of = (id: string): string => `/api/overlays/${encodeURIComponent(id)}`;
export const addOverlay = (overlay: NewOverlay) => post<OverlayAddress>('/api/overlays', overlay);
export const changeOverlay = (id: string, to: ChangedOverlay) => patch(of(id), to);
export const newAddress = (id: string) => post<OverlayAddress>(`${of(id)}/address`);
export const revokeOverlay = (id: string) => remove(of(id));
export const previewOf = (id: string): string => `${of(id)}/preview`;
