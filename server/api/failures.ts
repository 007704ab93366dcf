import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type AppErrorCode } from '../errors.ts';
import type { App } from './web.ts';
import { sayWrong } from './validation.ts';

/** What Fastify refuses by itself, in our words. */
const FASTIFY: Record<string, AppErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'bad-request',
  FST_ERR_CTP_INVALID_JSON_BODY: 'bad-request',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad-request',
  FST_ERR_BAD_URL: 'bad-request',
};

/** Everything thrown becomes `{ code, message, field? }`; a 5xx says nothing more, the log has the rest. */
export function answerFailures(app: App): void {
  app.setErrorHandler(async (error: FastifyError | AppError | Error, request: FastifyRequest, reply: FastifyReply) => {
    const failure = asAppError(error);
    if (failure.status >= 500)
      request.log.error({ error, route: request.routeOptions.url, method: request.method }, 'request-failed');
    return reply.code(failure.status).send(failure.toAnswer());
  });
}

export function asAppError(error: FastifyError | AppError | Error): AppError {
  if (error instanceof AppError) return error;
  if ('validation' in error && error.validation !== undefined)
    return new AppError('bad-field', sayWrong(error.validation));
  const code = 'code' in error ? String(error.code) : '';
  const known = FASTIFY[code];
  if (known !== undefined) return new AppError(known, { cause: error });
  if (error instanceof SyntaxError || ('statusCode' in error && error.statusCode === 400)) {
    return new AppError('bad-request', { message: 'The body is not JSON that can be used.', cause: error });
  }
  return new AppError('fault', { cause: error });
}
