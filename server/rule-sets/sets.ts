import type { Tx } from '../db/transaction.ts';
import type { Rule, RuleSet } from '../api/schemas/rules.ts';
import { starterRules } from '../rules/starter.ts';
import type { Scope } from '../workspaces/scope.ts';
import { note } from '../workspaces/store-audit.ts';
import { readSetting, writeSetting } from '../workspaces/store.ts';
import { insertVersion, latestVersion, listVersions, readVersion, type NewVersion } from './store.ts';

/** Whose rules, and in which language the set that ships is named. */
export interface OfWorkspace {
  workspaceId: string;
  language: string;
}

const SETTING = 'rules';

/** The version that shows begin with from now on; 0 before anybody chose. */
export async function activeVersion(db: Tx, workspaceId: string): Promise<number> {
  const value = (await readSetting(db, workspaceId, SETTING)) as { version?: unknown } | null;
  return typeof value?.version === 'number' ? value.version : 0;
}

/** null: there is no such version. */
export async function setOf(db: Tx, of: OfWorkspace, version: number): Promise<RuleSet | null> {
  return version === 0 ? starterSet(of.language) : readVersion(db, of.workspaceId, version);
}

/** What the editor opens with: the newest version, whether it is used or not. */
export async function newestSet(db: Tx, of: OfWorkspace): Promise<RuleSet> {
  return (await latestVersion(db, of.workspaceId)) ?? starterSet(of.language);
}

/** Version 0: what ships, there before anything was saved. */
export function starterSet(language: string): RuleSet {
  const { version, name, rules } = starterRules(language);
  // The same shape; the engine's is read only.
  return { version, name, rules: rules as Rule[] };
}

export type Saved = { ok: true; version: number } | { ok: false; message: string };

/** The next version; nobody's is overwritten: who saved one since `base` is named, so that both can be looked at. */
export async function saveSet(tx: Tx, scope: Scope, base: number, set: NewVersion): Promise<Saved> {
  const version = await insertVersion(tx, scope, base, set);
  if (version === null) return { ok: false, message: await savedMeanwhile(tx, scope.workspaceId, base) };
  await note(tx, scope, {
    action: 'rule:write',
    subject: String(version),
    detail: { version, name: set.name, rules: set.rules.length, ...(set.note === '' ? {} : { note: set.note }) },
  });
  return { ok: true, version };
}

async function savedMeanwhile(tx: Tx, workspaceId: string, base: number): Promise<string> {
  const [newest] = await listVersions(tx, workspaceId);
  if (newest === undefined || newest.version <= base) return `There is no version ${String(base)} here.`;
  const what = newest.note === '' ? '' : ` (“${newest.note}”)`;
  return `${newest.by ?? 'Somebody'} saved version ${String(newest.version)}${what} meanwhile. Look at it before you save yours.`;
}

/** Shows that begin from now on use it. False: there is no such version. */
export async function activate(tx: Tx, scope: Scope, version: number): Promise<boolean> {
  if (version !== 0 && (await readVersion(tx, scope.workspaceId, version)) === null) return false;
  await writeSetting(tx, scope.workspaceId, SETTING, { version });
  await note(tx, scope, { action: 'rule:write', subject: String(version), detail: { version, use: 'coming' } });
  return true;
}
