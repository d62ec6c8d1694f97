import { child, isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import { type Defect, jsonPath, type OverlayFix } from './defects.ts';
import { danglingReferences } from './references.ts';

/**
 * What makes a document unreadable though every part of it is valid: references that lead nowhere, operations that
 * cannot be told apart, and path templates that nobody can fill. Everything else is read.
 */
export const documentErrors = (document: JsonObject): readonly Defect[] => [
  ...unresolved(document),
  ...duplicateOperationIds(document),
  ...samePaths(document),
  ...pathParameters(document),
];

function unresolved(document: JsonObject): readonly Defect[] {
  return danglingReferences(document).map(({ pointer, ref, place }): Defect => {
    const target = jsonPath(document, pointer);
    const without: OverlayFix = { target: `${target}['$ref']`, remove: true };
    const fix: readonly OverlayFix[] =
      place === 'schema'
        ? [without]
        : place === 'response'
          ? [without, { target, update: { description: '' } }]
          : [{ target, remove: true }];
    return {
      code: 'ref-not-found',
      severity: 'error',
      pointer,
      message: `$ref ${JSON.stringify(ref)} points at nothing`,
      fix,
    };
  });
}

interface PlacedOperation {
  readonly path: string;
  readonly pointer: Pointer;
  readonly operation: JsonObject;
  readonly item: JsonObject;
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'] as const;

function* operations(document: JsonObject, section: 'paths' | 'webhooks'): Generator<PlacedOperation> {
  const items = document[section];
  if (!isObject(items)) return;
  for (const [path, item] of Object.entries(items)) {
    if (!isObject(item)) continue;
    const more = isObject(item['additionalOperations']) ? item['additionalOperations'] : {};
    const all = [
      ...methods.map((method) => [item[method], child('#', section, path, method)] as const),
      ...Object.entries(more).map(
        ([name, each]) => [each, child('#', section, path, 'additionalOperations', name)] as const,
      ),
    ];
    for (const [operation, pointer] of all) if (isObject(operation)) yield { path, pointer, operation, item };
  }
}

function duplicateOperationIds(document: JsonObject): readonly Defect[] {
  const first = new Map<string, Pointer>();
  const found: Defect[] = [];
  for (const section of ['paths', 'webhooks'] as const)
    for (const { operation, pointer } of operations(document, section)) {
      const { operationId } = operation;
      if (typeof operationId !== 'string') continue;
      const before = first.get(operationId);
      if (before === undefined) first.set(operationId, pointer);
      else {
        let count = 2;
        while (first.has(`${operationId}${count}`)) count++;
        first.set(`${operationId}${count}`, pointer);
        found.push({
          code: 'duplicate-operation-id',
          severity: 'error',
          pointer: child(pointer, 'operationId'),
          message: `the operationId ${JSON.stringify(operationId)} is taken: ${before} has it`,
          hint: 'Give each operation a name of its own.',
          fix: [{ target: jsonPath(document, pointer), update: { operationId: `${operationId}${count}` } }],
        });
      }
    }
  return found;
}

/** The names in a path template, without what other dialects of templates put around them. */
const templateNames = (path: string): readonly string[] =>
  [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);

function samePaths(document: JsonObject): readonly Defect[] {
  const { paths } = document;
  if (!isObject(paths)) return [];
  const first = new Map<string, string>();
  return Object.keys(paths).flatMap((path): readonly Defect[] => {
    if (path.startsWith('x-')) return [];
    const shape = path.replace(/\{[^{}]*\}/g, '{}');
    const before = first.get(shape);
    if (before === undefined) {
      first.set(shape, path);
      return [];
    }
    return [
      {
        code: 'same-paths',
        severity: 'error',
        pointer: child('#/paths', path),
        message: `no request can tell ${path} from ${before}: they differ in the names of parameters only`,
        hint: 'Put the operations under one path.',
        fix: [{ target: jsonPath(document, child('#/paths', path)), remove: true }],
      },
    ];
  });
}

function pathParameters(document: JsonObject): readonly Defect[] {
  return [...operations(document, 'paths')].flatMap(({ path, pointer, operation, item }) => {
    const lists = [
      [operation['parameters'], child(pointer, 'parameters')],
      [item['parameters'], child('#/paths', path, 'parameters')],
    ] as const;
    const declared = lists.flatMap(([list, at]) =>
      (Array.isArray(list) ? list : []).flatMap((one: unknown, index) => {
        const parameter = resolved(document, one);
        const { name } = parameter;
        return parameter['in'] === 'path' && typeof name === 'string' ? [{ name, at: child(at, index) }] : [];
      }),
    );
    const names = templateNames(path);
    const wanted = new Set(names.map((name) => bare(name)));
    const known = new Set(declared.map(({ name }) => bare(name)));
    const undeclared = [...new Set(names)]
      .filter((name) => !known.has(bare(name)))
      .map(
        (name): Defect => ({
          code: 'undeclared-path-parameter',
          severity: 'error',
          pointer,
          message: `the path ${path} has {${name}}, and no parameter of that name is declared`,
          hint: 'Declare it: { name, in: path, required: true, schema }.',
          fix: [
            {
              target: jsonPath(document, pointer),
              update: { parameters: [{ name, in: 'path', required: true, schema: { type: 'string' } }] },
            },
          ],
        }),
      );
    const lost = declared
      .filter(({ name }) => !wanted.has(bare(name)))
      .map(
        ({ name, at }): Defect => ({
          code: 'missing-path-parameter',
          severity: 'error',
          pointer: at,
          message: `the path parameter ${JSON.stringify(name)} is not in the path ${path}`,
          hint: `Write {${name}} into the path, or take the parameter out.`,
          fix: [{ target: jsonPath(document, at), remove: true }],
        }),
      );
    return [...undeclared, ...lost];
  });
}

/** `+path`, `path*` and `id?` of other template languages name the parameter without their operators. */
const bare = (name: string): string =>
  name
    .trim()
    .replace(/^[+./;?&#]/, '')
    .replace(/(\*|\?|:.*)$/, '');

function resolved(document: JsonObject, value: unknown): JsonObject {
  let place = value;
  for (let hops = 0; isObject(place) && typeof place['$ref'] === 'string' && hops < 20; hops++)
    place = valueAt(document, place['$ref']);
  return isObject(place) ? place : {};
}
