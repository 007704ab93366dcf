/**
 * The clauses every connector must keep, tried against its own simulator through its real client library:
 *
 *   describeConnector(youtube, { startSimulator: startYouTubeSimulator });
 */
import { describe, test } from 'vitest';
import type { Connector } from '../contract.ts';
import { accountClauses } from './clauses-account.ts';
import { actingClauses } from './clauses-acting.ts';
import { failingClauses } from './clauses-failing.ts';
import { hookClauses } from './clauses-hooks.ts';
import { readingClauses } from './clauses-reading.ts';
import type { Clause, Subject } from './clause.ts';

const byNumber = (a: Clause, b: Clause) => Number(a.id.slice(1)) - Number(b.id.slice(1));

/** C1 … C22, in their order. */
export const clauses: readonly Clause[] = [
  ...readingClauses,
  ...failingClauses,
  ...actingClauses,
  ...hookClauses,
  ...accountClauses,
].sort(byNumber);

const RANK = { none: 0, standard: 1, advanced: 2 } as const;

/** Why a clause is not tried on this subject; null when it must hold. */
function leftOut(clause: Clause, { connector, access = 'advanced' }: Subject): string | null {
  const from = clause.from ?? 'standard';
  if (RANK[access] < RANK[from]) return `needs the platform's access level ${from}, this is ${access}`;
  return clause.lacks(connector.manifest, connector);
}

/** One test a clause. A clause is left out only where the manifest lacks the capability, and that is printed. */
export function describeConnector(connector: Connector, options: Omit<Subject, 'connector'>): void {
  const subject: Subject = { connector, ...options };
  const { manifest } = connector;
  const longestMs = 60_000 + manifest.limits.silenceMs;
  const at = subject.access ? ` at access level ${subject.access}` : '';
  describe(`${manifest.name} keeps the contract${at}`, () => {
    for (const clause of clauses) {
      const reason = leftOut(clause, subject);
      const name = `${clause.id} ${clause.title}`;
      if (reason === null) {
        test(name, () => clause.run(subject), longestMs);
      } else {
        process.stdout.write(`${manifest.id} ${clause.id} left out: ${reason}\n`);
        test.skip(`${name} (left out: ${reason})`, () => undefined);
      }
    }
    test('the manifest is plain data', ({ expect }) => {
      expect(JSON.parse(JSON.stringify(manifest))).toEqual(manifest);
      for (const { acts, most, perMs } of manifest.rates ?? []) {
        expect(manifest.can).toEqual(expect.arrayContaining([...acts]));
        expect(Math.min(most, perMs, acts.length)).toBeGreaterThan(0);
      }
    });
    test('its usual video delay, where it states one, is within two minutes', ({ expect }) => {
      const ms = manifest.videoDelayMs ?? 0;
      expect(Number.isInteger(ms) && ms >= 0 && ms <= 120_000).toBe(true);
    });
  });
}
