import { pathShape } from '../contract/path-shape.ts';
import { jsonPath } from '../json/json-path.ts';
import { child, isObject, tokensOf, valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import type { Defect, OverlayFix } from './defects.ts';
import { danglingReferences, referencesWithin } from './references.ts';

/**
 * What makes a document unreadable though every part of it is valid: references that lead nowhere, operations that
 * no request can distinguish, and path templates that cannot be filled. Everything else is read.
 */
export const documentErrors = (document: JsonObject): readonly Defect[] => [
  ...unresolved(document),
  ...circular(document),
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

/** References that lead back to themselves and so stand for nothing. */
function circular(document: JsonObject): readonly Defect[] {
  const next = new Map<Pointer, Pointer>();
  const targets = new Map<string, Pointer>();
  for (const { pointer, ref, isMapped } of referencesWithin(document)) {
    // The target of a discriminator's mapping is not a part of the schema.
    if (isMapped || !ref.startsWith('#/')) continue;
    const target = targets.get(ref) ?? child('#', ...tokensOf(ref));
    targets.set(ref, target);
    next.set(pointer, target);
  }
  const done = new Set<Pointer>();
  return [...next.keys()].flatMap((start): readonly Defect[] => {
    const way = new Set<Pointer>();
    let at: Pointer | undefined = start;
    while (at !== undefined && !way.has(at) && !done.has(at)) {
      way.add(at);
      at = next.get(at);
    }
    for (const each of way) done.add(each);
    if (at === undefined || !way.has(at)) return [];
    return [
      {
        code: 'ref-circular',
        severity: 'error',
        pointer: at,
        message: `$ref ${JSON.stringify(next.get(at))} leads back here, so that it stands for nothing`,
        fix: [{ target: `${jsonPath(document, at)}['$ref']`, remove: true }],
      },
    ];
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
    const at = child('#', section, path);
    for (const method of methods) {
      const operation = item[method];
      if (isObject(operation)) yield { path, pointer: child(at, method), operation, item };
    }
    const more = isObject(item['additionalOperations']) ? item['additionalOperations'] : {};
    for (const [name, operation] of Object.entries(more))
      if (isObject(operation))
        yield { path, pointer: child(at, 'additionalOperations', name), operation, item };
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
          hint: 'Give each operation a name of its own. plumbline lint <document> --fix-overlay fix.yaml writes an overlay that does; every verb takes it by --overlay fix.yaml.',
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
  const first = new Map<string, { readonly path: string; readonly pointer: Pointer }>();
  const seen = new Set<string>();
  return [...operations(document, 'paths')].flatMap(({ path, pointer }): readonly Defect[] => {
    const shape = pathShape(path);
    const key = `${pointer.slice(pointer.lastIndexOf('/') + 1)} ${shape}`;
    const before = first.get(key) ?? first.get(shape);
    if (!first.has(key)) first.set(key, { path, pointer });
    if (!first.has(shape)) first.set(shape, { path, pointer });
    if (before === undefined || before.path === path) return [];
    const isSameMethod = first.get(key)?.path !== path;
    if (!isSameMethod && seen.has(path)) return [];
    seen.add(path);
    const common = { code: 'same-paths', pointer: child('#/paths', path) };
    // Large public APIs distinguish such requests by the method.
    if (!isSameMethod) {
      const message = `${path} and ${before.path} differ in the names of parameters only; their methods distinguish them`;
      return [{ ...common, severity: 'warning', message }];
    }
    return [
      {
        ...common,
        severity: 'error',
        message: `no request can distinguish ${path} from ${before.path}: they differ in the names of parameters only`,
        hint: 'Put the operations under one path.',
        fix: [{ target: jsonPath(document, pointer), remove: true }],
      },
    ];
  });
}

function pathParameters(document: JsonObject): readonly Defect[] {
  return [...operations(document, 'paths')].flatMap(({ path, pointer, operation, item }) => {
    const lists = [
      [operation['parameters'], () => child(pointer, 'parameters')],
      [item['parameters'], () => child('#/paths', path, 'parameters')],
    ] as const;
    const declared = lists.flatMap(([list, holder]) =>
      (Array.isArray(list) ? list : []).flatMap((one: unknown, index) => {
        const parameter = resolved(document, one);
        const { name } = parameter;
        return parameter['in'] === 'path' && typeof name === 'string'
          ? [{ name, at: () => child(holder(), index) }]
          : [];
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
          pointer: at(),
          message: `the path parameter ${JSON.stringify(name)} is not in the path ${path}`,
          hint: `Write {${name}} into the path, or take the parameter out.`,
          fix: [{ target: jsonPath(document, at()), remove: true }],
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
