import { describeConnector } from '../testkit/kit.ts';
import { webhook } from './index.ts';
import { startWebhookSender } from './simulator/index.ts';

describeConnector(webhook, { startSimulator: startWebhookSender });
