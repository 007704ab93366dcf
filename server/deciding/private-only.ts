import type { Manifest } from '../../connectors/platforms/contract.ts';
import type { LogRow } from '../rules/log-row.ts';

type ManifestOf = (platform: string) => Promise<Pick<Manifest, 'can'> | null>;

/** One answer there reaches one viewer and no other. */
export const answersOneOnly = ({ can }: Pick<Manifest, 'can'>): boolean =>
  !can.includes('reply') && (can.includes('private-reply') || can.includes('message'));

/** The platforms of these rows, and of those before them, that answer privately and never in public; each asked once. */
export function privateOnlyOf(manifestOf: ManifestOf | undefined): (rows: readonly LogRow[]) => Promise<Set<string>> {
  const asked = new Set<string>();
  const found = new Set<string>();
  return async (rows) => {
    if (manifestOf === undefined) return found;
    for (const { platform } of rows) {
      if (platform === null || asked.has(platform)) continue;
      const manifest = await manifestOf(platform);
      asked.add(platform);
      if (manifest !== null && answersOneOnly(manifest)) found.add(platform);
    }
    return found;
  };
}
