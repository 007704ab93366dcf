import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** The secret settings of a connection as they lie in the database. */
export interface Sealed {
  sealed: Buffer;
  /** Names the key, so that a changed HAWKER_SECRET is told apart from a damaged row. */
  keyId: string;
}

/** Settings whose secrets have been opened. Only a live connection's target can hold them (target.ts). */
declare const opened: unique symbol;
export type OpenedSettings = Readonly<Record<string, string>> & { readonly [opened]: true };

/** What was sealed cannot be opened; the sentence says what to do. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

export interface Credentials {
  readonly keyId: string;
  /** Seals the secrets to one row: the bytes cannot be opened on any other. */
  seal(row: SealedRow, secrets: Readonly<Record<string, string>>): Sealed;
  /** The row's plain settings together with its secrets, without the tokens of a sign-in: those come from tokens.ts alone. */
  open(row: SealedRow & { settings: Readonly<Record<string, string>> }, sealed: Sealed | null): OpenedSettings;
  /** Everything that was sealed, the tokens too: to renew them, and to seal the row anew. */
  secrets(row: SealedRow, sealed: Sealed | null): Record<string, string>;
}

/** Tokens of a sign-in lie among the sealed secrets under names no manifest can give a setting. */
const TOKEN = 'oauth.';
export interface KeptTokens {
  access: string;
  /** What renews it: a refresh token, Facebook's long-lived user token; null where the access token renews itself. */
  refresh: string | null;
}

export function tokensIn(secrets: Readonly<Record<string, string>>): KeptTokens | null {
  const access = secrets[`${TOKEN}access`];
  return access === undefined ? null : { access, refresh: secrets[`${TOKEN}refresh`] ?? null };
}

export const withoutTokens = (secrets: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(secrets).filter(([name]) => !name.startsWith(TOKEN)));

export function withTokens(secrets: Readonly<Record<string, string>>, kept: KeptTokens): Record<string, string> {
  const { [`${TOKEN}access`]: _old, [`${TOKEN}refresh`]: _older, ...rest } = secrets;
  return {
    ...rest,
    [`${TOKEN}access`]: kept.access,
    ...(kept.refresh === null ? {} : { [`${TOKEN}refresh`]: kept.refresh }),
  };
}

export interface SealedRow {
  workspaceId: string;
  connectionId: string;
}

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM under a key derived from HAWKER_SECRET; the workspace and the connection are authenticated with it. What
 * was sealed with one of `older` is opened too: rows are on their way to the new secret one by one (rotate.ts).
 */
export function createCredentials(secret: string, older: readonly string[] = []): Credentials {
  const { key, keyId } = keyOf(secret);
  const keys = new Map([secret, ...older].map(keyOf).map((one) => [one.keyId, one.key]));
  const secrets: Credentials['secrets'] = (row, sealed) => (sealed === null ? {} : openSealed(keys, row, sealed));
  return {
    keyId,
    seal(row, plain) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundTo(row));
      const body = Buffer.concat([cipher.update(JSON.stringify(plain), 'utf8'), cipher.final()]);
      return { sealed: Buffer.concat([Buffer.from([VERSION]), nonce, body, cipher.getAuthTag()]), keyId };
    },
    open: (row, sealed) => ({ ...row.settings, ...withoutTokens(secrets(row, sealed)) }) as OpenedSettings,
    secrets,
  };
}

function keyOf(secret: string): { key: Buffer; keyId: string } {
  const key = Buffer.from(hkdfSync('sha256', secret, 'hawker', 'connection credentials', 32));
  return { key, keyId: createHash('sha256').update(key).digest('hex').slice(0, 16) };
}

function openSealed(
  keys: ReadonlyMap<string, Buffer>,
  row: SealedRow,
  { sealed, keyId }: Sealed,
): Record<string, string> {
  const key = keys.get(keyId);
  if (key === undefined) {
    throw new SealBroken(
      'This connection was sealed with another HAWKER_SECRET: put that secret back, or enter the credentials again.',
    );
  }
  const bodyEnd = sealed.length - TAG_BYTES;
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(boundTo(row))
      .setAuthTag(sealed.subarray(bodyEnd));
    const body = Buffer.concat([decipher.update(sealed.subarray(1 + NONCE_BYTES, bodyEnd)), decipher.final()]);
    return JSON.parse(body.toString('utf8')) as Record<string, string>;
  } catch (cause) {
    throw new SealBroken(
      'The stored credentials of this connection are damaged or belong to another one: enter them again.',
      { cause },
    );
  }
}

function boundTo(row: SealedRow): Buffer {
  return Buffer.from(JSON.stringify(['connection.sealed', VERSION, row.workspaceId, row.connectionId]), 'utf8');
}

/** Splits what a person typed by the manifest's `secret` marks: what is stored in plain, and what is sealed. */
export function splitSecrets(
  schema: { properties: Readonly<Record<string, { secret?: true }>> },
  settings: Readonly<Record<string, string>>,
): { plain: Record<string, string>; secret: Record<string, string> } {
  const plain: Record<string, string> = {};
  const secret: Record<string, string> = {};
  for (const [name, value] of Object.entries(settings)) {
    (schema.properties[name]?.secret === true ? secret : plain)[name] = value;
  }
  return { plain, secret };
}
