import type { Show } from '../api/schemas/shows.ts';
import type { ShowRow } from './store.ts';

/** A show as it is sent: times in milliseconds, with the full address of its public page. */
export const showAs =
  (publicUrl: string) =>
  ({ createdAt, startedAt, endedAt, ...row }: ShowRow): Show => ({
    ...row,
    createdAtMs: createdAt.getTime(),
    startedAtMs: startedAt?.getTime() ?? null,
    endedAtMs: endedAt?.getTime() ?? null,
    address: `${publicUrl}/${row.slug}`,
  });
