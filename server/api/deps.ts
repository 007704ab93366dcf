import type { Accounts } from '../accounts/sign-in.ts';
import type { Address } from '../address/address.ts';
import type { NetworkState } from '../address/network.ts';
import type { Manifest } from '../../connectors/platforms/contract.ts';
import type { Credentials } from '../connections/credentials.ts';
import type { Levels } from '../connections/levels.ts';
import type { ProbeResult } from '../connections/probe.ts';
import type { Proofs } from '../connections/proofs.ts';
import type { Pools } from '../db/pools.ts';
import type { PrismaClient } from '../db/prisma.ts';
import type { Feed } from '../feed/feed.ts';
import type { LaneRef } from '../lanes/lane.ts';
import type { Hooks } from '../hooks/hooks.ts';
import type { Log } from '../log.ts';
import type { Overlays } from '../overlay/overlay.ts';
import type { ShowLog } from '../shows/log.ts';
import type { Scope } from '../workspaces/scope.ts';
import type { SignIn } from '../workspaces/sign-in.ts';
import type { NetworkSide } from './guard.ts';
import type { Readiness } from './health.ts';
import type { Translation } from '../translation/translate.ts';
import type { Desk } from '../reports/desk.ts';
import type { Trail } from './schemas/rehearsals.ts';

/** Rehearsals as the routes need them. Null: there is no such rehearsal in this workspace. */
export interface RehearsalDoor {
  start(scope: Scope): Promise<{ showId: string }>;
  end(scope: Scope, showId: string): Promise<boolean>;
  remove(scope: Scope, showId: string): Promise<boolean>;
  say(
    scope: Scope,
    showId: string,
    said: { platform: string; name: string; text: string },
  ): Promise<{ platformId: string } | null>;
  pace(scope: Scope, showId: string, pace: 'calm' | 'wild'): Promise<boolean>;
  trouble(scope: Scope, showId: string, trouble: { platform: string; kind: 'drop'; forMs: number }): Promise<boolean>;
  trail(scope: Scope, showId: string, platformId: string): Promise<Trail | null>;
  /** A product was put on screen: the script's viewers see it from then on. Nothing where no rehearsal plays. */
  shown?(showId: string, code: string | null): void;
}

export interface ConnectionDoor {
  credentials: Credentials;
  load(platform: string): Promise<{ manifest: Manifest }>;
  platforms: readonly string[];
  probe(workspaceId: string, connectionId: string): Promise<ProbeResult | null>;
  examine: Levels['examine'];
  proofs: Pick<Proofs, 'begin' | 'read' | 'end'>;
  accounts: Accounts;
  /** A show began or ended, a connection changed: look now and not in a second. */
  look(): void;
}

/** The network's listener and who was let in by it. */
export interface NetworkDoor extends NetworkSide {
  state(workspaceId: string): Promise<NetworkState>;
  /** Opens the listener, or closes it when no other workspace wants it; `keep`: also after a restart. */
  turn(workspaceId: string, wish: { on: boolean; keep: boolean }): Promise<NetworkState>;
  /** Workspaces that let tablets in now. */
  open(): readonly string[];
}

/** Every live thing the routes use, made and joined in server/deps.ts. */
export interface ApiDeps {
  publicUrl: string;
  /** Proxies that may say who called; null: not set. */
  trustProxy: readonly string[] | null;
  address: Address;
  /** Where the hub listens on this machine. */
  ports: { port: number; publicPort: number | null };
  network: NetworkDoor;
  /** The built dashboard. */
  dashboardDir: string;
  log: Log;
  now(): number;
  pools: Pools;
  prisma: PrismaClient;
  signIn: SignIn;
  ready(): Promise<Readiness>;
  feed: Pick<Feed, 'told' | 'attach' | 'closeFor' | 'takeNumbers'>;
  overlays: Overlays;
  showLog: ShowLog;
  /** Fire and forget, after a commit. */
  ring(refs: readonly LaneRef[]): void;
  rehearsals: RehearsalDoor;
  connections: ConnectionDoor;
  desk: Desk;
  hooks: Hooks;
  translation: Pick<Translation, 'engine' | 'translate'>;
}
