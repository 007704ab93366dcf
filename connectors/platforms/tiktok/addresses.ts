/** Where TikTok and its sign server are: the real ones, or the base addresses of the settings. Pure. */
export interface Addresses {
  web: string;
  webcast: string;
  sign: string;
  /** True where the sign server is the public one, whose limits are shared and must be spared. */
  publicSign: boolean;
}

const REAL = {
  web: 'https://www.tiktok.com',
  webcast: 'https://webcast.tiktok.com',
  sign: 'https://api.eulerstream.com',
};
const SECURE_DOMAINS = ['tiktok.com', 'tiktokv.com', 'tiktokcdn.com', 'byteoversea.com', 'eulerstream.com'];

export function addressesFrom(endpoints: Readonly<Record<string, string>>): Addresses {
  const base = (name: string, real: string) => secured(endpoints[name]?.trim() || real).replace(/\/+$/, '');
  const sign = base('TIKTOK_SIGN_URL', REAL.sign);
  return {
    web: base('TIKTOK_WEB_URL', REAL.web),
    webcast: base('TIKTOK_WEBCAST_URL', REAL.webcast),
    sign,
    publicSign: isUnder(new URL(sign).hostname, 'eulerstream.com'),
  };
}

/**
 * TikTok's and the sign server's own hosts are never spoken to in clear: the library asks for them by `http:` and
 * would send cookies that anybody on the way can read. Everything else (a test server on loopback) stays as it is.
 */
export function secured(address: string): string {
  const url = new URL(address);
  if (!SECURE_DOMAINS.some((domain) => isUnder(url.hostname, domain))) return address;
  if (url.protocol === 'http:')
    return address.replace(/^http:/i, 'https:').replace(/^(https:\/\/[^/?#]+?):80(?=[/?#]|$)/i, '$1');
  if (url.protocol === 'ws:')
    return address.replace(/^ws:/i, 'wss:').replace(/^(wss:\/\/[^/?#]+?):80(?=[/?#]|$)/i, '$1');
  return address;
}

/** The address a request of the library really goes to: its host replaced by our base address, or made secure. */
export function routed(asked: URL, addresses: Addresses): URL {
  const base =
    asked.hostname === new URL(REAL.webcast).hostname
      ? addresses.webcast
      : asked.hostname === new URL(REAL.web).hostname
        ? addresses.web
        : null;
  return new URL(base === null ? secured(asked.href) : base + asked.pathname + asked.search);
}

/**
 * Where the line is opened: what the sign server names, made secure; a host of TikTok's is replaced by our own base
 * address where there is one, so that a test server need not know its own port to play the sign server.
 */
export function pushAddress(named: string, addresses: Addresses): string {
  const here = addresses.webcast !== REAL.webcast;
  const base = addresses.webcast.replace(/^http/i, 'ws');
  if (here && named.startsWith('/')) return base + named;
  if (!here || !URL.canParse(named) || !isUnder(new URL(named).hostname, 'tiktok.com')) return secured(named);
  const { pathname, search } = new URL(named);
  return base + pathname + search;
}

const isUnder = (hostname: string, domain: string) => hostname === domain || hostname.endsWith(`.${domain}`);

/** `@name`, `name` or an address of TikTok → the handle, or null where it is none. */
export function handleFrom(typed: string): string | null {
  const text = typed.trim();
  const path = /^(?:https?:\/\/)?(?:[\w-]+\.)*tiktok\.com\/@([^/?#\s]+)/i.exec(text)?.[1];
  const handle = (path === undefined ? text : decode(path)).replace(/^@/, '');
  return /^[\p{L}\p{N}._-]{1,64}$/u.test(handle) ? handle : null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // Not a valid escape: the pattern below refuses it with a sentence.
    return part;
  }
}
