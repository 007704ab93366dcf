/**
 * The chat pushed over gRPC: `StreamList`, one call at a time. A quiet chat and a stalled line look alike, for the
 * platform sends no sign of life; so after a silence the chat is asked over REST whether something was missed.
 */
import {
  Client,
  Metadata,
  connectivityState,
  credentials as grpc,
  status,
  type ClientReadableStream,
} from '@grpc/grpc-js';
import { ConnectorError, type ConnectorContext, type ConnectorErrorCode } from '../contract.ts';
import type { Api } from './api.ts';
import { readDelayMs } from './budget.ts';
import { toConnectorError } from './errors.ts';
import { requestFields } from './fields.ts';
import { decodePage } from './grpc-payloads.ts';
import type { ChatPage } from './payloads.ts';
import { encode } from './protobuf.ts';
import { PENDING, within } from './rest.ts';

const METHOD = '/youtube.api.v3.V3DataLiveChatMessageService/StreamList';
const REAL_TARGET = 'youtube.googleapis.com:443';

/** Silence after which the line is looked at, and how long the stream may then lag behind REST. */
const LOOK_AFTER_MS = 25_000;
const GRACE_MS = 3_000;
const REACHED_WITHIN_MS = 5_000;
/** Before the first page: nobody there, or somebody who does not speak gRPC. */
const UNREACHED: unknown[] = [status.UNAVAILABLE, status.INTERNAL, status.UNKNOWN];

/** Where the stream has come to. */
interface Place {
  liveChatId: string;
  token: string | null;
}

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
      client,
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
    yield* pagesOfCall(ctx, api, client, await open(api, client, liveChatId, pageToken, true), liveChatId, pageToken);
  }
}

async function* pagesOfCall(
  ctx: ConnectorContext,
  api: Api,
  client: Client,
  call: ClientReadableStream<Buffer>,
  liveChatId: string,
  pageToken: string | null,
): AsyncGenerator<ChatPage> {
  const cancel = () => call.cancel();
  ctx.signal.addEventListener('abort', cancel, { once: true });
  // A cancelled call still emits an error; nobody iterates any more, and unheard it would end the process.
  call.on('error', (error: Error) => ctx.log.debug({ code: (error as { code?: unknown }).code }, 'chat-stream-ended'));
  const messages = (call as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const place: Place = { liveChatId, token: pageToken };
  let heard = false;
  try {
    let next = messages.next();
    await refuseUnreached(ctx, client, next);
    for (;;) {
      const message = await heardNext(ctx, api, next, place);
      if (message.done) return;
      heard = true;
      const page = read(message.value);
      place.token = page.nextPageToken ?? place.token;
      yield page;
      next = messages.next();
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

/** A network may swallow what goes to the stream's port: the library would wait for minutes. */
async function refuseUnreached(ctx: ConnectorContext, client: Client, first: Promise<unknown>): Promise<void> {
  if ((await within(ctx, REACHED_WITHIN_MS, first)) !== PENDING || ctx.signal.aborted) return;
  if (client.getChannel().getConnectivityState(false) === connectivityState.READY) return;
  throw new NoStream(true, new ConnectorError('network', 'The stream of the chat cannot be reached.'));
}

async function heardNext<T>(ctx: ConnectorContext, api: Api, next: Promise<T>, place: Place): Promise<T> {
  for (;;) {
    const first = await within(ctx, readDelayMs(LOOK_AFTER_MS, ctx.unitsLeft()), next);
    if (first !== PENDING) return first;
    if (ctx.signal.aborted) return next;
    if (!(await missedSomething(ctx, api, place))) continue;
    const late = await within(ctx, GRACE_MS, next);
    if (late !== PENDING) return late;
    throw new ConnectorError('stalled', 'The chat goes on, but its stream has gone silent.');
  }
}

/** Refusals that say nothing about the stream: asked too soon, or a server that has no REST chat. */
const SAYS_NOTHING: ConnectorErrorCode[] = ['rate-limited', 'not-found', 'refused', 'quota', 'forbidden'];

async function missedSomething(ctx: ConnectorContext, api: Api, place: Place): Promise<boolean> {
  try {
    const page = await api.chatPage(place.liveChatId, place.token);
    // A stream that never told its first page is asked about from here on.
    place.token ??= page?.nextPageToken ?? null;
    return page !== null && page.items.length > 0;
  } catch (error) {
    if (!(error instanceof ConnectorError) || !SAYS_NOTHING.includes(error.code)) throw error;
    ctx.log.debug({ code: error.code }, 'chat-stream-look-refused');
    return false;
  }
}

function classified(error: unknown, api: Api, heard: boolean): Error {
  if (error instanceof NoStream) return error;
  const told = toConnectorError(error, { secrets: api.secrets() });
  const code = (error as { code?: unknown }).code;
  if (code === status.UNIMPLEMENTED) return new NoStream(true, told);
  return UNREACHED.includes(code) && !heard ? new NoStream(false, told) : told;
}
