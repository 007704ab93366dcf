import { randomInt } from 'node:crypto';

/** Pages the dashboard has, or will have: a show's public page never takes their place. */
const KEPT_FOR_PAGES = [
  'live',
  'shows',
  'catalog',
  'rules',
  'claims',
  'orders',
  'reports',
  'connections',
  'overlay',
  'o',
  'settings',
  'team',
  'sign-in',
  'sign-out',
  'let-in',
  'webhooks',
  'oauth',
  'data-deletion',
  'address-challenge',
  'checkout',
  'cart',
  'help',
  'docs',
  'assets',
  'static',
  'index.html',
];

const LONGEST = 40;

/** The first words of all addresses the hub answers at, from its registered routes, and those kept for pages to come. */
export function reservedWords(routes: readonly { url: string }[]): ReadonlySet<string> {
  const first = routes
    .map((route) => route.url.split('/')[1] ?? '')
    .filter((word) => word !== '' && !/[:*]/.test(word));
  return new Set([...first, ...KEPT_FOR_PAGES]);
}

/** 'Spring Drop #14' → 'spring-drop-14'. Empty where nothing Latin is left: a number is added to 'show' then. */
export function slugOf(title: string): string {
  const plain = title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST)
    .replace(/-+$/, '');
}

/** What to try for a title, in order: the plain word where it is free to use, then with a short number behind it. */
export function slugCandidates(
  title: string,
  reserved: ReadonlySet<string>,
  random = (): number => randomInt(10_000),
): string[] {
  const plain = slugOf(title);
  const base = plain === '' ? 'show' : plain;
  const numbered = Array.from({ length: 6 }, () => `${base}-${String(random()).padStart(4, '0')}`);
  return plain === '' || plain.length < 2 || reserved.has(plain) ? numbered : [plain, ...numbered];
}
