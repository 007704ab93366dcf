import type pg from 'pg';
import type { Manifest } from '../../connectors/platforms/contract.ts';
import { readPlaces } from './store.ts';
import { variantOf, type Destination, type Variant } from './variant.ts';

export interface VariantsDeps {
  pool: pg.Pool;
  manifest(platform: string): Promise<Manifest | null>;
  publicUrl: string;
  elapsed(): number;
}

type Place = Pick<Destination, 'checkout'> & { platform: string };

/** Connections and who sells there change seldom; a page is looked at twice a second. */
const FRESH_MS = 5_000;

/** What overlays leave out, by their show and destinations; without destinations the strictest of all of the show's. */
export function createVariants(deps: VariantsDeps) {
  const variants = new Map<string, { atMs: number; variant: Promise<Variant> }>();

  async function made(workspaceId: string, showId: string | null, chosen: readonly string[]): Promise<Variant> {
    const places = await readPlaces(deps.pool, workspaceId, showId);
    const wanted = chosen.length === 0 ? places : chosen.flatMap((platform) => placesOf(platform, places));
    const destinations = await Promise.all(
      wanted.map(async ({ platform, checkout }): Promise<Destination[]> => {
        const manifest = await deps.manifest(platform);
        return manifest === null ? [] : [{ id: manifest.id, name: manifest.name, speech: manifest.speech, checkout }];
      }),
    );
    return variantOf(destinations.flat(), chosen, deps.publicUrl);
  }

  return (workspaceId: string, showId: string | null, destinations: readonly string[]): Promise<Variant> => {
    const key = `${workspaceId}\n${showId ?? ''}\n${destinations.join()}`;
    const known = variants.get(key);
    const nowMs = deps.elapsed();
    if (known !== undefined && nowMs - known.atMs < FRESH_MS) return known.variant;
    const variant = made(workspaceId, showId, destinations);
    if (variants.size > 500) variants.clear();
    variants.set(key, { atMs: nowMs, variant });
    // What could not be read is asked for again at once.
    variant.catch(() => variants.delete(key));
    return variant;
  };
}

/** A chosen destination as the show sells there; one that the show has no connection for is judged by its platform alone. */
function placesOf(platform: string, places: readonly Place[]): Place[] {
  const own = places.filter((one) => one.platform === platform);
  return own.length > 0 ? own : [{ platform, checkout: 'own' }];
}
