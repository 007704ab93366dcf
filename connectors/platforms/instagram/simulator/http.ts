/** Both hosts of Instagram's API over plain HTTP on loopback, with the headers that tell how much is used. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { serveLoopback } from '../../testkit/loopback.ts';
import type { Platform } from './platform.ts';
import { badParameter, GraphFault } from './refusals.ts';
import { answer } from './routes.ts';

const SIXTY_DAYS = 60 * 24 * 3_600;

export const serveHttp = (platform: Platform, port: number) =>
  serveLoopback(platform.troubles, port, (request, response) => respond(platform, request, response));

async function respond(platform: Platform, request: IncomingMessage, response: ServerResponse) {
  try {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const body = await bodyOf(request);
    const shown =
      url.searchParams.get('access_token') ?? /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const [version = '', ...path] = url.pathname.split('/').filter(Boolean);
    // Its one address without a version.
    if (version === 'refresh_access_token') return renew(platform, url, response, shown);
    if (!/^v\d+\.\d+$/.test(version)) throw new GraphFault(2500, 'An active access token must be used.');
    platform.admit(shown);
    if (request.method === 'GET' && path[1] === 'comments' && platform.troubles.takeBrokenPage())
      return response.writeHead(200, { 'content-type': 'application/json' }).end('{"data": [{"id": "179');
    const asked = {
      method: request.method ?? 'GET',
      path,
      query: url.searchParams,
      body,
      base: `${url.origin}/${version}`,
    };
    send(platform, response, 200, answer(platform, asked));
  } catch (error) {
    refuse(platform, response, error);
  }
}

function renew(platform: Platform, url: URL, response: ServerResponse, shown: string | undefined) {
  if (url.searchParams.get('grant_type') !== 'ig_refresh_token') throw badParameter('Unsupported grant type');
  const token = platform.account.renewed(shown);
  send(platform, response, 200, { access_token: token, token_type: 'bearer', expires_in: SIXTY_DAYS });
}

function refuse(platform: Platform, response: ServerResponse, error: unknown) {
  const fault = error instanceof GraphFault ? error : new GraphFault(1, 'An unknown error occurred');
  const { code, subcode, regainMs, message } = fault;
  const body = {
    ...{ message, type: 'OAuthException', code },
    ...(subcode === undefined ? {} : { error_subcode: subcode }),
    fbtrace_id: 'A1b2C3d4E5f',
  };
  send(platform, response, code === 1 ? 500 : 400, { error: body }, regainMs);
}

function send(platform: Platform, response: ServerResponse, status: number, body: unknown, regainMs = 0) {
  const percent = regainMs > 0 ? 100 : platform.usedPercent();
  const used = {
    ...{ type: 'instagram', call_count: percent, total_cputime: 1, total_time: 1 },
    // Whole minutes, as Meta tells it.
    estimated_time_to_regain_access: Math.ceil(regainMs / 60_000),
  };
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=UTF-8',
      'x-app-usage': JSON.stringify({ call_count: Math.min(percent, 50), total_time: 1, total_cputime: 1 }),
      'x-business-use-case-usage': JSON.stringify({ [platform.account.igId]: [used] }),
    })
    .end(escaped(JSON.stringify(body)));
}

/** Meta escapes everything beyond ASCII, in lower case; also halves of a pair come through so. */
export const escaped = (json: string): string =>
  json.replaceAll(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}
