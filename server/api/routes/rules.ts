import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { AppError } from '../../errors.ts';
import { readRuleFile, writeRuleFile } from '../../rule-sets/file.ts';
import { checkSet, newWarnings } from '../../rule-sets/checking.ts';
import { factsOf, type Facts } from '../../rule-sets/facts.ts';
import { activate, activeVersion, newestSet, saveSet, setOf, starterSet } from '../../rule-sets/sets.ts';
import { listVersions, versionsOnAir } from '../../rule-sets/store.ts';
import { transaction } from '../../db/transaction.ts';
import { showOnAir } from '../../shows/shows.ts';
import { note } from '../../workspaces/store-audit.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf, whoOf } from '../guard.ts';
import { Done, Id } from '../schemas/fields.ts';
import {
  Checked,
  ImportedRules,
  ImportRules,
  RuleDesk,
  RuleSet,
  RulesToCheck,
  SaveRules,
  Switched,
  UseRules,
  type Fault,
  type Rule,
} from '../schemas/rules.ts';
import type { App } from '../web.ts';
import { ruleTrialRoutes } from './rule-trials.ts';
import { valueOf } from './shows.ts';

const ByVersion = Type.Object({ version: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }) });
const ById = Type.Object({ id: Id });

type Deps = Pick<ApiDeps, 'pools' | 'prisma' | 'showLog' | 'connections' | 'address' | 'desk'>;

/** A seller's rules: looked at, saved as versions, switched, carried as files, and tried before they are used. */
export function ruleRoutes(app: App, deps: Deps): void {
  readRoutes(app, deps);
  saveRoutes(app, deps);
  fileRoutes(app, deps);
  useRoutes(app, deps);
  ruleTrialRoutes(app, deps);
}

function readRoutes(app: App, deps: Deps): void {
  const { pools } = deps;
  app.get(
    '/api/rules',
    { config: { may: 'rule:read' }, schema: { response: { 200: RuleDesk } } },
    async (request): Promise<RuleDesk> => {
      const { scope, workspace } = whoOf(request);
      const of = { workspaceId: scope.workspaceId, language: workspace.language };
      const facts = await factsOf(deps, scope.workspaceId);
      const [latest, saved, active, onAir] = [
        await newestSet(pools.rest, of),
        await listVersions(pools.rest, scope.workspaceId),
        await activeVersion(pools.rest, scope.workspaceId),
        await versionsOnAir(pools.rest, scope.workspaceId),
      ];
      const first = starterSet(workspace.language);
      const shipped = { version: 0, name: first.name, note: '', by: null, atMs: null, rules: first.rules.length };
      return {
        latest,
        versions: [...saved, shipped],
        active,
        onAir,
        language: workspace.language,
        ...deskFacts(facts),
      };
    },
  );

  app.get(
    '/api/rules/versions/:version',
    { config: { may: 'rule:read' }, schema: { params: ByVersion, response: { 200: RuleSet } } },
    async (request) => {
      const { scope, workspace } = whoOf(request);
      const of = { workspaceId: scope.workspaceId, language: workspace.language };
      const found = await setOf(pools.rest, of, request.params.version);
      if (found === null) throw new AppError('not-found');
      return found;
    },
  );
}

const deskFacts = (facts: Facts): Pick<RuleDesk, 'platforms' | 'members' | 'products' | 'addressProven'> => ({
  platforms: facts.platforms.map(({ id, connected, manifest }) => ({
    id,
    connected,
    name: manifest.name,
    textLength: manifest.limits.textLength,
  })),
  members: facts.members,
  products: facts.products.map(({ code, title }) => ({ code, title })),
  addressProven: facts.addressProven,
});

