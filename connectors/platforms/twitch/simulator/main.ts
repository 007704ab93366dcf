import { runAsProcess } from '../../testkit/control-server.ts';
import { startTwitchSimulator } from './index.ts';

await runAsProcess(startTwitchSimulator);
