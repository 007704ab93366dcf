import { runAsProcess } from '../../testkit/control-server.ts';
import { startInstagramSimulator } from './index.ts';

await runAsProcess(startInstagramSimulator);
