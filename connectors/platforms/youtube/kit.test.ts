import { describeConnector } from '../testkit/kit.ts';
import { youtube } from './index.ts';
import { startYoutubeSimulator } from './simulator/index.ts';

describeConnector(youtube, { startSimulator: startYoutubeSimulator });
