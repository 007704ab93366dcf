import { describe } from 'vitest';
import { describeConnector } from '../testkit/kit.ts';
import type { AccessLevel } from '../testkit/simulator.ts';
import { instagram } from './index.ts';
import { startInstagramSimulator } from './simulator/index.ts';

describe.each<AccessLevel>(['none', 'standard', 'advanced'])('at the access level %s', (access) => {
  describeConnector(instagram, { access, startSimulator: startInstagramSimulator });
});

describe('by Facebook Login', () => {
  describeConnector(instagram, {
    startSimulator: (options) => startInstagramSimulator({ ...options, login: 'facebook' }),
  });
});
