import { banner } from './banner.ts';
import type { Emitter, GeneratedFile } from './emitter.ts';
import { createLayout, type Layout, type ModelModule } from './validators-modules.ts';
import { type OperationValidators, operationValidators } from './validators-operations.ts';

/** The folder of the validators in the generated package. */
const folder = 'src/validators';

/** Where their runtime stands in this package. */
const source = 'generator/schema/code/runtime';

/**
 * Validators that stand alone: the functions of the models, those of the operations by resource, and the runtime that they
 * share. TypeScript without `eval` and without dependencies; one function for each schema gives the verdict, the first
 * error and all errors.
 */
export const validators: Emitter = {
  name: 'validators',
  parts: ['validators'],
  emit(contract) {
    const head = banner(contract);
    const layout = createLayout(contract);
    const operations = operationValidators(contract, layout);
    const file = (path: string, parts: readonly string[]): GeneratedFile => ({
      kind: 'text',
      path: `${folder}/${path}.ts`,
      text: `${[head, ...parts].join('\n\n')}\n`,
    });
    const paths = new Set([
      ...layout.models.map((model) => model.file),
      ...operations.map((operation) => operation.file),
      ...layout.files().keys(),
    ]);
    const modules = [...paths].map((path) => file(path, moduleParts(layout, operations, path)));
    const needed = runtimeModules(modules);
    return [
      file('index', [indexText(layout, operations)]),
      ...(operations.length === 0 ? [] : [file('operations', [operationsText(operations)])]),
      ...modules,
      ...needed.map(
        (name): GeneratedFile => ({
          kind: 'source',
          path: `${folder}/runtime/${name}.ts`,
          source: `${source}/${name}.ts`,
          banner: head,
        }),
      ),
    ];
  },
};

/** The modules of the runtime that are always there, and those that some check calls. */
function runtimeModules(modules: readonly GeneratedFile[]): readonly string[] {
  const text = modules.map((file) => (file.kind === 'text' ? file.text : '')).join('\n');
  const optional = ['formats', 'leaves', 'linear', 'operation', 'tests'].filter((name) =>
    text.includes(`/runtime/${name}.js'`),
  );
  if (optional.includes('leaves')) optional.push('tests');
  return [...new Set(['errors', 'lines', 'messages', 'standard', ...optional])].sort();
}

function moduleParts(
  layout: Layout,
  operations: readonly OperationValidators[],
  path: string,
): readonly string[] {
  const models = layout.models.filter((model) => model.file === path);
  const own = operations.filter((operation) => operation.file === path);
  const functions = new Map(layout.functions(path));
  const parts: string[] = [];
  for (const model of models) {
    parts.push(...(functions.get(model.pointer) ?? []), modelText(layout, model));
    functions.delete(model.pointer);
  }
  parts.push(...[...functions.values()].flat(), ...own.map(({ text }) => text));
  const checks = [
    ...own.flatMap((operation) => operation.checks),
    ...models.map(({ pointer, view }) => layout.check(pointer, view, path)),
  ];
  const helpers = [
    ...(own.length > 0 ? ['operation of runtime/operation'] : []),
    ...(models.length > 0 ? ['guard', 'validator', 'standard of runtime/standard'] : []),
  ];
  const imports = [
    ...(models.length > 0
      ? [`import type * as models from '${path.includes('/') ? '../../' : '../'}models.js';`]
      : []),
    ...layout.imports(path, checks, helpers),
  ];
  return [...(models.length > 0 ? [modelsComment] : []), imports.join('\n'), ...parts];
}

/** `Message` to `messageSchema`: the name of a model's Standard Schema object. */
const standardName = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}Schema`;

function modelText(layout: Layout, { name, pointer, view, file }: ModelModule): string {
  const check = layout.check(pointer, view, file).name;
  const arrow = (head: string, call: string): string =>
    head.length + call.length < 119 ? `${head} ${call};` : `${head}\n  ${call};`;
  return [
    arrow(`export const is${name} =`, `/* @__PURE__ */ guard<models.${name}>(${check})`),
    arrow(`export const validate${name} =`, `/* @__PURE__ */ validator(${check})`),
    arrow(`export const ${standardName(name)} =`, `/* @__PURE__ */ standard<models.${name}>(${check})`),
  ].join('\n');
}

/** What the exports of a file of models are. */
const modelsComment = `// Of each model: \`isX\` is true for a valid value, \`validateX\` gives the first error of an invalid one (with 'all' every
// error), \`xSchema\` is a Standard Schema, which also lists undeclared members.`;

function indexText(layout: Layout, operations: readonly OperationValidators[]): string {
  const files = [...new Set(layout.models.map(({ file }) => file))];
  const lines = files.map((file) => `export * from './${file}.js';`);
  if (operations.length > 0) lines.push("export * as operations from './operations.js';");
  lines.push(
    "export type { ChosenBranch, ValidationError } from './runtime/errors.js';",
    "export { formatError, lineOf } from './runtime/lines.js';",
    "export type { StandardSchema } from './runtime/standard.js';",
  );
  return lines.join('\n');
}

const operationsText = (operations: readonly OperationValidators[]): string =>
  [...new Set(operations.map(({ file }) => file))]
    .map((file) => {
      const names = operations.filter((operation) => operation.file === file).map(({ name }) => name);
      return `export { ${names.join(', ')} } from './${file}.js';`;
    })
    .join('\n');
