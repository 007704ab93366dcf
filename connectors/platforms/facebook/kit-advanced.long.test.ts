import { describeConnector } from '../testkit/kit.ts';
import { facebook } from './index.ts';
import { startFacebookSimulator } from './simulator/index.ts';

describeConnector(facebook, { startSimulator: startFacebookSimulator, access: 'advanced' });
