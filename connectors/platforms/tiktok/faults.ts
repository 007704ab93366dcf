/** The library's errors → ours. Read by shape, because their classes and messages change from version to version. */
import { ConnectorError } from '../contract.ts';
import type { LookupFault } from './find-room.ts';

/** Of the library's errors only status and code are read: they carry whole requests, with headers. */
interface LibraryFault {
  code?: string;
  status?: number;
  message?: string;
  response?: { statusCode?: number; headers?: Record<string, string | undefined> };
}

export function lookupFault(place: string, cause: unknown): LookupFault {
  if (cause instanceof ConnectorError) {
    const status = { 'rate-limited': 429, 'not-found': 404, unauthorized: 401 }[cause.code as string] ?? null;
    return {
      status,
      retryAfterMs: cause.retryAfterMs ?? null,
      reason: `${place}: ${cause.code}`,
      unreachable: cause.code === 'network',
    };
  }
  const fault = cause as LibraryFault;
  const status = fault.response?.statusCode ?? fault.status ?? null;
  const seconds = Number(fault.response?.headers?.['retry-after'] ?? NaN);
  const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : null;
  const unreachable =
    status === null &&
    typeof fault.code === 'string' &&
    /^E[A-Z]+|TIMEOUT/.test(fault.code) &&
    !fault.code.startsWith('ERR_');
  return { status, retryAfterMs, reason: `${place}: ${status ?? (unreachable ? fault.code : 'no room')}`, unreachable };
}

export function lineFault(cause: unknown): ConnectorError {
  if (cause instanceof ConnectorError) return cause;
  const { message = '', code } = cause as LibraryFault;
  const status = Number(/Unexpected server response: (\d+)/.exec(message)?.[1] ?? NaN);
  if (status === 429)
    return new ConnectorError('rate-limited', 'TikTok asks us to wait before the next connection.', {
      retryAfterMs: 60_000,
    });
  if (status === 401 || status === 403)
    return new ConnectorError(
      'refused',
      'TikTok refused the line; it may be blocking this address. It is tried again.',
    );
  return new ConnectorError(
    'network',
    `The line to TikTok could not be opened (${Number.isNaN(status) ? (code ?? 'no answer') : `status ${status}`}).`,
  );
}
