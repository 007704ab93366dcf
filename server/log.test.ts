import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLog, withoutPasswords } from './log.ts';

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  let text = '';
  const to = new Writable({ write: (chunk: Buffer, _encoding, done) => ((text += chunk.toString()), done()) });
  write(createLog({ level: 'info', to }));
  return text;
}

test('no token, cookie, secret or chat text reaches a log, three levels deep', () => {
  const text = logged((log) => {
    log.info(
      { token: 'canary', headers: { authorization: 'canary', cookie: 'canary', 'set-cookie': 'canary' } },
      'one',
    );
    log.info(
      {
        connection: { settings: { apiKey: 'canary', refreshToken: 'canary', name: 'kept' } },
        message: { text: 'canary', handle: 'canary' },
      },
      'two',
    );
    log.error(
      {
        error: new Error('connect postgresql://hawker:canary@127.0.0.1/x failed', {
          cause: new Error('redis://:canary@h'),
        }),
      },
      'three',
    );
  });
  expect(text).not.toContain('canary');
  expect(text).toContain('kept');
  expect(text.trim().split('\n')).toHaveLength(3);
});

test('an error is logged with its code and causes', () => {
  const error = Object.assign(new Error('outer', { cause: new Error('inner') }), { code: 'E1' });
  const line = JSON.parse(logged((log) => log.warn({ error }, 'failed')));
  expect(line).toMatchObject({
    level: 'warn',
    msg: 'failed',
    error: { code: 'E1', message: 'outer', cause: { message: 'inner' } },
  });
});

test('a password inside an address is taken out of any sentence', () => {
  expect(withoutPasswords('at postgresql://u:p4ss@h:5/d and https://h/x')).toBe(
    'at postgresql://u:…@h:5/d and https://h/x',
  );
});
