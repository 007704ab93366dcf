/**
 * The chat pushed over gRPC: `StreamList`, one call at a time. A quiet chat and a stalled line look alike, for the
 * platform sends no sign of life; so after a silence the chat is asked over REST whether something was missed.
 */
import { Client, Metadata, credentials as grpc, status, type ClientReadableStream } from '@grpc/grpc-js';
import { ConnectorError, type ConnectorContext } from '../contract.ts';
import type { Api } from './api.ts';
import { toConnectorError } from './errors.ts';
import { requestFields } from './fields.ts';
import { decodePage } from './grpc-payloads.ts';
import type { ChatPage } from './payloads.ts';
import { encode } from './protobuf.ts';
import { PENDING, within } from './rest.ts';

const METHOD = '/youtube.api.v3.V3DataLiveChatMessageService/StreamList';
const REAL_TARGET = 'youtube.googleapis.com:443';

/** Silence after which the line is looked at, and how long the stream may then lag behind REST. */
export const LOOK_AFTER_MS = 25_000;
const GRACE_MS = 3_000;

const OPTIONS = {
  'grpc.max_receive_message_length': 32 * 1024 * 1024,
  'grpc.enable_retries': 0,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
  // Connections must not be shared between sessions: closing one has to close its own only.
  'grpc.use_local_subchannel_pool': 1,
};

/** The stream's server cannot be reached or does not offer the method: polling is left. */
export class NoStream extends Error {
  readonly permanent: boolean;
  constructor(permanent: boolean, cause: ConnectorError) {
    super(cause.message, { cause });
    this.permanent = permanent;
  }
}

export interface ChatStream {
  pages(liveChatId: string, pageToken: string | null): AsyncGenerator<ChatPage>;
  close(): void;
}

export function chatStream(ctx: ConnectorContext, api: Api): ChatStream {
  const { target, secure } = targetOf(ctx.endpoints.YOUTUBE_GRPC_URL);
  const client = new Client(target, secure ? grpc.createSsl() : grpc.createInsecure(), OPTIONS);
  return {
    pages: (liveChatId, pageToken) => pages(ctx, api, client, liveChatId, pageToken),
    close: () => client.close(),
  };
}

/** `http://host:port` or a bare loopback address speak plain HTTP/2, all else TLS. */
export function targetOf(setting: string | undefined): { target: string; secure: boolean } {
  if (!setting) return { target: REAL_TARGET, secure: true };
  const [, scheme, rest = ''] = /^(?:(\w+):\/\/)?(.*?)\/*$/.exec(setting) ?? [];
  const bare = scheme === undefined;
  const loopback = /^(localhost|127\.|\[::1\])/.test(rest);
  return { target: rest, secure: bare ? !loopback : !['http', 'grpc', 'h2c'].includes(scheme) };
}

/** An access token can end before its time: a refusal before the first page is believed only with a fresh one. */
async function* pages(
  ctx: ConnectorContext,
  api: Api,
  client: Client,
  liveChatId: string,
  pageToken: string | null,
): AsyncGenerator<ChatPage> {
  let heard = false;
  try {
    for await (const page of pagesOfCall(
      ctx,
      api,
      await open(api, client, liveChatId, pageToken),
      liveChatId,
      pageToken,
    )) {
      heard = true;
      yield page;
    }
  } catch (error) {
    const refused = error instanceof ConnectorError && error.code === 'unauthorized';
    if (!refused || heard || !api.canAct) throw error;
    yield* pagesOfCall(ctx, api, await open(api, client, liveChatId, pageToken, true), liveChatId, pageToken);
  }
}

async function* pagesOfCall(
  ctx: ConnectorContext,
  api: Api,
  call: ClientReadableStream<Buffer>,
  liveChatId: string,
  pageToken: string | null,
): AsyncGenerator<ChatPage> {
  const cancel = () => call.cancel();
  ctx.signal.addEventListener('abort', cancel, { once: true });
  // A cancelled call still emits an error; nobody iterates any more, and unheard it would end the process.
  call.on('error', (error: Error) => ctx.log.debug({ code: (error as { code?: unknown }).code }, 'chat-stream-ended'));
  const messages = (call as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let token = pageToken;
  let heard = false;
  try {
    for (;;) {
      const next = await heardNext(ctx, api, messages.next(), () => ({ liveChatId, token }));
      if (next.done) return;
      heard = true;
      const page = read(next.value);
      token = page.nextPageToken ?? token;
      yield page;
    }
  } catch (error) {
    if (ctx.signal.aborted) return;
    throw classified(error, api, heard);
  } finally {
    ctx.signal.removeEventListener('abort', cancel);
    call.cancel();
  }
}

async function open(api: Api, client: Client, liveChatId: string, pageToken: string | null, fresh = false) {
  const metadata = new Metadata();
  metadata.set(...(await api.grpcCredentials(fresh)));
  api.countStream();
  const request = { liveChatId, part: ['id', 'snippet', 'authorDetails'], ...(pageToken ? { pageToken } : {}) };
  return client.makeServerStreamRequest(
    METHOD,
    (message: object) => Buffer.from(encode(requestFields, message)),
    (bytes: Buffer) => bytes,
    request,
    metadata,
  );
}

/** Bytes that are no page are a page with one broken item: the stream goes on. */
function read(bytes: Uint8Array): ChatPage {
  try {
    return decodePage(bytes);
  } catch {
    return { items: [], broken: 1 };
  }
}

async function heardNext<T>(
  ctx: ConnectorContext,
  api: Api,
  next: Promise<T>,
  at: () => { liveChatId: string; token: string | null },
): Promise<T> {
  for (;;) {
    const first = await within(ctx, LOOK_AFTER_MS, next);
    if (first !== PENDING) return first;
    if (ctx.signal.aborted) return next;
    if (!(await missedSomething(ctx, api, at()))) continue;
    const late = await within(ctx, GRACE_MS, next);
    if (late !== PENDING) return late;
    throw new ConnectorError('stalled', 'The chat goes on, but its stream has gone silent.');
  }
}

async function missedSomething(
  ctx: ConnectorContext,
  api: Api,
  at: { liveChatId: string; token: string | null },
): Promise<boolean> {
  // Without a token the answer would be the history, which says nothing about what is new.
  if (at.token === null) return false;
  try {
    const page = await api.chatPage(at.liveChatId, at.token);
    return page !== null && page.items.length > 0;
  } catch (error) {
    if (
      error instanceof ConnectorError &&
      ['rate-limited', 'not-found', 'refused', 'quota', 'forbidden'].includes(error.code)
    ) {
      ctx.log.debug({ code: error.code }, 'chat-stream-look-refused');
      return false;
    }
    throw error;
  }
}

function classified(error: unknown, api: Api, heard: boolean): Error {
  const told = toConnectorError(error, { secrets: api.secrets });
  const code = (error as { code?: unknown }).code;
  if (code === status.UNIMPLEMENTED) return new NoStream(true, told);
  return code === status.UNAVAILABLE && !heard ? new NoStream(false, told) : told;
}
