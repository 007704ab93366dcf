import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Is the hub opened at this machine's own address, with nothing in front of it? */
export const isLoopback = (publicUrl: string): boolean => LOOPBACK.includes(new URL(publicUrl).hostname);

/**
 * The addresses our own pages are opened at, exactly: the public one and, where that is this machine itself, its other
 * names on the same port.
 */
export function ownOrigins(publicUrl: string): Set<string> {
  const url = new URL(publicUrl);
  if (!isLoopback(publicUrl)) return new Set([url.origin]);
  const port = url.port === '' ? '' : `:${url.port}`;
  return new Set(LOOPBACK.map((name) => `${url.protocol}//${name}${port}`));
}

/**
 * Does this write, or this socket, come from one of our own pages? Browsers name the page on every write; a caller
 * that names none is no browser of ours and is refused too, unless the browser itself vouches for it.
 */
export function isOurs(headers: IncomingHttpHeaders, origins: ReadonlySet<string>): boolean {
  if (headers.origin !== undefined) return origins.has(headers.origin);
  return headers['sec-fetch-site'] === 'same-origin';
}
