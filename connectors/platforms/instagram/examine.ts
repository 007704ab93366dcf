/** What the account can do, by asking. Nothing is opened, written or subscribed. */
import { ConnectorError, type ConnectorContext, type Level } from '../contract.ts';
import { GraphRefusal } from '../meta/errors.ts';
import { recordOf, textOf } from '../meta/hook.ts';
import { ownAccount } from './account.ts';
import { createApi, type Api, type Login } from './api.ts';
import type { Own } from './events.ts';
import type { Comment } from './payloads.ts';
import { subscribedFields, takesHooks } from './subscribe.ts';

/** What each login calls the permission. */
const COMMENTS = { instagram: 'instagram_business_manage_comments', facebook: 'instagram_manage_comments' } as const;
const MESSAGES = { instagram: 'instagram_business_manage_messages', facebook: 'instagram_manage_messages' } as const;

const PUBLICLY: Level = {
  id: 'replies-publicly',
  state: 'never',
  sentence: 'Instagram offers no public reply to a live comment.',
};

export async function examine(ctx: ConnectorContext): Promise<Level[]> {
  const api = createApi(ctx);
  try {
    const own = await ownAccount(ctx, api);
    const liveIds = (await api.liveMedia(own.igId)).flatMap(({ id }) => textOf(id) ?? []);
    const username = own.username ?? (await usernameOf(api));
    const strangers = await readsStrangers(api, { ...own, username }, liveIds[0]);
    return [
      { id: 'reads-own', state: 'proven', sentence: null },
      strangers,
      await hooksArrive(ctx, api, own),
      PUBLICLY,
      await repliesPrivately(api, strangers),
    ];
  } catch (error) {
    // Not reached, or asked to wait: nothing was found out.
    if (!(error instanceof ConnectorError) || !error.final) throw error;
    return allMissing(error);
  }
}

/** Whose words are the account's own; where it is not told, every name counts as somebody else's. */
async function usernameOf(api: Api): Promise<string | null> {
  const about = await api.me().catch(() => null);
  return textOf(about?.['username']) ?? textOf(recordOf(about?.['instagram_business_account'])?.['username']);
}

async function readsStrangers(api: Api, own: Own, liveId: string | undefined): Promise<Level> {
  const unproven = (sentence: string): Level => ({ id: 'reads-strangers', state: 'unproven', sentence });
  if (liveId === undefined)
    return unproven('Go on air and have somebody without a role on your app comment: only a live shows it.');
  const { data } = await api.comments(liveId);
  const others = (data ?? []).filter((comment) => !isOwn(comment, own));
  if (others.length === 0) return unproven('Have somebody without a role on your app comment now.');
  if (others.some(isNamed)) return { id: 'reads-strangers', state: 'proven', sentence: null };
  return {
    id: 'reads-strangers',
    state: 'missing',
    missing: 'review',
    sentence: `Comments come without names, and claims are counted as unnamed: ${COMMENTS[api.login]} needs Advanced Access.`,
  };
}

const isNamed = ({ from, username }: Comment): boolean => !!from?.id || !!from?.username || !!username;
const isOwn = ({ from, username }: Comment, own: Own): boolean =>
  textOf(from?.id) === own.igId || (own.username !== null && (from?.username ?? username) === own.username);

async function hooksArrive(ctx: ConnectorContext, api: Api, { igId }: Own): Promise<Level> {
  const missing = (sentence: string): Level => ({
    ...{ id: 'hooks-arrive', state: 'missing', missing: 'subscription', sentence },
  });
  if (!takesHooks(ctx))
    return missing(
      'Give the app secret and a verify token here, and the same verify token in the app’s webhook settings.',
    );
  const fields = await subscribedFields(api, igId).catch(orFinal);
  if (fields === null)
    return missing('The sign-in may not look at webhooks. Connect the account again with every permission.');
  const isSubscribed = api.login === 'facebook' ? fields.length > 0 : fields.includes('live_comments');
  if (!isSubscribed) return missing('The account is not subscribed yet: Hawker does it when the next live is opened.');
  return {
    id: 'hooks-arrive',
    state: 'unproven',
    sentence: `Subscribed. Meta sends live comments only to a public account, in live mode, with Advanced Access to ${COMMENTS[api.login]}.`,
  };
}

async function repliesPrivately(api: Api, strangers: Level): Promise<Level> {
  const refused = api.login === 'facebook' ? await declined(api) : null;
  const level = { id: 'replies-privately' } as const;
  if (refused !== null) return { ...level, state: 'missing', missing: 'permission', sentence: refused };
  if (strangers.missing === 'review')
    return {
      ...level,
      state: 'missing',
      missing: 'review',
      sentence: `Meta refuses private replies to people without a role on your app until ${COMMENTS[api.login]} and ${MESSAGES[api.login]} have Advanced Access.`,
    };
  return {
    ...level,
    state: 'unproven',
    sentence: 'Use “Prove it” while on air: only a private reply that was accepted shows it.',
  };
}

/** Which permission the person declined; null where none, or where it is not told. */
async function declined(api: Api): Promise<string | null> {
  const told = await api.permissions().catch(orFinal);
  const list = Array.isArray(told?.data) ? told.data : [];
  const absent = list.find(
    ({ permission, status }) => status !== 'granted' && needed(api.login).includes(permission ?? ''),
  );
  return absent ? `The sign-in did not grant ${absent.permission}. Connect the account again and allow it.` : null;
}

const needed = (login: Login): string[] => [COMMENTS[login], MESSAGES[login]];

/** A final refusal answers the question with "not allowed"; what may pass is no answer. */
function orFinal(error: unknown): null {
  if (error instanceof ConnectorError && error.final) return null;
  throw error;
}

function allMissing(error: ConnectorError): Level[] {
  const missing = missingBy(error);
  const ids = ['reads-own', 'reads-strangers', 'hooks-arrive', 'replies-privately'] as const;
  const levels = ids.map((id): Level => ({ id, state: 'missing', missing, sentence: error.message }));
  return [...levels.slice(0, 3), PUBLICLY, ...levels.slice(3)];
}

function missingBy(error: ConnectorError): NonNullable<Level['missing']> {
  if (error.code === 'unauthorized') return 'token';
  // A personal account has no API at all.
  if (error.code === 'not-found') return 'business';
  return error instanceof GraphRefusal && error.graphCode === 3 ? 'live-mode' : 'permission';
}
