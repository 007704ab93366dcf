import { get, post, remove } from '#lib/shared/api.ts';
import type { Trail } from '../../../../server/api/schemas/rehearsals.ts';

/** What can be done to a rehearsal and to nothing else. */
const of = (showId: string): string => `/api/rehearsals/${encodeURIComponent(showId)}`;

export const startRehearsal = () => post<{ showId: string }>('/api/rehearsals');
export const setPace = (showId: string, pace: 'calm' | 'wild') => post(`${of(showId)}/pace`, { pace });
export const say = (showId: string, platform: string, name: string, text: string) =>
  post<{ platformId: string }>(`${of(showId)}/say`, { platform, name, text });
export const trailOf = (showId: string, platformId: string) =>
  get<Trail>(`${of(showId)}/said/${encodeURIComponent(platformId)}`);
export const cutLine = (showId: string, platform: string, forMs: number) =>
  post(`${of(showId)}/trouble`, { platform, kind: 'drop', forMs });
export const endRehearsal = (showId: string) => post(`${of(showId)}/end`);
export const removeRehearsal = (showId: string) => remove(of(showId));