function saveRoutes(app: App, deps: Deps): void {
  const { pools } = deps;
  app.post(
    '/api/rules/check',
    { config: { may: 'rule:read' }, schema: { body: RulesToCheck, response: { 200: Checked } } },
    async (request) => {
      const { rules } = request.body;
      return checkSet(rules, await rulesBefore(request), await factsOf(deps, scopeOf(request).workspaceId));
    },
  );

  app.post(
    '/api/rules/versions',
    { config: { may: 'rule:write' }, schema: { body: SaveRules, response: { 201: RuleSet } } },
    async (request, reply) => {
      const scope = scopeOf(request);
      const { base, note: words = '', rules, read = [] } = request.body;
      const name = request.body.name.trim();
      const before = await rulesBefore(request);
      const checked = checkSet(rules, before, await factsOf(deps, scope.workspaceId));
      refuseUnread(checked.errors, newWarnings(checked, rules, before), new Set(read));
      const version = await transaction(pools.rest, async (tx) => {
        const saved = await saveSet(tx, scope, base, { name, note: words.trim(), rules });
        if (!saved.ok) throw new AppError('conflict', { field: 'base', message: saved.message });
        return saved.version;
      });
      return reply.code(201).send({ version, name, rules });
    },
  );

  async function rulesBefore(request: FastifyRequest): Promise<Rule[]> {
    const { scope, workspace } = whoOf(request);
    const of = { workspaceId: scope.workspaceId, language: workspace.language };
    return (await newestSet(pools.rest, of)).rules;
  }
}

/** What is wrong is never saved; what will not work somewhere only by somebody who has read so. */
function refuseUnread(errors: readonly Fault[], warnings: readonly Fault[], read: ReadonlySet<string>): void {
  const [wrong] = errors;
  if (wrong !== undefined) throw new AppError('bad-field', { field: fieldOf(wrong), message: wrong.sentence });
  const unread = warnings.find((one) => !read.has(one.sentence));
  if (unread !== undefined)
    throw new AppError('refused', {
      field: fieldOf(unread),
      message: `${unread.sentence} Save it again with this read if you want it so.`,
    });
}

const fieldOf = ({ index, field }: Fault): string => (index < 0 ? 'rules' : `rules.${String(index)}.${field}`);

function fileRoutes(app: App, deps: Deps): void {
  app.get(
    '/api/rules/versions/:version/file',
    { config: { may: 'rule:read' }, schema: { params: ByVersion } },
    async (request, reply) => {
      const { scope, workspace } = whoOf(request);
      const of = { workspaceId: scope.workspaceId, language: workspace.language };
      const found = await setOf(deps.pools.rest, of, request.params.version);
      if (found === null) throw new AppError('not-found');
      return reply
        .header('content-disposition', `attachment; filename="rules-${String(found.version)}.json"`)
        .type('application/json; charset=utf-8')
        .send(writeRuleFile(found));
    },
  );

  // Nothing is written: what was read stands in the editor until somebody saves it.
  app.post(
    '/api/rules/import',
    { config: { may: 'rule:write' }, schema: { body: ImportRules, response: { 200: ImportedRules } } },
    async (request) => {
      const read = readRuleFile(request.body.text, new Set(request.body.beside));
      if (!read.ok) throw new AppError('bad-field', { field: read.field, message: read.message });
      return { name: read.file.name, rules: read.file.rules, renewed: read.renewed };
    },
  );
}

function useRoutes(app: App, deps: Deps): void {
  const { pools, showLog } = deps;
  app.post(
    '/api/rules/active',
    { config: { may: 'rule:write' }, schema: { body: UseRules, response: { 200: Done } } },
    async (request) => {
      const scope = scopeOf(request);
      const known = await transaction(pools.rest, (tx) => activate(tx, scope, request.body.version));
      if (!known) throw new AppError('bad-field', { field: 'version', message: 'There is no such version.' });
      return { ok: true as const };
    },
  );

  // A row of the show's log: what was said before it is decided by the rules before it, in a replay too.
  app.post(
    '/api/shows/:id/rules',
    { config: { may: 'rule:write' }, schema: { params: ById, body: UseRules, response: { 200: Switched } } },
    async (request) => {
      const { scope, workspace } = whoOf(request);
      const { id } = request.params;
      const { version } = request.body;
      await transaction(pools.rest, async (tx) => {
        valueOf(await showOnAir(tx, scope, id));
        const of = { workspaceId: scope.workspaceId, language: workspace.language };
        if ((await setOf(tx, of, version)) === null)
          throw new AppError('bad-field', { field: 'version', message: 'There is no such version.' });
        await note(tx, scope, {
          action: 'rule:write',
          showId: id,
          subject: String(version),
          detail: { version, use: 'on-air' },
        });
        await showLog.append(tx, scope, id, [{ action: 'rules', version }], [{ topic: 'show', entity: id }]);
      });
      showLog.appended(scope, id);
      return { version, showId: id };
    },
  );
}
