import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { HOME } from '../../config.ts';

/** One file of ours as the architecture test sees it. Paths are relative to the checkout, with slashes. */
export interface Source {
  path: string;
  text: string;
  imports: Import[];
  isTest: boolean;
}
export interface Import {
  /** A path of ours, or the name of a package or built-in. */
  to: string;
  ours: boolean;
  typeOnly: boolean;
}

const ROOTS = ['server', 'connectors', 'bench', 'scripts', 'dashboard/src'];
const LEFT_OUT = /^(server\/db\/generated|.*\/fixtures)\//;

export function readSources(): Source[] {
  return ROOTS.flatMap((root) => filesBelow(join(HOME, root)))
    .map((file) => relative(HOME, file).replaceAll('\\', '/'))
    .filter((path) => /\.(ts|js|svelte)$/.test(path) && !LEFT_OUT.test(path))
    .map(readSource);
}

function filesBelow(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function readSource(path: string): Source {
  const text = readFileSync(join(HOME, path), 'utf8');
  const isTest = /\.(test|fixture)\.ts$/.test(path) || path.startsWith('server/test/');
  return { path, text, imports: importsOf(path, text), isTest };
}

function importsOf(path: string, text: string): Import[] {
  const code = path.endsWith('.svelte')
    ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('\n')
    : text;
  const file = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier !== undefined &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      found.push(resolved(path, node.moduleSpecifier.text, isTypeOnly(node)));
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [what] = node.arguments;
      if (what !== undefined && ts.isStringLiteral(what)) found.push(resolved(path, what.text, false));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const names = clause.namedBindings;
  return (
    clause.name === undefined &&
    names !== undefined &&
    ts.isNamedImports(names) &&
    names.elements.length > 0 &&
    names.elements.every((one) => one.isTypeOnly)
  );
}

function resolved(from: string, specifier: string, typeOnly: boolean): Import {
  const base = specifier.startsWith('.')
    ? join(dirname(from), specifier)
    : specifier.startsWith('#lib/')
      ? join('dashboard/src/lib', specifier.slice(5))
      : specifier.startsWith('$lib/')
        ? join('dashboard/src/lib', specifier.slice(5))
        : null;
  if (base === null) return { to: specifier, ours: false, typeOnly };
  const path = base.replaceAll('\\', '/');
  const real = [path, `${path}.ts`, path.replace(/\.js$/, '.ts'), `${path}/index.ts`].find(
    (one) => existsSync(join(HOME, one)) && statSync(join(HOME, one)).isFile(),
  );
  return { to: real ?? path, ours: true, typeOnly };
}

/** Circles of files that import each other, each named once, as paths in their order. */
export function circlesAmong(sources: readonly Source[], counts: (one: Import) => boolean): string[][] {
  const graph = new Map(
    sources.map((source) => [
      source.path,
      source.imports.filter((one) => one.ours && counts(one)).map((one) => one.to),
    ]),
  );
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[][] = [];
  const walk = (path: string, trail: string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') return void circles.push([...trail.slice(trail.indexOf(path)), path]);
    state.set(path, 'open');
    for (const next of graph.get(path) ?? []) walk(next, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of graph.keys()) walk(path, []);
  return circles;
}
