import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fail } from '../../generator/contract/diagnostics.ts';
import type { HandWritten, RuleSource } from '../../generator/emit/emitter.ts';

/** An import of a module, also one that is loaded later: its specifier, its place, and whether it is type-only. */
const importPattern = /(?:^(?:import|export) (type )?(?:[^;'"]*? from )?|\bimport\()['"]([^'"]+)['"]/gms;

/**
 * Reads the modules of a folder that are shipped in the generated package: every `.ts` file below it but tests. They may
 * import each other and the public names of the package. Throws a DiagnosticError with the place of any other import.
 */
export async function readHelpers(folder: string, packageName: string): Promise<readonly HandWritten[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() =>
    fail({ code: 'no-helpers', file: folder, message: 'the folder of helpers cannot be read' }),
  );
  const files = entries
    .filter(
      (entry) =>
        entry.isFile() && entry.name.endsWith('.ts') && !/\.(test|test-support)\.ts$/.test(entry.name),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const helpers = await Promise.all(
    files.map(async (file) => ({
      path: relative(folder, file).split(sep).join('/'),
      text: await readAlone(file, (name) => isBelow(folder, file, name) || name === packageName, {
        code: 'helper-not-alone',
        message: `a helper imports other helpers and ${packageName} only`,
      }),
    })),
  );
  if (!helpers.some(({ path }) => path === 'index.ts'))
    fail({
      code: 'no-helpers',
      file: folder,
      message: 'the folder has no index.ts, which exports the names of ./helpers',
    });
  return helpers;
}

/** Reads the files of rules that go into the generated package; each exports one rule and imports types only. */
export const readRuleSources = (files: readonly string[]): Promise<readonly RuleSource[]> =>
  Promise.all(
    files.map(async (path) => {
      const wanted = {
        code: 'rule-not-alone',
        message:
          'a rule for the package exports one `const ...: Rule` and imports only types of openapi-plumbline',
      };
      const text = await readAlone(path, (name, isType) => isType && name === 'openapi-plumbline', wanted);
      const file = basename(path).replace(/\.ts$/, '');
      const [, name] = /^export const (\w+): Rule = /m.exec(text) ?? [];
      if (name === undefined || !/^[\w-]+$/.test(file)) return fail({ ...wanted, file: path });
      return { file, name, text };
    }),
  );

const isBelow = (folder: string, file: string, name: string): boolean =>
  name.startsWith('.') && !relative(folder, join(dirname(file), name)).startsWith('..');

async function readAlone(
  file: string,
  mayImport: (name: string, isType: boolean) => boolean,
  wanted: { readonly code: string; readonly message: string },
): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() =>
    fail({ code: 'no-file', file, message: 'a file that is shipped in the package cannot be read' }),
  );
  for (const { 1: type, 2: name = '', index } of text.matchAll(importPattern)) {
    if (mayImport(name, type !== undefined)) continue;
    const line = text.slice(0, index).split('\n').length;
    fail({ ...wanted, file, line, column: 1, message: `${wanted.message}, not ${JSON.stringify(name)}` });
  }
  return text;
}
