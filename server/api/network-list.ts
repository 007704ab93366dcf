import { allowsAtOneShow } from '../workspaces/permissions.ts';
import type { May } from './guard.ts';
import { isListed, type PublicRoute } from './public-list.ts';

/** What the network's listener serves to anybody: the console's own files and the door itself. No sign-in of the team: it speaks http. */
const TO_ANYBODY: readonly PublicRoute[] = [
  { method: 'GET', url: '/let-in', why: 'the page the QR code opens' },
  { method: 'POST', url: '/api/let-in', why: 'the link is used here, once' },
  { method: 'GET', url: '/', why: 'the dashboard, which asks who is there' },
  { method: 'GET', url: '/live', why: 'the console' },
  { method: 'GET', url: '/live/*', why: 'the console' },
  { method: 'GET', url: '/shows', why: 'the list of shows, with the one' },
  { method: 'GET', url: '/catalog', why: 'what is sold' },
  { method: 'GET', url: '/settings', why: 'the page says what a tablet cannot change' },
  { method: 'GET', url: '/sign-in', why: 'says that a tablet enters by a QR code' },
  { method: 'GET', url: '/_app/*', why: 'the dashboard’s own files' },
  { method: 'GET', url: '/o/:token', why: 'an overlay, for OBS on another machine of the studio' },
  { method: 'GET', url: '/o/:token/line', why: 'the line of that page' },
  { method: 'GET', url: '/:slug', why: 'icons, and what viewers see' },
];

/** What a seat at one show may call beside `/api/shows/:id/…` of its show. The answers are cut to that show. */
const FOR_SEATS: readonly PublicRoute[] = [
  { method: 'GET', url: '/api/me', why: 'who sits here' },
  { method: 'POST', url: '/api/sign-out', why: 'leaves, and ends the seat' },
  { method: 'GET', url: '/api/members', why: 'names in the chat of the team' },
  { method: 'GET', url: '/api/shows', why: 'the one show' },
  { method: 'GET', url: '/api/address', why: 'whether a live show may start' },
  { method: 'GET', url: '/api/feed', why: 'the console follows it' },
  { method: 'GET', url: '/api/products', why: 'what can be shown' },
  { method: 'GET', url: '/api/canned-answers', why: 'what is answered' },
  { method: 'GET', url: '/api/platforms', why: 'what each platform can do' },
];

export const isForTablets = (method: string, url: string | undefined): boolean => isListed(TO_ANYBODY, method, url);

/** May a tablet let in at one show call this route? Both the roles' table and the route's own show decide. */
export function maySeat(
  call: { method: string; url: string | undefined; may: May; showId: unknown },
  seat: string,
): boolean {
  if (call.may === 'anybody' || !allowsAtOneShow(call.may)) return false;
  if (call.url === '/api/shows/:id' || call.url?.startsWith('/api/shows/:id/') === true) return call.showId === seat;
  return isListed(FOR_SEATS, call.method, call.url);
}
