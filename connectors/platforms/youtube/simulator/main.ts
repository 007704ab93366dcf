import { runAsProcess } from '../../testkit/control-server.ts';
import { startYoutubeSimulator } from './index.ts';

await runAsProcess(startYoutubeSimulator);
