import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOME } from '../config.ts';
import { MOST_BYTES } from '../hooks/routes.ts';

// The two files people copy: read as the programs read them, for what would let callers lie or change what they sent.

/** What the hub takes, the proxy must not refuse: a batch of webhooks is the largest. */
const MOST_MEGABYTES = 5;
test('the proxies take what the hub takes', () => {
  expect(Math.max(...Object.values(MOST_BYTES))).toBeLessThanOrEqual(MOST_MEGABYTES * 1_000_000);
});

const read = (name: string): string => readFileSync(join(HOME, 'docs', 'reverse-proxy', name), 'utf8');

interface Directive {
  name: string;
  args: string[];
  inside: Directive[];
}

/** nginx: words, `;` ends a directive, braces hold others. Throws where it does not end. */
function nginx(text: string): Directive[] {
  const words = text.replace(/#.*$/gm, '').match(/'[^']*'|"[^"]*"|[{};]|[^\s{};'"]+/g) ?? [];
  let at = 0;
  const block = (top: boolean): Directive[] => {
    const all: Directive[] = [];
    for (let args: string[] = []; at < words.length;) {
      const word = words[at++]!;
      if (word === '}') {
        if (top || args.length > 0) throw new Error(`a brace too many, after ${args.join(' ')}`);
        return all;
      }
      if (word !== ';' && word !== '{') {
        args.push(word.replace(/^['"]|['"]$/g, ''));
        continue;
      }
      const [name, ...rest] = args;
      if (name === undefined) throw new Error('a directive without a name');
      args = [];
      all.push({ name, args: rest, inside: word === '{' ? block(false) : [] });
    }
    if (!top) throw new Error('a brace is not closed');
    return all;
  };
  return block(true);
}
const named = (all: readonly Directive[], name: string): Directive[] => all.filter((one) => one.name === name);

test('nginx passes to the public port every address as it came, and says itself who called', () => {
  const all = nginx(read('nginx.conf'));
  const [plain, secure] = named(all, 'server');
  expect(named(plain!.inside, 'return')[0]?.args).toEqual(['308', 'https://$host$request_uri']);
  const [location] = named(secure!.inside, 'location');
  expect(location?.args).toEqual(['/']);
  // With a path, even `/`, nginx decodes and rewrites what it passes on.
  expect(named(location!.inside, 'proxy_pass')[0]?.args).toEqual(['http://127.0.0.1:4001']);
  const headers = new Map(named(location!.inside, 'proxy_set_header').map((one) => [one.args[0], one.args[1]]));
  expect(headers.get('X-Forwarded-For')).toBe('$remote_addr');
  expect(headers.get('Host')).toBe('$host');
  expect(named(location!.inside, 'proxy_http_version')[0]?.args).toEqual(['1.1']);
  const map = named(all, 'map')[0];
  expect([headers.get('Upgrade'), headers.get('Connection')]).toEqual(['$http_upgrade', map?.args[1]]);
  const most = named(secure!.inside, 'client_max_body_size')[0]?.args[0] ?? '';
  expect(most).toBe(`${MOST_MEGABYTES}m`);
});

test('a file of nginx that does not end is told from one that does', () => {
  expect(() => nginx('server { listen 80;')).toThrow('not closed');
  expect(() => nginx('server { listen 80 }')).toThrow('a brace too many');
});

test('Caddy passes to the public port, and leaves its own word about the caller as it is', () => {
  const lines = read('Caddyfile')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
  expect(lines[0]).toBe('shop.example.com {');
  expect(lines.filter((line) => line.endsWith('{'))).toHaveLength(lines.filter((line) => line === '}').length);
  expect(lines).toContain('reverse_proxy 127.0.0.1:4001 {');
  expect(lines).toContain(`max_size ${MOST_MEGABYTES}MB`);
  // By default Caddy drops what callers say of themselves; any of these would bring it back.
  expect(lines.filter((line) => /header_up|trusted_proxies|uri |rewrite|handle_path/.test(line))).toEqual([]);
});

test('both name the address and the port that the page about it names', () => {
  const page = readFileSync(join(HOME, 'docs', 'reachable.md'), 'utf8');
  for (const text of [page, read('nginx.conf'), read('Caddyfile')]) {
    expect(text).toContain('PUBLIC_URL=https://shop.example.com');
    expect(text).toContain('PUBLIC_PORT=4001');
  }
});
