/** What this account can do, found by asking Facebook; opens nothing and changes nothing. */
import { ConnectorError, type ConnectorContext, type Level } from '../contract.ts';
import { textOf } from '../meta/hook.ts';
import { createApi, type Api } from './api.ts';
import type { Comment } from './payloads.ts';

type Missing = NonNullable<Level['missing']>;

export async function examine(ctx: ConnectorContext): Promise<Level[]> {
  const api = createApi(ctx);
  try {
    const pageId = await api.pageId();
    const granted = await permissionsOf(api, ctx);
    return [
      ...(await readingOf(api, pageId, granted)),
      await hooksOf(ctx, api, pageId),
      repliesOf('replies-publicly', 'pages_manage_engagement', granted),
      repliesOf('replies-privately', 'pages_messaging', granted),
    ];
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (error.code === 'unauthorized') return allMissing('token', error.message);
    if (error.code === 'forbidden') return allMissing('permission', error.message);
    throw error;
  }
}

const IDS: Level['id'][] = ['reads-own', 'reads-strangers', 'hooks-arrive', 'replies-publicly', 'replies-privately'];
const allMissing = (missing: Missing, sentence: string): Level[] => IDS.map((id) => lacking(id, missing, sentence));

const proven = (id: Level['id']): Level => ({ id, state: 'proven', sentence: null });
const unproven = (id: Level['id'], sentence: string): Level => ({ id, state: 'unproven', sentence });
const lacking = (id: Level['id'], missing: Missing, sentence: string): Level => ({
  ...{ id, state: 'missing', missing, sentence },
});

/** The permissions of the token; null where Facebook does not tell them for a token of this kind. */
async function permissionsOf(api: Api, ctx: ConnectorContext): Promise<ReadonlySet<string> | null> {
  const listed = await quietly(api.permissions());
  if (listed?.data)
    return new Set(
      listed.data.flatMap(({ permission, status }) => (status === 'granted' && permission ? permission : [])),
    );
  const debugged = await quietly(api.debugToken(await ctx.token()));
  return debugged?.data?.scopes ? new Set(debugged.data.scopes) : null;
}

const ASK_AGAIN = 'Connect the account again and leave every permission on.';

async function readingOf(api: Api, pageId: string, granted: ReadonlySet<string> | null): Promise<Level[]> {
  const both = (missing: Missing, sentence: string) => [
    lacking('reads-own', missing, sentence),
    lacking('reads-strangers', missing, sentence),
  ];
  for (const name of ['pages_read_engagement', 'pages_read_user_content']) {
    if (granted && !granted.has(name)) return both('permission', `The permission ${name} is missing. ${ASK_AGAIN}`);
  }
  try {
    const [live] = await api.liveVideos(pageId);
    const liveId = textOf(live?.id);
    if (liveId === null) {
      const sentence = 'The Page can be read. Start a live video, only for you if you like, and look again.';
      return [unproven('reads-own', sentence), unproven('reads-strangers', sentence)];
    }
    const { data } = await api.comments(liveId, { order: 'reverse_chronological' });
    return [proven('reads-own'), strangersOf(data ?? [], pageId)];
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code !== 'forbidden') throw error;
    return both('permission', error.message);
  }
}

function strangersOf(comments: Comment[], pageId: string): Level {
  const id = 'reads-strangers';
  if (comments.some(({ from }) => textOf(from?.id) === null)) {
    return lacking(
      id,
      'review',
      'Comments come without their writers’ names: Meta shows those only after the review of pages_read_user_content (advanced access). Claims count all the same.',
    );
  }
  const others = comments.some(({ from }) => textOf(from?.id) !== pageId);
  return unproven(
    id,
    others
      ? 'All comments so far came with a name, but they may be your own team’s. Press “Prove it” and write from a phone that has no role on this app.'
      : 'Nobody has written yet. Press “Prove it” and write from a phone that has no role on this app.',
  );
}

async function hooksOf(ctx: ConnectorContext, api: Api, pageId: string): Promise<Level> {
  const id = 'hooks-arrive';
  if (!ctx.settings['appSecret']) {
    return lacking(
      id,
      'subscription',
      'Without the app secret no webhook can be proven. Comments are read every few seconds all the same.',
    );
  }
  const known = await quietly(api.subscriptions(pageId));
  if (known?.data?.some(({ subscribed_fields: fields }) => fields?.includes('feed'))) {
    return unproven(
      id,
      'The Page is subscribed, and nothing has come yet. Webhooks need the app in live mode and, for people without a role on it, the review.',
    );
  }
  return known === null
    ? lacking(
        id,
        'permission',
        `The permission pages_manage_metadata is missing: the Page cannot be subscribed. ${ASK_AGAIN}`,
      )
    : lacking(
        id,
        'subscription',
        'The Page is not subscribed to the app yet. Hawker does that when a show starts, once the verify token is set.',
      );
}

function repliesOf(id: Level['id'], permission: string, granted: ReadonlySet<string> | null): Level {
  if (granted && !granted.has(permission))
    return lacking(id, 'permission', `The permission ${permission} is missing. ${ASK_AGAIN}`);
  return unproven(
    id,
    id === 'replies-publicly'
      ? 'Nothing speaks against it, and no reply has been sent yet.'
      : 'Before the review of pages_messaging only people with a role on the app can be answered. Press “Prove it”.',
  );
}

/** A question that this token may not ask leaves the answer open. */
async function quietly<T>(asked: Promise<T>): Promise<T | null> {
  return asked.catch((error: unknown) => {
    if (error instanceof ConnectorError && ['forbidden', 'refused', 'not-found', 'protocol'].includes(error.code))
      return null;
    throw error;
  });
}
