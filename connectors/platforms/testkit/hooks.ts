/**
 * Where a simulator posts its hooks: a real HTTP server that does with them what the hub does. A request is received by
 * the connector's `hook`, its parts are kept as JSON, and the open lines of that account take them.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connector, Delivery, HookAnswer, HookPart, HookRequest } from '../contract.ts';
import type { Line } from './line.ts';
import type { SimConnection } from './simulator.ts';

export interface HookDoor {
  /** What a simulator is given as `hookUrl`. */
  url: string;
  /** Everything that was asked and how it was answered, the handshakes too. */
  asked: { request: HookRequest; answer: HookAnswer }[];
  /** The parts of all requests that were let in, each delivery of them. */
  parts: HookPart[];
  /** What the lines made of them. */
  taken: Delivery[];
  /** From now on this connection's settings hold the secrets, and name the account. */
  trust(connection: Pick<SimConnection, 'settings' | 'broadcast'>): void;
  /** This line takes what comes from now on, into `delivered`. */
  attach(line: Line): void;
  /** A request as if it had come over the wire. */
  receive(request: HookRequest): HookAnswer;
  close(): Promise<void>;
}

/** Every secret that may sign; two of them during a rotation. */
export const SECRET_SETTINGS = ['appSecret', 'appSecretNext', 'signingSecret', 'previousSecret', 'secret'] as const;

export async function openHookDoor({ hook, manifest }: Connector): Promise<HookDoor> {
  if (!hook || !manifest.hook) throw new Error(`${manifest.id} takes no requests`);
  const accountSetting = manifest.hook.account;
  const lines = new Set<Line>();
  const asked: HookDoor['asked'] = [];
  const parts: HookPart[] = [];
  const taken: Delivery[] = [];
  let settings: Readonly<Record<string, string>> = {};
  let account: string | undefined;

  const receive = (request: HookRequest): HookAnswer => {
    const secrets = SECRET_SETTINGS.flatMap((name) => settings[name] ?? []);
    return hook.receive(request, secrets, settings['verifyToken'] ?? null);
  };
  const take = (part: HookPart) => {
    parts.push(part);
    if (part.account !== account) return;
    for (const line of lines) {
      if (line.outcome()) {
        lines.delete(line);
        continue;
      }
      const made = line.session.take?.(part) ?? [];
      taken.push(...made);
      line.delivered.push(...made);
    }
  };
  const answer = (request: HookRequest) => {
    const answered = receive(request);
    asked.push({ request, answer: answered });
    // As it would come back from the database.
    if (answered.ok && 'parts' in answered) {
      (JSON.parse(JSON.stringify(answered.parts)) as HookPart[]).forEach(take);
      for (const { reason } of answered.refused ?? []) for (const line of lines) line.skipped.push(reason);
    }
    return answered;
  };
  const server = createServer((request, response) => {
    requestOf(request)
      .then((one) => say(response, answer(one)))
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const trust: HookDoor['trust'] = (connection) => {
    settings = connection.settings;
    account = accountSetting === 'broadcast' ? connection.broadcast : settings[accountSetting];
  };
  return { url, asked, parts, taken, trust, attach: (line) => void lines.add(line), receive, close };
}

async function requestOf(request: IncomingMessage): Promise<HookRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
  return {
    method: request.method === 'GET' ? 'GET' : 'POST',
    headers: Object.fromEntries(headers),
    query: Object.fromEntries(new URL(request.url ?? '/', 'http://hub').searchParams),
    body: Buffer.concat(chunks),
    receivedMs: Date.now(),
  };
}

function say(response: ServerResponse, answer: HookAnswer) {
  response.setHeader('content-type', 'text/plain');
  if (!answer.ok) return response.writeHead(answer.status).end(answer.reason);
  return response.writeHead(200).end('challenge' in answer ? answer.challenge : '');
}
