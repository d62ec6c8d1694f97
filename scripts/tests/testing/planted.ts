import { isObject } from '../../../generator/json/guards.ts';
import { child } from '../../../generator/json/pointer.ts';
import type { JsonObject } from '../../../generator/json/types.ts';

/** A change that was planted in a document, as its author would announce it. */
export interface Planted {
  readonly kind:
    | 'operation-removed'
    | 'parameter-required'
    | 'member-removed'
    | 'member-required'
    | 'deprecated';
  /** `GET /stations`, or the name of the member. */
  readonly what: string;
}

type Mutable = Record<string, unknown>;
const methods = ['get', 'put', 'post', 'patch', 'delete'];

/**
 * A second version of a document with one change of each kind that the document has a place for, the first place in the
 * order of the document. Deterministic.
 */
export function planted(document: JsonObject): {
  readonly head: JsonObject;
  readonly changes: readonly Planted[];
} {
  const head = structuredClone(document) as Mutable;
  const changes: Planted[] = [];
  const operations = Object.entries(isObject(head['paths']) ? head['paths'] : {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = isObject(item) ? item[method] : undefined;
      return isObject(operation)
        ? [
            {
              name: `${method.toUpperCase()} ${path}`,
              pointer: child('#', 'paths', path, method),
              operation: operation as Mutable,
              remove: () => delete (item as Mutable)[method],
            },
          ]
        : [];
    }),
  );
  const [first, second, ...others] = operations;
  // What other parts refer to cannot be removed.
  const text = JSON.stringify(document);
  const last = others.findLast(({ pointer }) => !text.includes(JSON.stringify(`${pointer}/`).slice(0, -1)));
  if (last !== undefined) {
    last.remove();
    changes.push({ kind: 'operation-removed', what: last.name });
  }
  if (first !== undefined) {
    const { parameters } = first.operation;
    const own = Array.isArray(parameters) ? (parameters as unknown[]) : [];
    first.operation['parameters'] = [
      ...own,
      { name: 'tenant', in: 'query', required: true, schema: { type: 'string' } },
    ];
    changes.push({ kind: 'parameter-required', what: first.name });
  }
  if (second !== undefined && second !== last) {
    second.operation['deprecated'] = true;
    second.operation['description'] = 'Use another operation.';
    changes.push({ kind: 'deprecated', what: second.name });
  }
  const components = head['components'];
  const schemas = isObject(components) && isObject(components['schemas']) ? components['schemas'] : {};
  const objects = Object.entries(schemas).filter(
    ([, schema]) => isObject(schema) && isObject(schema['properties']),
  ) as [string, Mutable][];
  const requiring = objects.find(([, { required }]) => Array.isArray(required) && required.length > 0);
  if (requiring !== undefined) {
    const [name, schema] = requiring;
    const [gone, ...kept] = schema['required'] as string[];
    schema['required'] = kept;
    if (gone !== undefined) delete (schema['properties'] as Mutable)[gone];
    changes.push({ kind: 'member-removed', what: `${name}.${gone}` });
  }
  const other = objects.filter((each) => each !== requiring).at(-1);
  if (other !== undefined) {
    const [name, schema] = other;
    const required = Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : [];
    schema['required'] = [...required, 'region'];
    schema['properties'] = { ...(schema['properties'] as Mutable), region: { type: 'string' } };
    changes.push({ kind: 'member-required', what: `${name}.region` });
  }
  const { info } = head;
  if (isObject(info)) head['info'] = { ...info, version: `${String(info['version'])}-next` };
  return { head, changes };
}
