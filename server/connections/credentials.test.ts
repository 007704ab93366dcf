import { describe, expect, it } from 'vitest';
import { SealBroken, createCredentials, splitSecrets } from './credentials.ts';

const SECRET = 'a secret of the hub that is long enough 0123456789';
const row = { workspaceId: 'w1', connectionId: 'c1' };
const token = { refreshToken: 'canary-refresh-token-1//0g' };

describe('credentials at rest', () => {
  it('are opened on the row they were sealed for, together with its plain settings', () => {
    const credentials = createCredentials(SECRET);
    const sealed = credentials.seal(row, token);
    expect(credentials.open({ ...row, settings: { channel: '@shop' } }, sealed)).toEqual({
      channel: '@shop',
      ...token,
    });
  });

  it('cannot be read in the stored bytes, and are different bytes each time', () => {
    const credentials = createCredentials(SECRET);
    const [one, two] = [credentials.seal(row, token), credentials.seal(row, token)];
    expect(one.sealed.includes('canary')).toBe(false);
    expect(one.sealed.equals(two.sealed)).toBe(false);
  });

  it.each([
    ['another connection', { workspaceId: 'w1', connectionId: 'c2' }],
    ['another workspace', { workspaceId: 'w2', connectionId: 'c1' }],
  ])('are refused when the bytes are moved to %s', (_, other) => {
    const credentials = createCredentials(SECRET);
    const sealed = credentials.seal(row, token);
    expect(() => credentials.open({ ...other, settings: {} }, sealed)).toThrow(SealBroken);
  });

  it('are refused when a single bit was changed, wherever it lies', () => {
    const credentials = createCredentials(SECRET);
    const sealed = credentials.seal(row, token);
    for (let i = 1; i < sealed.sealed.length; i++) {
      const bytes = Buffer.from(sealed.sealed);
      bytes.writeUInt8(bytes.readUInt8(i) ^ 1, i);
      expect(() => credentials.open({ ...row, settings: {} }, { ...sealed, sealed: bytes })).toThrow(SealBroken);
    }
  });

  it('say that the secret was changed when it was', () => {
    const sealed = createCredentials(SECRET).seal(row, token);
    const other = createCredentials(`${SECRET} changed`);
    expect(() => other.open({ ...row, settings: {} }, sealed)).toThrow(/HAWKER_SECRET/);
  });

  it('are split from plain settings by the manifest', () => {
    const schema = { properties: { handle: {}, apiKey: { secret: true as const } } };
    expect(splitSecrets(schema, { handle: 'x', apiKey: 'y' })).toEqual({
      plain: { handle: 'x' },
      secret: { apiKey: 'y' },
    });
  });
});
