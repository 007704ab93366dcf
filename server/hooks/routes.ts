import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HookRequest } from '../../connectors/platforms/contract.ts';
import { AppError, type AppErrorCode } from '../errors.ts';
import type { App } from '../api/web.ts';
import type { Hooks } from './hooks.ts';
import { COME_BACK_SECONDS, type LineAnswer, type Refusal } from './inbox.ts';
import { createRoom } from './room.ts';
import { statusPage, STATUS_POLICY } from './status-page.ts';

export interface HookRouteDeps {
  publicUrl: string;
  hooks: Hooks;
}

const MIB = 1024 * 1024;
/** Of one request. Meta sends up to 1,000 updates in one. */
export const MOST_BYTES = { meta: 4 * MIB, open: MIB, callback: 64 * 1024 };
/** Of all requests being read at a time, so that a burst waits and does not fill the memory. */
const MOST_BYTES_AT_ONCE = 64 * MIB;

/** Whoever knows the secret may send from wherever they are: the signature is the proof, not the page or a cookie. */
const SIGNED = { may: 'anybody', signed: true, anyText: true } as const;

/** Everything that others send to us. Bodies are kept as the bytes they came as: that is what is signed. */
export function hookRoutes(app: App, deps: HookRouteDeps): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    const room = createRoom(MOST_BYTES_AT_ONCE);
    scope.addHook('onRequest', async (request, reply) => {
      const limit = request.routeOptions.bodyLimit;
      if (request.method !== 'POST' || room.enter(request.raw, reply.raw, limit)) return;
      throw comeBack(reply);
    });
    metaRoutes(scope as unknown as App, deps);
    openRoute(scope as unknown as App, deps);
  });
  app.get<{ Params: { code: string } }>('/data-deletion/:code', { config: { may: 'anybody' } }, (request, reply) =>
    deletionState(deps.hooks, request, reply),
  );
}

function metaRoutes(app: App, { hooks, publicUrl }: HookRouteDeps): void {
  app.get('/webhooks/meta', { config: SIGNED }, async (request, reply) => {
    const answer = await hooks.meta(hookRequest(hooks, request));
    if (!answer.ok) throw refusal(answer, reply);
    return reply.type('text/plain; charset=utf-8').send(answer.text);
  });
  app.post('/webhooks/meta', { config: SIGNED, bodyLimit: MOST_BYTES.meta }, async (request, reply) => {
    const answer = await hooks.meta(hookRequest(hooks, request));
    if (!answer.ok) throw refusal(answer, reply);
    return reply.type('text/plain; charset=utf-8').send(answer.text);
  });
  app.post('/webhooks/meta/data-deletion', { config: SIGNED, bodyLimit: MOST_BYTES.callback }, async (request) => {
    const answer = await hooks.forgetPerson(signedRequestOf(request));
    if (!answer.ok) throw new AppError('bad-request', { message: answer.reason });
    return { url: `${publicUrl}/data-deletion/${answer.code}`, confirmation_code: answer.code };
  });
  app.post('/webhooks/meta/deauthorize', { config: SIGNED, bodyLimit: MOST_BYTES.callback }, async (request) => {
    const answer = await hooks.deauthorize(signedRequestOf(request));
    if (!answer.ok) throw new AppError('bad-request', { message: answer.reason });
    return { connections: answer.connections };
  });
}

function openRoute(app: App, { hooks }: HookRouteDeps): void {
  app.post<{ Params: { connectionId: string } }>(
    '/webhooks/open/:connectionId',
    { config: SIGNED, bodyLimit: MOST_BYTES.open },
    async (request, reply) => {
      const answer = await hooks.open(request.params.connectionId, hookRequest(hooks, request));
      if (!answer.ok) throw refusal(answer, reply);
      const count = (result: LineAnswer['result']): number =>
        answer.lines.filter((one) => one.result === result).length;
      return reply.code(202).send({
        accepted: count('accepted'),
        duplicates: count('duplicate'),
        refused: count('refused'),
        lines: answer.lines,
      });
    },
  );
}

async function deletionState(
  hooks: Hooks,
  request: FastifyRequest<{ Params: { code: string } }>,
  reply: FastifyReply,
): Promise<unknown> {
  const { code } = request.params;
  const state = code.length > 100 ? null : await hooks.deletionState(code);
  reply.header('cache-control', 'no-store');
  if (String(request.headers.accept).includes('text/html'))
    return reply
      .code(state === null ? 404 : 200)
      .header('content-security-policy', STATUS_POLICY)
      .type('text/html; charset=utf-8')
      .send(statusPage(code, state));
  if (state === null) throw new AppError('not-found');
  const done = state.doneMs !== null;
  return {
    confirmation_code: code,
    state: done ? 'done' : 'under way',
    requestedAtMs: state.requestedMs,
    doneAtMs: state.doneMs,
  };
}

const CODES: Record<Refusal['status'], AppErrorCode> = {
  400: 'bad-request',
  401: 'bad-signature',
  403: 'forbidden',
  413: 'too-large',
  429: 'too-many',
};

function refusal({ status, reason }: Refusal, reply: FastifyReply): AppError {
  return status === 429 ? comeBack(reply, reason) : new AppError(CODES[status], { message: reason });
}

function comeBack(reply: FastifyReply, message?: string): AppError {
  reply.header('retry-after', String(COME_BACK_SECONDS));
  return new AppError('too-many', message === undefined ? {} : { message });
}

function hookRequest(hooks: Hooks, request: FastifyRequest): HookRequest {
  const first = (value: unknown): string | undefined =>
    typeof value === 'string' ? value : Array.isArray(value) ? String(value[0]) : undefined;
  const texts = (values: object): Record<string, string | undefined> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, first(value)]));
  return {
    method: request.method === 'POST' ? 'POST' : 'GET',
    headers: texts(request.headers),
    query: texts(request.query as object),
    body: request.body instanceof Buffer ? request.body : Buffer.alloc(0),
    receivedMs: hooks.now(),
  };
}

/** A form's field, as Meta sends it; or the same in JSON. */
function signedRequestOf(request: FastifyRequest): string | undefined {
  const text = request.body instanceof Buffer ? request.body.toString('utf8') : '';
  if (!text.trimStart().startsWith('{')) return new URLSearchParams(text).get('signed_request') ?? undefined;
  try {
    const value: unknown = JSON.parse(text);
    const field =
      typeof value === 'object' && value !== null && 'signed_request' in value ? value.signed_request : null;
    return typeof field === 'string' ? field : undefined;
  } catch {
    return undefined;
  }
}
