/** A route that everybody on the internet may reach by PUBLIC_PORT. */
export interface PublicRoute {
  method: 'GET' | 'POST';
  /** As the route is registered; `/word/*` names every route below it. */
  url: string;
  why: string;
}

/**
 * The one list of what the public listener serves. What is not here is answered there as if it did not exist: the API,
 * sign-in, the dashboard, health. A test walks every route of the hub against it.
 */
export const PUBLIC_ROUTES: readonly PublicRoute[] = [
  { method: 'GET', url: '/:slug', why: 'the page of a show that viewers are sent to, and its icon' },
  { method: 'GET', url: '/address-challenge/:token', why: 'the hub finds itself by PUBLIC_URL' },
  { method: 'GET', url: '/webhooks/*', why: 'platforms ask whether the address is ours before they send' },
  { method: 'POST', url: '/webhooks/*', why: 'platforms and other sources deliver what happened' },
  { method: 'GET', url: '/oauth/:provider/callback', why: 'a platform sends back who has signed in there' },
  { method: 'GET', url: '/o/:token', why: 'an overlay, by its secret address: OBS opens it wherever it runs' },
  { method: 'GET', url: '/o/:token/line', why: 'the line of that page' },
  { method: 'GET', url: '/data-deletion/:code', why: 'how a request to remove somebody’s data stands' },
];

/** Is a route, as it is registered, named by a list? What answers GET answers HEAD. */
export function isListed(list: readonly PublicRoute[], method: string, url: string | undefined): boolean {
  const asked = method === 'HEAD' ? 'GET' : method;
  return list.some(
    (one) =>
      one.method === asked &&
      (one.url === url || (one.url.endsWith('/*') && url?.startsWith(one.url.slice(0, -1)) === true)),
  );
}
