/**
 * What went wrong, from REST's and gRPC's form into a ConnectorError. The vendor's error is never kept as the cause: it
 * carries the request with its credentials. What is kept is its sentence, with every secret struck out.
 */
import { ConnectorError, type ConnectorErrorCode } from '../contract.ts';
import { errorInfoFields, retryInfoFields, statusFields } from './fields.ts';
import { decode } from './protobuf.ts';

interface Sorted {
  code: ConnectorErrorCode;
  final: boolean;
  say: string;
}

const sorted = (code: ConnectorErrorCode, final: boolean, say: string): Sorted => ({ code, final, say });

const UNAUTHORIZED = sorted('unauthorized', true, 'Google refused the credentials. Connect the account again.');
const RATE_LIMITED = sorted('rate-limited', false, 'YouTube asks to slow down.');
const QUOTA = sorted('quota', false, "The project's daily units are used up; they return at midnight Pacific time.");
const ENDED = sorted('ended', true, 'The live chat has ended.');
const NOT_FOUND = sorted('not-found', false, 'YouTube does not know this broadcast or message.');
const BAD_TOKEN = sorted('refused', false, 'YouTube no longer accepts the place to resume from.');
const NETWORK = sorted('network', false, 'The line to YouTube broke.');

/** Reasons as they stand in `error.errors[0].reason` and in ErrorInfo. */
const byReason: Record<string, Sorted> = {
  quotaExceeded: QUOTA,
  dailyLimitExceeded: QUOTA,
  rateLimitExceeded: RATE_LIMITED,
  userRateLimitExceeded: RATE_LIMITED,
  authError: UNAUTHORIZED,
  API_KEY_INVALID: UNAUTHORIZED,
  keyInvalid: UNAUTHORIZED,
  invalid_grant: UNAUTHORIZED,
  invalid_client: UNAUTHORIZED,
  unauthorized_client: UNAUTHORIZED,
  liveChatEnded: ENDED,
  liveChatNotFound: NOT_FOUND,
  liveChatDisabled: sorted('forbidden', true, 'The live chat of this broadcast is turned off.'),
  insufficientPermissions: sorted('forbidden', true, 'The sign-in does not allow this; connect the account again.'),
  insufficientLivePermissions: sorted('forbidden', true, 'This account may not use live streaming.'),
  liveStreamingNotEnabled: sorted('forbidden', true, 'Live streaming is not enabled for this account.'),
  accessNotConfigured: sorted('forbidden', true, "Turn on the YouTube Data API in the project's console."),
  messageTextInvalid: sorted('refused', true, 'YouTube refused the text.'),
  messageTextRequired: sorted('refused', true, 'YouTube refused the text.'),
  pageTokenInvalid: BAD_TOKEN,
  invalidPageToken: BAD_TOKEN,
};

const STATUS_CODES: [number, Sorted][] = [
  [401, UNAUTHORIZED],
  [403, sorted('forbidden', true, 'YouTube does not allow this for the signed-in account.')],
  [404, NOT_FOUND],
  [429, RATE_LIMITED],
  [400, sorted('refused', true, 'YouTube refused the request.')],
];

/** gRPC's status codes, by number. */
const GRPC_CODES: Record<number, Sorted> = {
  3: BAD_TOKEN,
  5: NOT_FOUND,
  7: sorted('forbidden', true, 'YouTube does not allow reading this chat.'),
  8: RATE_LIMITED,
  9: ENDED,
  16: UNAUTHORIZED,
};

interface VendorError {
  message?: unknown;
  code?: unknown;
  status?: unknown;
  cause?: unknown;
  response?: { status?: number; headers?: Headers; data?: unknown };
  metadata?: { get(name: string): (string | Buffer)[] };
}

export interface Told {
  secrets: readonly string[];
  /** A request that changes something: without an answer nobody knows whether it did. */
  changes?: boolean;
}

