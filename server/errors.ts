/**
 * Every fault that is told to somebody outside, in one table: code → HTTP status and the sentence a person reads.
 * What a person may not do or cannot have now (sold out, too late) is a value `{ ok: false, reason }`, not one of these.
 */
export const APP_ERRORS = {
  'bad-request': [400, 'The request could not be understood.'],
  'bad-field': [400, 'A field is missing or not as it must be.'],
  'bad-signature': [401, 'The signature does not fit.'],
  'signed-out': [401, 'Sign in first.'],
  forbidden: [403, 'Your role does not allow this.'],
  'foreign-origin': [403, 'The request came from another site.'],
  'not-found': [404, 'There is nothing here by that name.'],
  'method-not-allowed': [405, 'This address does not take that method.'],
  conflict: [409, 'It was changed meanwhile. Look again and repeat.'],
  gone: [410, 'This link has been used or is too old.'],
  'too-large': [413, 'That is too large.'],
  'unsupported-type': [415, 'Send this as JSON.'],
  refused: [422, 'That cannot be done now.'],
  'too-many': [429, 'Too many requests. Wait a moment.'],
  fault: [500, 'Something went wrong on our side. It has been written down.'],
  'platform-fault': [502, 'The platform did not answer as it should.'],
  'not-ready': [503, 'The hub is starting or stopping.'],
  'platform-timeout': [504, 'The platform did not answer in time.'],
} as const satisfies Record<string, readonly [status: number, sentence: string]>;

export type AppErrorCode = keyof typeof APP_ERRORS;

/** A fault inside, told outside as `{ code, message, field? }`. A 5xx says its table's sentence and nothing more. */
export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly status: number;
  readonly field: string | undefined;

  constructor(code: AppErrorCode, more: { message?: string; field?: string; cause?: unknown } = {}) {
    const [status, sentence] = APP_ERRORS[code];
    super(more.message ?? sentence, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = status;
    this.field = more.field;
  }

  /** What goes over the wire. */
  toAnswer(): { code: AppErrorCode; message: string; field?: string } {
    const message = this.status >= 500 ? APP_ERRORS[this.code][1] : this.message;
    return { code: this.code, message, ...(this.field === undefined ? {} : { field: this.field }) };
  }
}

/** The message of whatever was thrown, with its causes: for a terminal. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const parts = error instanceof AggregateError && !error.message ? error.errors.map(sentenceOf) : [error.message];
  if (error.cause !== undefined) parts.push(sentenceOf(error.cause));
  return parts.filter(Boolean).join(': ') || error.name;
}
