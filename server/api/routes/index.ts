import type { ApiDeps } from '../deps.ts';
import { healthRoutes } from '../health.ts';
import { hookRoutes } from '../../hooks/routes.ts';
import type { App } from '../web.ts';
import { accountRoutes } from './accounts.ts';
import { addressRoutes } from './address.ts';
import { cannedAnswerRoutes } from './canned-answers.ts';
import { connectionRoutes } from './connections.ts';
import { deviceRoutes } from './devices.ts';
import { liveRoutes } from './live.ts';
import { meRoutes } from './me.ts';
import { moderatingRoutes } from './moderating.ts';
import { moderationRoutes } from './moderation.ts';
import { overlayRoutes } from './overlays.ts';
import { pageRoutes } from './pages.ts';
import { productRoutes } from './products.ts';
import { recapRoutes } from './recap.ts';
import { rehearsalRoutes } from './rehearsals.ts';
import { screenRoutes } from './screen.ts';
import { seeingRoutes } from './seeing.ts';
import { showRoutes } from './shows.ts';
import { translationRoutes } from './translations.ts';
import { workspaceRoutes } from './workspace.ts';

/** Every route of the hub. `reserved`: words that are addresses of the hub, known when all routes are. */
export function addRoutes(app: App, deps: ApiDeps, reserved: () => ReadonlySet<string>): void {
  healthRoutes(app, deps);
  meRoutes(app, deps);
  productRoutes(app, deps);
  showRoutes(app, deps, reserved);
  moderationRoutes(app, deps);
  moderatingRoutes(app, deps);
  cannedAnswerRoutes(app, deps);
  connectionRoutes(app, deps);
  accountRoutes(app, deps);
  rehearsalRoutes(app, deps);
  liveRoutes(app, deps);
  overlayRoutes(app, deps);
  screenRoutes(app, deps);
  seeingRoutes(app, deps);
  translationRoutes(app, deps);
  recapRoutes(app, deps);
  workspaceRoutes(app, deps);
  addressRoutes(app, deps);
  deviceRoutes(app, deps);
  hookRoutes(app, deps);
  pageRoutes(app, deps);
}
