import { runAsProcess } from '../../testkit/control-server.ts';
import { startFacebookSimulator } from './index.ts';

await runAsProcess(startFacebookSimulator);
