import { describeConnector } from '../testkit/kit.ts';
import { tiktok } from './index.ts';
import { startTikTokSimulator } from './simulator/index.ts';

describeConnector(tiktok, { startSimulator: startTikTokSimulator });
