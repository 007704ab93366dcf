import type { LevelState } from '../../../../server/api/schemas/connections.ts';

export const levelNames: Record<LevelState['id'], string> = {
  'reads-own': 'Reads own',
  'reads-strangers': 'Reads strangers',
  'hooks-arrive': 'Webhooks arrive',
  'replies-publicly': 'Replies publicly',
  'replies-privately': 'Replies privately',
};

const states: Record<LevelState['state'], { word: string; tone: string; sign: string }> = {
  proven: { word: 'proven', tone: 'ok', sign: '✓' },
  unproven: { word: 'not proven yet', tone: '', sign: '?' },
  missing: { word: 'missing', tone: 'bad', sign: '✕' },
  never: { word: 'not there', tone: '', sign: '–' },
};
export const levelLook = ({ state }: Pick<LevelState, 'state'>): { word: string; tone: string; sign: string } =>
  states[state];

const steps: Record<string, string> = {
  role: 'a role',
  permission: 'a permission',
  business: 'a business portfolio',
  'live-mode': 'the app in live mode',
  review: 'a review',
  subscription: 'a subscription',
  token: 'a sign-in',
};
/** What is missing, in two words. */
export const missingWords = (missing: string | null): string | null =>
  missing === null ? null : (steps[missing] ?? missing);
