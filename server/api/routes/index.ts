import type { ApiDeps } from '../deps.ts';
import type { RouteNote } from '../guard.ts';
import { healthRoutes } from '../health.ts';
import { reservedWords } from '../../shows/slug.ts';
import type { App } from '../web.ts';
import { connectionRoutes } from './connections.ts';
import { meRoutes } from './me.ts';
import { moderationRoutes } from './moderation.ts';
import { dashboardRoutes } from './pages.ts';
import { productRoutes } from './products.ts';
import { showRoutes } from './shows.ts';

/** Every route of the hub. `routes` is the guard's growing list: the words a show's address may not be. */
export function addRoutes(app: App, deps: ApiDeps, routes: readonly RouteNote[]): void {
  healthRoutes(app, deps);
  meRoutes(app, deps);
  productRoutes(app, deps);
  showRoutes(app, deps, () => reservedWords(routes));
  moderationRoutes(app, deps);
  connectionRoutes(app, deps);
  dashboardRoutes(app, deps.dashboardDir);
}
