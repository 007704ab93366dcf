import { runAsProcess } from '../../testkit/control-server.ts';
import { startWebhookSender } from './index.ts';

await runAsProcess(startWebhookSender);
