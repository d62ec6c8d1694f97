import type { Mode } from '../schema/code/program.ts';
import { banner } from './banner.ts';
import type { Emitter, GeneratedFile } from './emitter.ts';
import { createLayout, type Layout, type ModelModule, relative } from './validators-modules.ts';
import { operationModules } from './validators-operations.ts';
import { runtimeText, runtimeTypes } from './validators-runtime.ts';

/** The folder of the validators in the generated package. */
const folder = 'src/validators';

/**
 * Validators that stand alone: one module for each model, one for each operation, a runtime they share, and all of them
 * again under `all/` for every error instead of the first. Plain ESM, no `eval`, no dependency.
 */
export const validators: Emitter = {
  name: 'validators',
  emit(contract) {
    const head = banner(contract);
    const layout = createLayout(contract);
    const operationsOf = {
      first: operationModules(contract, layout, 'first'),
      all: operationModules(contract, layout, 'all'),
    };
    const operations = [...operationsOf.first, ...operationsOf.all];
    const file = (path: string, code: string): GeneratedFile => ({
      kind: 'text',
      path: `${folder}/${path}`,
      text: `${head}\n\n${code.trimEnd()}\n`,
    });
    const files: GeneratedFile[] = [];
    for (const mode of ['first', 'all'] as const) {
      for (const model of layout.models) {
        const path = mode === 'all' ? `all/${model.file}` : model.file;
        files.push(
          file(`${path}.js`, modelText(layout, model, mode, path)),
          file(`${path}.d.ts`, modelTypes(model, mode, path)),
        );
      }
      const path = mode === 'all' ? 'all/index' : 'index';
      files.push(
        file(`${path}.js`, indexText(layout, path, mode, operations.length > 0)),
        file(`${path}.d.ts`, `${indexText(layout, path, mode, operations.length > 0)}\n${indexTypes(path)}`),
      );
    }
    for (const operation of operations)
      files.push(
        file(`${operation.file}.js`, operation.code),
        file(`${operation.file}.d.ts`, operation.types),
      );
    for (const [mode, modules] of Object.entries(operationsOf)) {
      if (modules.length === 0) continue;
      const lines = modules.map(
        ({ name, file: path }) => `export * as ${name} from './${path.split('/').at(-1)}.js';`,
      );
      const path = mode === 'all' ? 'all/operations/index' : 'operations/index';
      files.push(file(`${path}.js`, lines.join('\n')), file(`${path}.d.ts`, lines.join('\n')));
    }
    const named = new Set([
      ...layout.models.flatMap((model) => [model.file, `all/${model.file}`]),
      ...operations.map((operation) => operation.file),
    ]);
    for (const path of layout.files().keys()) {
      if (!named.has(path)) files.push(file(`${path}.js`, layout.moduleText(path)));
    }
    files.push(file('runtime.js', runtimeText(layout.helpers())), file('runtime.d.ts', runtimeTypes));
    return files;
  },
};

/** `Message` to `messageSchema`: the name of a model's Standard Schema object. */
const standardName = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}Schema`;

function modelText(layout: Layout, { name, pointer, view }: ModelModule, mode: Mode, path: string): string {
  const check = layout.check(pointer, view, mode);
  const guard = mode === 'first' ? 'guarded' : 'guarded_all';
  const functions = layout.moduleText(path, {
    helpers: [guard, 'errorOf', 'standard', ...(mode === 'all' ? ['strangers'] : [])],
    checks: [check],
  });
  const judged =
    mode === 'first'
      ? `export function is${name}(value) {
  return guarded(${check.name}, value) === undefined;
}

export function validate${name}(value) {
  const problem = guarded(${check.name}, value);
  return problem === undefined ? [] : [errorOf(problem)];
}`
      : `export function is${name}(value) {
  return guarded_all(${check.name}, value).length === 0;
}

export function validate${name}(value) {
  return guarded_all(${check.name}, value).map(errorOf);
}

export function unknownIn${name}(value) {
  return strangers(${check.name}, value);
}`;
  return `${functions}

${judged}

export const ${standardName(name)} = /* @__PURE__ */ standard(validate${name});`;
}

function modelTypes({ name }: ModelModule, mode: Mode, path: string): string {
  return `import type { ${name} } from '${mode === 'first' ? '../models.js' : '../../models.js'}';
import type { StandardSchema, ValidationError } from '${relative(path, 'runtime')}';

/** Whether a value is a ${name}; the value is not changed. */
export declare function is${name}(value: unknown): value is ${name};

/** ${mode === 'first' ? 'The first reason' : 'Every reason'} why a value is no ${name}; empty when it is one. */
export declare function validate${name}(value: unknown): readonly ValidationError[];

${
  mode === 'all'
    ? `/** Members that the document does not name, where it forbids none; warnings, as the value may be a ${name} all the same. */
export declare function unknownIn${name}(value: unknown): readonly ValidationError[];

`
    : ''
}/** The same as a Standard Schema, version 1. */
export declare const ${standardName(name)}: StandardSchema<${name}>;`;
}

function indexText(layout: Layout, path: string, mode: Mode, hasOperations: boolean): string {
  const lines = layout.models.map(({ name, file }) => {
    const names = [
      `is${name}`,
      `validate${name}`,
      ...(mode === 'all' ? [`unknownIn${name}`] : []),
      standardName(name),
    ];
    return `export { ${names.join(', ')} } from './${file}.js';`;
  });
  if (hasOperations) lines.push("export * as operations from './operations/index.js';");
  lines.push(`export { formatError, lineOf } from '${relative(path, 'runtime')}';`);
  return lines.join('\n');
}

const indexTypes = (path: string): string =>
  `export type { ChosenBranch, StandardSchema, ValidationError } from '${relative(path, 'runtime')}';`;
