import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ReadyLine, SimEvent, SimFault, Simulator, SimulatorOptions, StartSimulator } from './simulator.ts';

const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** Serves `POST /publish`, `POST /fault`, `GET /journal` and `POST /close` for a simulator, on loopback only. */
export async function serveControl(simulator: Simulator, onClose: () => void) {
  const server = createServer((request, response) => {
    answer(simulator, onClose, request, response).catch((error: unknown) =>
      send(response, 400, { error: String(error) }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(simulator: Simulator, onClose: () => void, request: IncomingMessage, response: ServerResponse) {
  switch (`${request.method} ${request.url}`) {
    case 'POST /publish': {
      const body = (await readJson(request)) as SimEvent | SimEvent[];
      const events = Array.isArray(body) ? body : [body];
      return send(response, 200, { ids: events.map((event) => simulator.publish(event)) });
    }
    case 'POST /fault':
      simulator.fault((await readJson(request)) as SimFault);
      return send(response, 200, {});
    case 'GET /journal':
      return send(response, 200, simulator.journal());
    case 'POST /close':
      send(response, 200, {});
      return onClose();
    default:
      return send(response, 404, { error: 'no such control' });
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('body too large');
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function send(response: ServerResponse, status: number, body: object) {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** The whole of a simulator's `main.ts`: starts it, prints the ready line, goes when its parent goes. */
export async function runAsProcess(start: StartSimulator) {
  const options = JSON.parse(process.argv[2] ?? '{"seed":"1"}') as SimulatorOptions;
  const simulator = await start(options);
  let closing = false;
  const close = async () => {
    if (closing) return;
    closing = true;
    await Promise.race([simulator.close(), new Promise((resolve) => setTimeout(resolve, 1_000))]);
    process.exit(0);
  };
  const control = await serveControl(simulator, () => void close());
  // A parent that was killed closes our standard input: no orphan is left behind.
  process.stdin.on('end', () => void close()).on('error', () => void close());
  process.stdin.resume();
  process.once('SIGTERM', () => void close());
  // Ctrl-C reaches the whole process group; the parent decides when we go.
  process.on('SIGINT', () => undefined);
  const { platform, connection } = simulator;
  const line: ReadyLine = { ready: true, platform, connection, control: control.url };
  process.stdout.write(JSON.stringify(line) + '\n');
}
