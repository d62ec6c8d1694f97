import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../../generator/contract/diagnostics.ts';
import { loadContract } from '../../../generator/index.ts';
import type { RenderedFile } from '../../../generator/render/render.ts';
import { counted } from '../../../generator/testing/counted.ts';
import { renderSdk } from '../../cli/verbs/generate.ts';
import { runPackage } from '../testing/fuzz-documents.ts';

/** Documents that try to become code: every text of theirs must stay text. Refusing such a document is right, too. */

const folder = resolve(import.meta.dirname, 'malicious');
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

/** Places where the payload's name is code: an identifier, or a file that does not parse. */
function codeIn({ path, text }: RenderedFile): readonly string[] {
  if (!/\.(ts|js)$/.test(path)) return [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, false);
  const broken = (source as unknown as { readonly parseDiagnostics: readonly ts.Diagnostic[] })
    .parseDiagnostics;
  const found = broken.map(
    ({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
  );
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === 'PWN') found.push(`${path}: PWN is code at ${node.pos}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

counted(
  11,
  `AST scan and import of the packages of ${names.length} malicious documents`,
  'no call, every refusal with its place',
);

describe('injection', () => {
  it.each(names)('%s', async (name) => {
    let files: readonly RenderedFile[];
    try {
      files = await renderSdk(await loadContract(resolve(folder, name)), {});
    } catch (error) {
      expect(error).toBeInstanceOf(DiagnosticError);
      for (const { pointer, line } of (error as DiagnosticError).diagnostics)
        expect(pointer ?? line).toBeDefined();
      return;
    }
    expect(files.flatMap(codeIn)).toEqual([]);
    // And whatever a scan might miss: all of it is imported, and nothing is called.
    const calls: unknown[] = [];
    Object.assign(globalThis, { PWN: (place: unknown) => calls.push(place) });
    await runPackage(files);
    expect(calls).toEqual([]);
    expect(files.filter(({ path }) => /^\/|\.\.|[^\w./-]/.test(path))).toEqual([]);
  });

  it('would notice', () => {
    const text = '/** a*/PWN(1)/* */';
    expect(codeIn({ path: 'a.ts', text })).toHaveLength(1);
    expect(codeIn({ path: 'a.ts', text: "const a = 'PWN(1)'; // PWN(1)" })).toEqual([]);
  });
});
