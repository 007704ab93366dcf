import ts from 'typescript';
import type { Source } from './source.ts';

/** A string that is SQL, with the lines before it where a reason may stand. */
export interface Statement {
  text: string;
  line: number;
  /** The comment just before the statement's own expression or declaration. */
  comment: string;
}

const SQL = /\b(SELECT\s|INSERT\s+INTO\s|UPDATE\s+[\w."]+\s+(AS\s+\w+\s+|\w+\s+)?SET\s|DELETE\s+FROM\s)/;
const WRITES = /\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE)\s+(?:ONLY\s+)?((?:\w+\.)?\w+)/g;
const READS = /\b(?:FROM|JOIN|USING)\s+(?:ONLY\s+)?((?:\w+\.)?\w+)/g;

export function statementsOf(source: Source): Statement[] {
  if (!SQL.test(source.text)) return [];
  const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true);
  const found: Statement[] = [];
  const visit = (node: ts.Node): void => {
    const isText =
      ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node);
    if (isText && SQL.test(node.getText())) {
      const line = file.getLineAndCharacterOfPosition(node.getStart()).line;
      found.push({ text: node.getText(), line: line + 1, comment: commentBefore(source.text, node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Comments of the statement or function that holds the string, and of the lines right before it. */
function commentBefore(text: string, node: ts.Node): string {
  let comments = '';
  for (let at: ts.Node | undefined = node; at !== undefined && !ts.isSourceFile(at); at = at.parent) {
    comments += (ts.getLeadingCommentRanges(text, at.getFullStart()) ?? [])
      .map((range) => text.slice(range.pos, range.end))
      .join('\n');
    if (ts.isFunctionDeclaration(at) || ts.isMethodDeclaration(at)) break;
  }
  return comments;
}

export const tablesWritten = (sql: string): string[] => [...sql.matchAll(WRITES)].map((match) => match[1] ?? '');
export const tablesRead = (sql: string): string[] => [...sql.matchAll(READS)].map((match) => match[1] ?? '');
