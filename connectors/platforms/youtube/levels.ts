import { ConnectorError, type ConnectorContext, type ConnectorErrorCode, type Level } from '../contract.ts';
import { createApi } from './api.ts';
import { credentialsOf } from './credentials.ts';

/**
 * What the account may do, by asking for its own channel and its broadcasts (two units). Chats are public: whoever may
 * read one reads everybody in it. Whether answers are allowed only shows when one was given.
 */
export async function examine(ctx: ConnectorContext): Promise<Level[]> {
  const credentials = await credentialsOf(ctx);
  const api = createApi(ctx, credentials);
  const reading = credentials.by === 'key' ? await readsByKey(api) : await readsAsAccount(api);
  return [
    { id: 'reads-own', ...reading },
    { id: 'reads-strangers', ...reading },
    {
      id: 'hooks-arrive',
      state: 'never',
      sentence: 'YouTube sends no webhooks for chats; Hawker listens on a line of its own.',
    },
    credentials.by === 'key' ? WITHOUT_SIGN_IN : { id: 'replies-publicly', state: 'unproven', sentence: null },
    { id: 'replies-privately', state: 'never', sentence: 'YouTube has no private messages.' },
  ];
}

type Api = ReturnType<typeof createApi>;
type Found = Omit<Level, 'id'>;

const WITHOUT_SIGN_IN: Level = {
  id: 'replies-publicly',
  state: 'missing',
  missing: 'token',
  sentence: 'An API key only reads. Sign in with Google to answer.',
};
const FINE: Found = { state: 'unproven', sentence: null };

/** A key is good when Google answers anything for it: its own help channel is always there. */
const readsByKey = async (api: Api): Promise<Found> => {
  await api.channels({ forHandle: '@YouTube' });
  return FINE;
};

const SAYS_NO = new Set<ConnectorErrorCode>(['forbidden', 'not-found', 'refused']);

async function readsAsAccount(api: Api): Promise<Found> {
  const [own] = await api.channels({ mine: true });
  if (own === undefined)
    return {
      state: 'missing',
      missing: 'role',
      sentence: 'This Google account has no channel. Sign in as the channel.',
    };
  return api.myBroadcasts({ broadcastStatus: 'active', broadcastType: 'all' }).then(
    () => FINE,
    (error: unknown) => {
      if (!(error instanceof ConnectorError) || !SAYS_NO.has(error.code)) throw error;
      // Broadcasts are asked for another way too: that this one knows nothing is no refusal.
      if (error.code !== 'forbidden') return FINE;
      return { state: 'missing', missing: 'permission', sentence: error.message };
    },
  );
}
