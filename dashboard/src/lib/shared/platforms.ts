/** How a platform looks on every screen: a shape of its own, a name, a colour. The colour is never the only sign. */
export interface PlatformLook {
  name: string;
  colour: string;
  /** A filled outline on 20 × 20, drawn for this program. */
  shape: string;
}

const looks: Record<string, PlatformLook> = {
  tiktok: {
    name: 'TikTok',
    colour: 'var(--tiktok)',
    shape:
      'M11 2h3c.3 2.200 1.600 3.600 4 3.800v3c-1.500 0-2.800-.400-4-1.200V13a5.500 5.500 0 1 1-6.500-5.400v3.200A2.400 2.400 0 1 0 11 13z',
  },
  youtube: {
    name: 'YouTube',
    colour: 'var(--youtube)',
    shape: 'M4 4h12a3 3 0 0 1 3 3v6a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3zM8 7v6l5.500-3z',
  },
  facebook: {
    name: 'Facebook',
    colour: 'var(--facebook)',
    shape:
      'M10 1a9 9 0 1 1 0 18a9 9 0 1 1 0-18zM8.500 19v-7.200H6.400V9.100h2.100V7.500c0-2.300 1.400-3.600 3.400-3.600h1.900v2.500h-1.200c-.9 0-1.200.400-1.200 1.200v1.500h2.400l-.4 2.700h-2V19z',
  },
  instagram: {
    name: 'Instagram',
    colour: 'var(--instagram)',
    shape:
      'M6 1h8a5 5 0 0 1 5 5v8a5 5 0 0 1-5 5H6a5 5 0 0 1-5-5V6a5 5 0 0 1 5-5zM6 3a3 3 0 0 0-3 3v8a3 3 0 0 0 3 3h8a3 3 0 0 0 3-3V6a3 3 0 0 0-3-3zM10 5.500a4.500 4.500 0 1 1 0 9a4.500 4.500 0 1 1 0-9zM10 7.500a2.500 2.500 0 1 0 0 5a2.500 2.500 0 1 0 0-5zM14.700 4.200a1.100 1.100 0 1 1 0 2.200a1.100 1.100 0 1 1 0-2.200z',
  },
  twitch: {
    name: 'Twitch',
    colour: 'var(--twitch)',
    shape: 'M5 1h14v10l-5 5h-3.500L7.500 19v-3H2V4zM8.500 5v5.500h2V5zM13 5v5.500h2V5z',
  },
  webhook: {
    name: 'Webhook',
    colour: 'var(--info)',
    shape: 'M2 8h7V4l9 6-9 6v-4H2z',
  },
};

const hub: PlatformLook = { name: 'Hub', colour: 'var(--muted)', shape: 'M4 3h3v5.500h6V3h3v14h-3v-5.500H7V17H4z' };

/** Rows without a platform are the hub's own and the team's. */
export function platformLook(platform: string | null): PlatformLook {
  if (platform === null) return hub;
  const known = looks[platform];
  if (known) return known;
  const name = platform.charAt(0).toUpperCase() + platform.slice(1);
  return { name, colour: 'var(--muted)', shape: 'M10 2a8 8 0 1 1 0 16a8 8 0 1 1 0-16z' };
}
