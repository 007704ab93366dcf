import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { HOME, loadConfig } from './config.ts';
import type { DeskAnswer, DeskQuestion } from './desk-client.ts';
import { AppError } from './errors.ts';
import { createLog } from './log.ts';

// The second process: reports, exports and imports, asked over the line to the hub. When the line ends, so does it.

enableCompileCache(join(HOME, '.cache', 'compiled'));
const config = loadConfig();
const log = createLog({ level: config.logLevel });

async function serve(): Promise<void> {
  if (process.send === undefined || config.databaseUrl === null) {
    throw new AppError('refused', {
      message: 'ROLE=desk is started by the hub, which asks it; start the hub with npm start',
    });
  }
  const { createDeskSide } = await import('./deps-desk.ts');
  const side = createDeskSide({ databaseUrl: config.databaseUrl, publicUrl: config.publicUrl, log });
  process.on('message', (question: DeskQuestion) => {
    void answerTo(question).then((answer) => process.connected && process.send?.(answer));
  });
  // Ctrl-C at a terminal reaches every process; the hub's is the one that decides.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
  await new Promise<void>((resolve) => process.once('disconnect', () => resolve()));
  await side.close();

  async function answerTo({ id, kind, args }: DeskQuestion): Promise<DeskAnswer> {
    try {
      return { id, ok: true, value: await side.ask(kind, args) };
    } catch (error) {
      if (error instanceof AppError) return { id, ok: false, code: error.code, message: error.message };
      log.error({ error, kind }, 'desk-question-failed');
      return { id, ok: false, code: null, message: 'the desk process failed' };
    }
  }
}

serve().then(
  () => process.exit(0),
  (error: unknown) => {
    log.error({ error }, 'desk-failed');
    process.exit(1);
  },
);
