import { loadConfig } from '../config.ts';
import { createHub, type Hub } from '../deps.ts';
import { layFoundation, type Foundation } from '../foundation.ts';
import { createLog } from '../log.ts';
import { systemScope } from '../workspaces/scope.ts';
import type { FromHub, ToHub } from './cli-protocol.ts';
import type { Rehearsals } from './rehearsals.ts';
import type { Cast } from './stage-protocol.ts';

// The hub of a rehearsal that is measured: the same rooms as `npm start`, in a process of its own, without a browser.

let foundation: Foundation | null = null;
let hub: Hub | null = null;
let prepared: Awaited<ReturnType<Rehearsals['prepare']>> | null = null;

const answer = (message: FromHub): void => void process.send?.(message);

async function open(seed: string, cast: Cast): Promise<void> {
  const config = loadConfig();
  foundation = await layFoundation(config, { say: () => undefined, beforeMigrating: () => Promise.resolve() });
  hub = await createHub(foundation, createLog({ level: config.logLevel }));
  await hub.listen();
  const workspace = await hub.open();
  await hub.seed(workspace);
  prepared = await hub.rehearsals.prepare(systemScope(workspace.id), seed, cast);
  void prepared.over.then(() => answer({ t: 'over' }));
  answer({
    t: 'ready',
    url: foundation.config.publicUrl,
    databaseUrl: foundation.config.databaseUrl,
    link: await hub.ownerLink(),
    workspaceId: workspace.id,
    showId: prepared.showId,
  });
}

async function close(code = 0): Promise<void> {
  const fault = await Promise.resolve(hub?.close()).then(
    () => null,
    (error: unknown) => error,
  );
  if (fault !== null)
    process.stderr.write(`the hub did not close well: ${fault instanceof Error ? fault.stack : String(fault)}\n`);
  await foundation?.close();
  process.exit(code);
}

async function hear(message: ToHub): Promise<void> {
  switch (message.t) {
    case 'open':
      return open(message.seed, message.cast);
    case 'go':
      return prepared?.go(message.played);
    case 'journal':
      return answer({ t: 'journal', journal: (await prepared?.journal()) ?? { published: [], lost: [], replies: [] } });
    case 'close':
      return close();
  }
}

process.on('message', (message) => {
  hear(message as ToHub).catch((error: unknown) => {
    process.stderr.write(`the hub of the rehearsal failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    // The database of this run is ours to stop, whatever failed.
    void close(1).catch(() => process.exit(1));
  });
});
process.on('disconnect', () => void close().catch(() => process.exit(1)));
// Ctrl-C reaches the whole group; the command decides when we go.
process.on('SIGINT', () => undefined);
