/** The simulator as a process of its own, driven over its control address. */
import { runAsProcess } from '../../testkit/control-server.ts';
import { startTikTokSimulator } from './index.ts';

await runAsProcess(startTikTokSimulator);
