import type { OpenedSettings } from './credentials.ts';

/**
 * What a connection may be opened with. The two kinds share no field that could be mistaken for the other's: a
 * rehearsal holds only loopback addresses and the simulators' own settings, a live connection only opened
 * credentials and the addresses of Config. Neither can be built from the other's row.
 */
export type ConnectTarget = RehearsalTarget | LiveTarget;

declare const loopback: unique symbol;
/** An address of this machine. Made by `loopbackAddress` alone. */
export type LoopbackAddress = string & { readonly [loopback]: true };

export interface RehearsalTarget {
  kind: 'rehearsal';
  showId: string;
  /** The simulators' own settings, as their process named them; never opened from a seal. */
  pretended: Readonly<Record<string, string>>;
  simulators: Readonly<Record<string, LoopbackAddress>>;
}

export interface LiveTarget {
  kind: 'live';
  credentials: OpenedSettings;
  /** From Config; empty for the real platforms. */
  addresses: Readonly<Record<string, string>>;
}

/** Where a platform's library would go by itself. A rehearsal must name them all, or one request would leave the machine. */
const ADDRESSES_OF: Readonly<Record<string, readonly string[]>> = {
  tiktok: ['TIKTOK_WEB_URL', 'TIKTOK_WEBCAST_URL', 'TIKTOK_SIGN_URL'],
  youtube: ['YOUTUBE_API_URL', 'YOUTUBE_GRPC_URL', 'GOOGLE_TOKEN_URL'],
  facebook: ['FACEBOOK_GRAPH_URL'],
  // By either login: the second goes to Facebook's address.
  instagram: ['INSTAGRAM_GRAPH_URL', 'FACEBOOK_GRAPH_URL'],
  twitch: ['TWITCH_API_URL', 'TWITCH_EVENTSUB_URL', 'TWITCH_OAUTH_URL'],
};

const LOOPBACK_HOST = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/;

export function loopbackAddress(text: string): LoopbackAddress | null {
  const url = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(url)) return null;
  const { hostname, username } = new URL(url);
  return username === '' && LOOPBACK_HOST.test(hostname) ? (text as LoopbackAddress) : null;
}

export interface TargetRow {
  workspaceId: string;
  connectionId: string;
  platform: string;
  showId: string;
  showKind: 'live' | 'rehearsal';
  rehearsalShowId: string | null;
  settings: Readonly<Record<string, string>>;
  endpoints: Readonly<Record<string, string>> | null;
  hasSealed: boolean;
}

export type TargetOf = { ok: true; target: ConnectTarget } | { ok: false; reason: string };

/** Decides from the row alone which kind it is; a row that is half of each is refused, never guessed. */
export function targetOf(
  row: TargetRow,
  openCredentials: () => OpenedSettings,
  addresses: Readonly<Record<string, string>>,
): TargetOf {
  if (row.showKind === 'rehearsal') return rehearsalTargetOf(row);
  if (row.rehearsalShowId !== null || row.endpoints !== null)
    return refused("A rehearsal's connection cannot carry a live show.");
  return { ok: true, target: { kind: 'live', credentials: openCredentials(), addresses } };
}

function rehearsalTargetOf(row: TargetRow): TargetOf {
  if (row.rehearsalShowId !== row.showId)
    return refused('A rehearsal speaks only to its own simulators, and this is a real connection.');
  if (row.hasSealed) return refused("A rehearsal's connection must not hold credentials.");
  const simulators: Record<string, LoopbackAddress> = {};
  for (const [name, text] of Object.entries(row.endpoints ?? {})) {
    const address = loopbackAddress(text);
    if (address === null) return refused(`A rehearsal's address must be on this machine, but ${name} is not.`);
    simulators[name] = address;
  }
  const absent = (ADDRESSES_OF[row.platform] ?? []).filter((name) => simulators[name] === undefined);
  if (absent.length > 0 || ADDRESSES_OF[row.platform] === undefined) {
    return refused(`A rehearsal must name every address of ${row.platform}; missing: ${absent.join(', ') || 'all'}.`);
  }
  return { ok: true, target: { kind: 'rehearsal', showId: row.showId, pretended: row.settings, simulators } };
}

const refused = (reason: string): TargetOf => ({ ok: false, reason });

/** Settings and addresses for the connector's context. */
export function contextOf(target: ConnectTarget): {
  settings: Readonly<Record<string, string>>;
  endpoints: Readonly<Record<string, string>>;
} {
  switch (target.kind) {
    case 'rehearsal':
      return { settings: target.pretended, endpoints: target.simulators };
    case 'live':
      return { settings: target.credentials, endpoints: target.addresses };
  }
}

/** The `fetch` of a rehearsal: a request to anywhere but this machine fails before it is made. */
export function loopbackFetch(inner: typeof fetch): typeof fetch {
  return (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (loopbackAddress(url) === null) return Promise.reject(new Error('a rehearsal may not leave this machine'));
    return inner(input, { ...init, redirect: 'error' });
  };
}
