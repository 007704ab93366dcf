import { describe } from 'vitest';
import { describeConnector } from '../testkit/kit.ts';
import type { AccessLevel } from '../testkit/simulator.ts';
import { instagram } from './index.ts';
import { startInstagramSimulator } from './simulator/index.ts';

/** Three seconds between two looks are half a second here. */
const speed = 6;

describe.each<AccessLevel>(['none', 'standard', 'advanced'])('at the access level %s', (access) => {
  describeConnector(instagram, { access, speed, startSimulator: startInstagramSimulator });
});

describe('by Facebook Login', () => {
  describeConnector(instagram, {
    speed,
    startSimulator: (options) => startInstagramSimulator({ ...options, login: 'facebook' }),
  });
});
