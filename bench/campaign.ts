import { parseArgs } from 'node:util';
import { replies } from './campaign-replies.ts';

// npm run campaign -- replies --seconds 120 --claims 300 --seed 1 --platforms tiktok,youtube,facebook,instagram
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '120' },
    claims: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    hostile: { type: 'boolean', default: false },
    platforms: { type: 'string', default: 'tiktok,youtube,facebook,instagram' },
  },
});
if (positionals[0] !== 'replies') {
  process.stderr.write(
    'Say which: npm run campaign -- replies [--seconds 120] [--claims 300] [--seed 1] [--hostile]\n',
  );
  process.exit(2);
}
const found = await replies({
  seconds: Number(values.seconds),
  claims: Number(values.claims),
  seed: values.seed,
  hostile: values.hostile,
  platforms: values.platforms.split(','),
});
process.stdout.write(`${JSON.stringify(found)}\n`);
process.exit(found.ok ? 0 : 1);