export function toConnectorError(thrown: unknown, { secrets, changes = false }: Told): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown;
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : { message: String(thrown) }) as VendorError;
  const status = error.response?.status;
  const { code, final, say } = status === undefined ? withoutAnswer(error, changes) : answered(error, status, changes);
  const retryAfterMs = status === undefined ? grpcDelay(error) : headerDelay(error);
  const detail = strike(String(error.message ?? ''), secrets).slice(0, 300);
  return new ConnectorError(code, detail ? `${say} (${detail})` : say, {
    final,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function answered(error: VendorError, status: number, changes: boolean): Sorted {
  const known = reasonsOf(error.response?.data).map((reason) => byReason[reason]);
  const byCode = STATUS_CODES.find(([code]) => code === status)?.[1];
  const otherwise = changes
    ? sorted('unknown-outcome', false, 'YouTube failed in the middle; it may have happened.')
    : NETWORK;
  return known.find((one) => one !== undefined) ?? byCode ?? otherwise;
}

/** Reasons from most to least telling: the API's list, its details, OAuth's `error` word. */
function reasonsOf(data: unknown): string[] {
  if (typeof data !== 'object' || data === null || !('error' in data)) return [];
  if (typeof data.error === 'string') return [data.error];
  const error = data.error as { errors?: { reason?: string }[]; details?: { reason?: string }[] } | null;
  return [...(error?.details ?? []), ...(error?.errors ?? [])].flatMap(({ reason }) => (reason ? [reason] : []));
}

const NEVER_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function withoutAnswer(error: VendorError, changes: boolean): Sorted {
  if (typeof error.code === 'number') return grpcSorted(error, error.code);
  const codes = [error.code, (error.cause as VendorError | undefined)?.code];
  const neverLeft = codes.some((code) => typeof code === 'string' && NEVER_LEFT.has(code));
  if (changes && !neverLeft)
    return sorted('unknown-outcome', false, 'The line broke before YouTube answered; it may have happened.');
  return NETWORK;
}

function grpcSorted(error: VendorError, code: number): Sorted {
  const reasons = grpcDetails(error, 'ErrorInfo').map(
    (bytes) => decode(errorInfoFields, bytes).reason as string | undefined,
  );
  const known = reasons.map((reason) => byReason[reason ?? '']).find((one) => one !== undefined);
  if (known) return known;
  if (code === 8 && /quota/i.test(String(error.message)) && !/rate/i.test(String(error.message))) return QUOTA;
  return GRPC_CODES[code] ?? NETWORK;
}

function headerDelay(error: VendorError): number | undefined {
  const seconds = Number(error.response?.headers?.get?.('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.ceil(seconds * 1000) : undefined;
}

function grpcDelay(error: VendorError): number | undefined {
  for (const bytes of grpcDetails(error, 'RetryInfo')) {
    const { retryDelay } = decode(retryInfoFields, bytes) as { retryDelay?: { seconds?: string; nanos?: number } };
    if (retryDelay) return Number(retryDelay.seconds ?? 0) * 1000 + Math.ceil((retryDelay.nanos ?? 0) / 1e6);
  }
  const [plain] = error.metadata?.get('retry-after') ?? [];
  const seconds = plain === undefined ? Number.NaN : Number(plain.toString());
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

function grpcDetails(error: VendorError, type: string): Uint8Array[] {
  const [status] = error.metadata?.get('grpc-status-details-bin') ?? [];
  if (!(status instanceof Uint8Array)) return [];
  try {
    const { details = [] } = decode(statusFields, status) as { details?: { typeUrl?: string; value?: Uint8Array }[] };
    return details.flatMap(({ typeUrl, value }) => (typeUrl?.endsWith(`google.rpc.${type}`) && value ? [value] : []));
  } catch {
    // Details are a courtesy: without them the status code has to do.
    return [];
  }
}

function strike(text: string, secrets: readonly string[]): string {
  const known = secrets.reduce((left, secret) => (secret.length < 4 ? left : left.replaceAll(secret, '•••')), text);
  return known.replaceAll(/\bya29\.[\w.-]+/g, '•••').replaceAll(/([?&]key=)[^&\s)]+/g, '$1•••');
}
