/** The hub on a data directory of its own with a show on air on both strangers' platforms, set up over HTTP. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findEmbedded } from '../../embedded.ts';
import { proveAddress } from '../proven-address.ts';
import { freePort, startHub, type HubProcess, type Watched } from './hub.ts';
import { startTikTok, type TikTokFake, type TikTokOptions } from './tiktok-fake.ts';
import { CHANNEL, startYouTube, type YouTubeFake, type YouTubeOptions } from './youtube-fake.ts';

export interface Stage {
  hub: HubProcess;
  tiktok: TikTokFake;
  youtube: YouTubeFake;
  showId: string;
  seen: Watched;
  tests: { ok: boolean; sentence: string }[];
  /** Ends the hub, in order or at once, and starts it again on the same data. */
  restart(how: 'SIGTERM' | 'SIGKILL', meanwhile: () => void): Promise<void>;
  close(): Promise<void>;
}

export interface Settings {
  tiktok?: Partial<TikTokOptions>;
  youtube?: YouTubeOptions;
  products: { code: string; title: string; price: string; stock: number }[];
}

export async function proveIn(dir: string, publicUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: (await findEmbedded(dir))?.url });
  await client.connect();
  await proveAddress(client, publicUrl).finally(() => client.end());
}

export async function onAir({ tiktok: wanted = {}, youtube: asked = {}, products }: Settings): Promise<Stage> {
  const dir = await mkdtemp(join(tmpdir(), 'hawker-foreign-'));
  const tiktok = await startTikTok({ handle: 'friday.sale', ...wanted });
  const youtube = await startYouTube(asked);
  const PORT = String(await freePort());
  const PUBLIC_URL = `http://hub.example:${PORT}`;
  const settings = { PORT, PUBLIC_URL, HAWKER_DATA_DIR: dir, ...tiktok.endpoints, ...youtube.endpoints };
  const hub = await startHub(settings);
  await hub.signIn();
  await proveIn(dir, PUBLIC_URL);
  await withoutRehearsal(hub);
  const ids = [
    await connection(hub, { platform: 'tiktok', name: 'TikTok', broadcast: '@friday.sale' }),
    await connection(hub, { platform: 'youtube', name: 'YouTube', broadcast: CHANNEL, settings: youtube.settings }),
  ];
  const tests: Stage['tests'] = [];
  for (const id of ids) tests.push(await hub.call('POST', `/api/connections/${id}/test`));
  for (const product of products) await hub.call('POST', '/api/products', product);
  const { id: showId } = await hub.call<{ id: string }>('POST', '/api/shows', { title: 'Friday evening' });
  await hub.call('POST', `/api/shows/${showId}/start`, { connectionIds: ids });
  const stage: Stage = {
    hub,
    tiktok,
    youtube,
    showId,
    tests,
    seen: await hub.follow(showId),
    async restart(how, meanwhile) {
      stage.seen.close();
      await stage.hub.stop(how);
      meanwhile();
      stage.hub = await startHub(settings);
      stage.seen = await stage.hub.follow(showId);
    },
    async close() {
      stage.seen.close();
      await stage.hub.stop();
      await Promise.all([tiktok.stop(), youtube.stop()]);
      await rm(dir, { recursive: true, force: true });
    },
  };
  return stage;
}

export const connection = async (hub: HubProcess, body: object): Promise<string> =>
  (await hub.call<{ id: string }>('POST', '/api/connections', body)).id;

/** That of the empty database: it would only take time from what is watched here. */
export async function withoutRehearsal(hub: HubProcess): Promise<void> {
  for (const show of await hub.call<{ id: string; kind: string }[]>('GET', '/api/shows'))
    if (show.kind === 'rehearsal') await hub.call('DELETE', `/api/rehearsals/${show.id}`);
}
