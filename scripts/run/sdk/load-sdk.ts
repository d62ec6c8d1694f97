import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fail } from '../../../generator/contract/diagnostics.ts';
import { isObject } from '../../../generator/json/pointer.ts';

/** The standalone functions of a generated package, and what makes their first argument. */
export type SdkModule = Readonly<Record<string, unknown>> & {
  readonly configure: (options: object) => unknown;
};

const hint =
  'Give the folder of a package that `plumbline generate` wrote, the name of one that is installed here, or the module of its functions.';

/**
 * Loads a generated package: its folder, its name where it is installed, or the module of its functions. TypeScript is read
 * as it is. What is not there or cannot be loaded is a DiagnosticError, exit 2 or 3.
 */
export async function loadSdk(path: string): Promise<SdkModule> {
  const file = [resolve(path), ...installed(path)].flatMap(functionsOf).find((each) => existsSync(each));
  if (file === undefined)
    return fail({ code: 'no-sdk', file: path, message: 'no generated package here', hint });
  let module: unknown;
  try {
    const { createJiti } = await import('jiti');
    module = await createJiti(import.meta.url).import(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return fail({ code: 'sdk-not-loadable', file, message: `the package cannot be loaded: ${reason}` }, 3);
  }
  if (!isObject(module) || typeof module['configure'] !== 'function')
    return fail({ code: 'no-sdk', file: path, message: 'the module exports no `configure`', hint });
  return module as SdkModule;
}

/** Folders in which Node would look for a package of that name. */
function installed(name: string): readonly string[] {
  if (!/^(@[\w.-]+\/)?[\w-][\w.-]*$/.test(name)) return [];
  const folders: string[] = [];
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    folders.push(join(folder, 'node_modules', name));
    if (folder === dirname(folder)) return folders;
  }
}

/** The module of the functions: built before written. */
const functionsOf = (path: string): readonly string[] =>
  existsSync(path) && statSync(path).isDirectory()
    ? ['dist/functions.js', 'src/functions.ts'].map((file) => join(path, file))
    : [path];
