import { describe, expect, test } from 'vitest';
import { defineConnector } from '../contract.ts';
import { clauses, describeConnector } from './kit.ts';
import { PLANTS, tinyConnector, tinyManifest, type Plant } from './tiny/connector.ts';
import { startTinySimulator } from './tiny/platform.ts';

/** Which clauses must turn red for which fault; others may too, for a connector is rarely broken in one place only. */
const broken: Record<Plant, string> = {
  'ids change on redelivery': 'C1',
  'order is broken': 'C2',
  'the cursor is ignored': 'C3',
  'an unknown payload ends the line': 'C4',
  'an unknown payload is not counted': 'C4',
  'odd text is dropped': 'C5',
  'ids are numbers': 'C5',
  'history is unmarked': 'C6',
  'the delay of a 429 is lost': 'C7',
  'a 401 is worth another try': 'C8',
  'an abort is ignored': 'C9',
  'a second close throws': 'C10',
  'a secret stands in the error': 'C11',
  'a secret stands in the log': 'C11',
  'text is not cut': 'C12',
  'the link is cut': 'C12',
  'a stall goes unnoticed': 'C13',
  'the end is not told': 'C14',
  'a dropped line ends quietly': 'C15',
  'every step of a streak counts': 'C16',
  'a lost streak end loses the gift': 'C16',
  'a removal names nothing': 'C17',
  'an action goes nowhere': 'C18',
  'an unsigned request is let in': 'C19',
  'only the start of a signature is compared': 'C19',
  'the words of a request are signed, not its bytes': 'C19',
  'a request names another happening': 'C20',
  'a missing level is not explained': 'C21',
  'an expired token ends the line': 'C22',
};

const subject = (plant?: Plant) => ({
  connector: tinyConnector(plant),
  startSimulator: startTinySimulator,
  fastSpeed: 10,
  patienceMs: 1_000,
});

const { connector: _, ...options } = subject();
describeConnector(tinyConnector(), options);

describe('the kit', () => {
  test('has the clauses of the contract, each with a planted fault that breaks it', () => {
    const all = Array.from({ length: 22 }, (_, index) => `C${index + 1}`);
    expect(clauses.map(({ id }) => id)).toEqual(all);
    expect([...new Set(Object.values(broken))]).toEqual(all);
  });

  test.concurrent.for(PLANTS)('turns red when %s', { timeout: 30_000 }, async (plant) => {
    const clause = clauses.find(({ id }) => id === broken[plant]);
    expect(clause?.lacks(tinyManifest)).toBeNull();
    await expect(clause?.run(subject(plant))).rejects.toThrow();
  });

  test('leaves a clause out only where the manifest lacks the capability', () => {
    const { hook: _hook, oauth: _oauth, ...without } = tinyManifest;
    const bare = { ...without, emits: [], can: [], order: 'none', resume: 'none' } as const;
    const out = clauses.filter(({ lacks }) => lacks(bare) !== null).map(({ id }) => id);
    expect(out).toEqual(['C2', 'C3', 'C12', 'C14', 'C16', 'C17', 'C18', 'C19', 'C20', 'C22']);
    expect(clauses.filter(({ lacks }) => lacks(tinyManifest) !== null)).toEqual([]);
  });
});

test('a manifest that lists an action its code lacks does not compile', () => {
  const manifest = { ...tinyManifest, can: ['reply', 'ban'] } as const;
  const session = { liveId: '', address: '', close: async () => undefined };
  const deliveries = async function* () {};
  const reply = async () => ({ id: null });
  // @ts-expect-error: `ban` is missing
  const lacking = defineConnector(manifest, async () => ({ ...session, deliveries, act: { reply } }));
  const whole = defineConnector(manifest, async () => ({ ...session, deliveries, act: { reply, ban: reply } }));
  expect([lacking.manifest.can, whole.manifest.can]).toEqual([manifest.can, manifest.can]);
});
