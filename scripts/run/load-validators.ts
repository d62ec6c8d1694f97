import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FuzzTarget } from '../../conformance/fuzz/engine.ts';
import { type ForeignValidators, foreignValidators } from '../../conformance/fuzz/foreign-validators.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import { isObject } from '../../generator/json/pointer.ts';

const hint =
  'Export a validator by the name of its schema (`export const Pet = ...`), `validate(schema, value)` for all of them, or one validator together with --only <pointer>.';

/**
 * The validators that a module exports, JavaScript or TypeScript, for the schemas of a document. A missing file and a module
 * without a validator are a DiagnosticError.
 */
export async function loadValidators(
  path: string,
  targets: readonly FuzzTarget[],
): Promise<ForeignValidators> {
  const file = resolve(path);
  if (!existsSync(file))
    return fail({ code: 'no-validator', file: path, message: 'there is no such file', hint });
  let module: unknown;
  try {
    const { createJiti } = await import('jiti');
    module = await createJiti(import.meta.url).import(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return fail({
      code: 'no-validator',
      file: path,
      message: `the module cannot be loaded: ${reason}`,
      hint,
    });
  }
  const found = foreignValidators(isObject(module) ? module : { default: module }, targets);
  if (found.engine === undefined)
    return fail({
      code: 'no-validator',
      file: path,
      message: `no export of the module is a validator of a schema of this document: ${targets
        .slice(0, 6)
        .map(({ name }) => name)
        .join(', ')}${targets.length > 6 ? ', ...' : ''}`,
      hint,
    });
  return found;
}
