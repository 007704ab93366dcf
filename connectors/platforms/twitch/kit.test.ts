import { describeConnector } from '../testkit/kit.ts';
import { twitch } from './index.ts';
import { startTwitchSimulator } from './simulator/index.ts';

describeConnector(twitch, { startSimulator: startTwitchSimulator });
