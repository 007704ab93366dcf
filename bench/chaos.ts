import { parseArgs } from 'node:util';
import { isolation, type Isolated } from './isolation.ts';
import { makePlace } from './place.ts';

// npm run chaos -- isolation --seconds 30 --rate 100 --seed 1
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '30' },
    rate: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
});
if (positionals[0] !== 'isolation') {
  process.stderr.write('Say what is to go wrong: npm run chaos -- isolation [--seconds 30] [--rate 100] [--seed 1]\n');
  process.exit(2);
}

const place = await makePlace();
const results = await isolation(place, {
  secondsEach: Number(values.seconds),
  rounds: Math.max(1, Math.round(Number(values.seconds) / 6)),
  rate: Number(values.rate),
  seed: values.seed,
  ills: ['none', 'hangs', 'floods', 'throws'],
});
await place.close();
const [base] = results;
for (const one of results) process.stdout.write(`${JSON.stringify({ ...one, ...moreThan(base, one) })}\n`);
const worst = Math.max(...results.map((one) => moreThan(base, one).moreMs));
process.stdout.write(`${JSON.stringify({ worstMoreMs: worst, allowedMs: 100, ok: worst <= 100 })}\n`);
process.exit(worst <= 100 ? 0 : 1);

/** What the ill one adds to the 99th percentile of the others. */
function moreThan(base: Isolated | undefined, one: Isolated): { moreMs: number } {
  if (base === undefined) return { moreMs: 0 };
  return { moreMs: Math.max(one.seen.p99 - base.seen.p99, one.decided.p99 - base.decided.p99) };
}
