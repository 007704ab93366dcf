import type { Level, Manifest } from '../../connectors/platforms/contract.ts';
import { attentionOf } from '../connections/attention.ts';
import { SealBroken, type Credentials } from '../connections/credentials.ts';
import type { KeptLevel } from '../connections/store-levels.ts';
import { videoDelayOf } from '../connections/video-delay.ts';
import type { SettingsRow } from '../connections/store-settings.ts';
import type { Connection, LevelState } from './schemas/connections.ts';

/** A connection as the people of the workspace see it: never a secret or a token, only which there are. */
export function connectionView(
  row: SettingsRow,
  of: { workspaceId: string; credentials: Credentials; manifest: Manifest; publicUrl: string; nowMs: number },
): Connection {
  const {
    sealed: _sealed,
    tokenExpiresAt: _until,
    createdAt,
    health,
    levels,
    account,
    tokenState,
    consentEndsAt,
    videoDelayMs,
    videoDelayBy,
    ...rest
  } = row;
  const secretsSet = secretNames(of.credentials, of.workspaceId, row);
  const consentEndsAtMs = consentEndsAt?.getTime() ?? null;
  const sealBroken = secretsSet === null;
  return {
    ...rest,
    secretsSet: secretsSet ?? [],
    account: account === null ? null : { ...account, consentEndsAtMs },
    videoDelay: videoDelayOf({ videoDelayMs, videoDelayBy }, of.manifest),
    hookAddress: hookAddress(of.manifest, of.publicUrl, row.id),
    levels: levels.map(levelView),
    attention: attentionOf({ account, tokenState, consentEndsAtMs, sealBroken }, of.manifest, of.nowMs),
    createdAtMs: createdAt.getTime(),
    health:
      health === null
        ? null
        : {
            ...{ state: health.state, code: health.code, sentence: health.sentence, unitsLeft: health.unitsLeft },
            lastEventAtMs: health.lastEventAt?.getTime() ?? null,
            updatedAtMs: health.updatedAt.getTime(),
          },
  };
}

/** An open source has an address for each connection; an app of Meta's tells of all its accounts at one. */
function hookAddress({ hook, reads }: Manifest, publicUrl: string, id: string): string | null {
  if (hook === undefined) return null;
  return reads.by === 'hook' ? `${publicUrl}/webhooks/open/${id}` : `${publicUrl}/webhooks/meta`;
}

export const levelView = (level: Level & Pick<KeptLevel, 'askedAtMs' | 'provenAtMs'>): LevelState => ({
  id: level.id,
  state: level.state,
  sentence: level.sentence,
  missing: level.missing ?? null,
  askedAtMs: level.askedAtMs,
  provenAtMs: level.provenAtMs,
});

/** Which secrets there are, never what they say; null where the seal was made with another HAWKER_SECRET. */
function secretNames(credentials: Credentials, workspaceId: string, { id, sealed }: SettingsRow): string[] | null {
  try {
    return Object.keys(credentials.open({ workspaceId, connectionId: id, settings: {} }, sealed));
  } catch (error) {
    if (error instanceof SealBroken) return null;
    throw error;
  }
}
