import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { buildContract } from '../../generator/build/build-contract.ts';
import type { Dialect } from '../../generator/contract/model.ts';
import type { JsonObject, Pointer } from '../../generator/json/types.ts';
import { modelsOf } from '../../generator/print/models.ts';
import { printType } from '../../generator/print/type.ts';

/**
 * The printed types of a document as a namespace, with values that the type of the schema at `pointer` must have, and values
 * that it must not.
 */
export function namespaceOf(
  namespace: string,
  document: JsonObject,
  dialect: Dialect,
  pointer: Pointer,
  valid: readonly unknown[],
  mistyped: readonly unknown[] = [],
): string {
  const contract = buildContract({
    value: document,
    dialect,
    origin: (place) => ({ file: 't.json', pointer: place, position: () => undefined }),
  });
  const models = modelsOf(contract);
  const types = models.list.map(
    ({ name, view, schema }) => `type ${name} = ${printType(schema.use.type, models.context(view))};`,
  );
  const name = models.list.find(({ schema }) => schema.use.pointer === pointer)?.name ?? 'Subject';
  // As a type, a value has no members too many: the compiler does not check whether an object is open.
  const assigned = (value: unknown, index: number): string =>
    `const _${index}: Open<${name}> = null as never as ${JSON.stringify(value)};`;
  const fits = valid.map(assigned);
  const fails = mistyped.map(
    (value, index) => `// @ts-expect-error\n${assigned(value, valid.length + index)}`,
  );
  return `namespace ${namespace} {\n${[...types, ...fits, ...fails].join('\n')}\n}`;
}

/** The types of the SDK's runtime that printed types name, but for those of uploads. */
const helpers = readFileSync(new URL('../../templates/runtime/types.ts', import.meta.url), 'utf8')
  .replaceAll(/^export /gm, '')
  .split('\n\n')
  .filter((part) => !part.includes('Uploadable'))
  .join('\n\n');

/**
 * A printed type without the one rule that TypeScript adds to it: an object type whose members are all optional is a weak
 * type, and rejects objects that share no member with it. The schema accepts those. A type with an index signature is
 * never weak, and no member of a JSON object has a symbol for a name.
 */
const open = `
type Open<T> = unknown extends T ? T
  : T extends string | number | boolean | null | undefined ? T
  : T extends readonly unknown[] ? { [K in keyof T]: Open<T[K]> }
  : { [K in keyof T]: Open<T[K]> } & { [name: symbol]: unknown };
`;

/** What the compiler says of namespaces, each with its line. */
export function errorsOf(namespaces: readonly string[]): readonly string[] {
  const text = [helpers, open, ...namespaces].join('\n');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    lib: ['lib.es5.d.ts'],
    skipLibCheck: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const readDefault = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version) =>
    name === 'printed.ts' ? ts.createSourceFile(name, text, version) : readDefault(name, version);
  const lines = text.split('\n');
  return ts
    .getPreEmitDiagnostics(ts.createProgram(['printed.ts'], options, host))
    .map(({ messageText, start = 0 }) => {
      const line = text.slice(0, start).split('\n').length;
      return `${ts.flattenDiagnosticMessageText(messageText, ' ').slice(0, 200)}: ${lines.slice(line - 1, line + 1).join(' ')}`;
    });
}
