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
