import ts from 'typescript';

/** The widest line of generated code, in characters. */
const maxWidth = 120;

/**
 * Where a generated file breaks our own rules: no `any`, nothing switched off, no line over 120 characters that could be
 * broken. Checked on the syntax tree, since a document may say "any" or "@ts-expect-error" in its prose. Each violation is one
 * line, `path:line: what`.
 */
export function houseViolations(path: string, text: string): readonly string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const violations: string[] = [];
  const complain = (position: number, what: string): void => {
    violations.push(`${path}:${source.getLineAndCharacterOfPosition(position).line + 1}: ${what}`);
  };
  const { parseDiagnostics } = source as unknown as { readonly parseDiagnostics: readonly ts.Diagnostic[] };
  for (const { start, messageText } of parseDiagnostics)
    complain(start ?? 0, ts.flattenDiagnosticMessageText(messageText, ' '));
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) complain(node.getStart(source), '`any`');
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const match of text.matchAll(/^\s*\/[/*]+\s*(@ts-|eslint-|biome-ignore)/gm))
    complain(match.index, 'a check is switched off');
  // What openapi-typescript prints is not for reading.
  if (isMachinePrint(path)) return violations;
  const lines = text.split('\n');
  for (const [index, line] of lines.entries())
    if (line.length > maxWidth && !isUnbreakable(line))
      violations.push(`${path}:${index + 1}: ${line.length} characters`);
  return violations;
}

const isMachinePrint = (path: string): boolean => /(^|\/)types\.ts$/.test(path);

/**
 * A line that nothing can make shorter: one word, one quoted text or one quoted text behind a short head (`name: '...'`,
 * ` * @example "..."`), or names alone.
 */
function isUnbreakable(line: string): boolean {
  if (/^import (type )?{ \S+ } from '[^']+';$/.test(line)) return true;
  const longest = (pattern: RegExp): number =>
    Math.max(0, ...[...line.matchAll(pattern)].map(([{ length }]) => length));
  const word = Math.max(longest(/[^\s]+/g), longest(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g));
  return word > maxWidth - 40;
}
