import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';

/** JavaScript of the one function of a file, without types, comments or taste in quotes. */
function functionIn(text: string, name: string): string {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, removeComments: true },
  });
  const file = ts.createSourceFile('x.js', outputText, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  const found = file.statements.find(
    (each) => ts.isFunctionDeclaration(each) && each.name?.text === name && each.body !== undefined,
  );
  if (found === undefined || !ts.isFunctionDeclaration(found))
    throw new Error(`the function ${name} is missing`);
  const body = ts.createPrinter({ removeComments: true }).printNode(ts.EmitHint.Unspecified, found, file);
  return body
    .replace(/^export /, '')
    .replaceAll('"', "'")
    .replace(/\s+/g, ' ');
}

it.each([
  { helper: 'plainObject', file: 'guards.ts', name: 'isObject' },
  { helper: 'length', file: 'code-points.ts', name: 'lengthOf' },
  { helper: 'multiple', file: 'multiple-of.ts', name: 'isMultipleOf' },
  { helper: 'canonical', file: 'canonical-json.ts', name: 'canonicalJson' },
])('the helper $helper of emitted validators is $name of generator/json', ({ helper, file, name }) => {
  const source = readFileSync(new URL(`../../json/${file}`, import.meta.url), 'utf8');
  const tests = readFileSync(new URL('./runtime/tests.ts', import.meta.url), 'utf8');
  const printed = functionIn(tests, helper);
  expect(printed.replaceAll(`${helper}(`, `${name}(`).replaceAll(`(${helper})`, `(${name})`)).toBe(
    functionIn(source, name),
  );
});
