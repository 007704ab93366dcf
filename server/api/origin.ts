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
 * The page's address where this request itself was made to this machine by one of its own names: the dashboard beside a
 * public address that serves only part of the hub. A browser says the host it really asked, so a page of another site
 * cannot be at this origin, whatever its name was turned to.
 */
export function localOrigin(host: string | undefined): string | null {
  const url = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : null;
  return url !== null && LOOPBACK.includes(url.hostname) ? url.origin : null;
}

/**
 * Does this write come from one of our own pages, or from no page at all? Browsers name the page on every write that
 * another page makes; a caller that sends neither `Origin` nor `Sec-Fetch-Site` is a program that was given the cookie
 * by a person, and cannot be tricked by a page.
 */
export function mayWrite(headers: IncomingHttpHeaders, origins: ReadonlySet<string>): boolean {
  if (headers.origin !== undefined) return origins.has(headers.origin);
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin';
}

/** A socket must always name one of our own pages: every browser does, and nothing else needs ours. */
export function mayOpenSocket(headers: IncomingHttpHeaders, origins: ReadonlySet<string>): boolean {
  return headers.origin !== undefined && origins.has(headers.origin);
}
