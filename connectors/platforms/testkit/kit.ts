/**
 * The clauses every connector must keep, tried against its own simulator through its real client library:
 *
 *   describeConnector(youtube, { startSimulator: startYouTubeSimulator });
 */
import { describe, test } from 'vitest';
import type { Connector } from '../contract.ts';
import { actingClauses } from './clauses-acting.ts';
import { failingClauses } from './clauses-failing.ts';
import { hookClauses } from './clauses-hooks.ts';
import { readingClauses } from './clauses-reading.ts';
import type { Clause, Subject } from './clause.ts';

const byNumber = (a: Clause, b: Clause) => Number(a.id.slice(1)) - Number(b.id.slice(1));

/** C1 … C19, in their order. */
export const clauses: readonly Clause[] = [...readingClauses, ...failingClauses, ...actingClauses, ...hookClauses].sort(
  byNumber,
);

/** One test a clause. A clause is left out only where the manifest lacks the capability, and that is printed. */
export function describeConnector(connector: Connector, options: Omit<Subject, 'connector'>): void {
  const subject: Subject = { connector, ...options };
  const { manifest } = connector;
  const longestMs = 60_000 + manifest.limits.silenceMs;
  describe(`${manifest.name} keeps the contract`, () => {
    for (const clause of clauses) {
      const reason = clause.lacks(manifest);
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
    });
  });
}
