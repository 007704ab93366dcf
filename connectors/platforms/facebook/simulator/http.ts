/** The Graph API over plain HTTP on loopback, with the headers that tell how much is used. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { serveLoopback } from '../../testkit/loopback.ts';
import type { Platform } from './platform.ts';
import { GraphFault } from './refusals.ts';
import { answer, type Asked } from './routes.ts';
import { exchange } from './tokens.ts';

export const serveHttp = (platform: Platform, port: number) =>
  serveLoopback(platform.troubles, port, (request, response) => respond(platform, request, response));

async function respond(platform: Platform, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const asked = await askedOf(request);
    if (asked.parts[0] === 'oauth') return send(platform, response, 200, exchange(platform, asked));
    platform.admit(asked.token);
    const isComments = asked.method === 'GET' && asked.parts[1] === 'comments';
    if (isComments && platform.troubles.takeBrokenPage())
      return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[{"id":"12345_67');
    send(platform, response, 200, answer(platform, asked));
  } catch (error) {
    const fault =
      error instanceof GraphFault ? error : new GraphFault(1, `An unknown error occurred: ${String(error)}`);
    refuse(platform, response, fault);
  }
}

async function askedOf(request: IncomingMessage): Promise<Asked> {
  const url = new URL(request.url ?? '/', 'http://graph.example');
  const [version = '', ...parts] = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  if (!/^v\d+\.\d+$/.test(version)) throw new GraphFault(2500, 'Unknown path components');
  const { access_token: inAddress, ...query } = Object.fromEntries(url.searchParams);
  const body = bodyOf(await textOf(request), request.headers['content-type'] ?? '');
  const bearer = /^(?:Bearer|OAuth) (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const inBody = typeof body['access_token'] === 'string' ? body['access_token'] : undefined;
  return {
    ...{ method: request.method ?? 'GET', parts, params: { ...query, ...body } },
    ...{ token: inAddress ?? inBody ?? bearer, base: `http://${request.headers.host}/${version}` },
  };
}

function bodyOf(text: string, type: string): Record<string, unknown> {
  if (text === '') return {};
  if (!type.includes('json')) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new GraphFault(100, '(#100) The body is no JSON.');
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function refuse(platform: Platform, response: ServerResponse, fault: GraphFault): void {
  const { code, subcode, type, message, regainMs } = fault;
  const error = {
    message,
    type,
    code,
    ...(subcode === undefined ? {} : { error_subcode: subcode }),
    fbtrace_id: 'A1sim',
  };
  const status =
    code === 190 || code === 104 || code === 102 ? 401 : code === 10 || (code >= 200 && code < 300) ? 403 : 400;
  send(platform, response, status, { error }, regainMs);
}

/** Facebook counts in whole minutes; here fractions are told, so that no test has to wait for one. */
function send(platform: Platform, response: ServerResponse, status: number, body: unknown, regainMs = 0): void {
  const percent = regainMs > 0 ? 100 : platform.usedPercent();
  const used = { type: 'pages', call_count: percent, total_cputime: 1, total_time: 1 };
  const business = {
    [platform.page.id]: [{ ...used, estimated_time_to_regain_access: Math.ceil(regainMs / 600) / 100 }],
  };
  const headers = {
    'content-type': 'application/json; charset=UTF-8',
    'x-app-usage': JSON.stringify({ call_count: 1, total_cputime: 1, total_time: 1 }),
    'x-business-use-case-usage': JSON.stringify(business),
  };
  // JSON.stringify escapes NUL and lone surrogates: both cross the wire as Facebook would send them.
  response.writeHead(status, headers).end(JSON.stringify(body));
}
