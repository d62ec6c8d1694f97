import type { Contract, MediaType, NamedSchema } from '../contract/model.ts';
import { child, isObject, valueAt } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { schemaName } from './extensions.ts';
import { schemaTypeName, uniqueNames } from './naming.ts';

/**
 * The named schemas: components, then inline bodies. An inline body is named by `x-plumbline-name`, else after its
 * operation (`<OperationId>Request`, `<OperationId>Response`), so that every body can be spoken of.
 */
export function buildSchemas(contract: Contract): readonly NamedSchema[] {
  const place = '#/components/schemas';
  const components = valueAt(contract.document, place);
  const keys = Object.keys(isObject(components) ? components : {});
  const inline = inlineBodies(contract).filter(({ pointer }) => !pointer.startsWith(`${place}/`));
  const entries = [
    ...keys.map((key) => ({
      key,
      pointer: child(place, key),
      name: schemaName(valueAt(contract.document, child(place, key))) ?? key,
    })),
    ...inline.map(({ pointer, name }) => ({ key: pointer, pointer, name })),
  ];
  const nameOf = new Map(entries.map(({ key, name }) => [key, name]));
  const typeNames = uniqueNames(
    entries.map(({ key }) => key),
    (key) => schemaTypeName(nameOf.get(key) ?? key),
  );
  return entries.map(({ key, pointer, name }) => {
    const use = contract.schemaAt(pointer);
    const raw = isObject(use.raw) ? use.raw : {};
    return {
      name,
      typeName: typeNames.get(key) ?? schemaTypeName(name),
      deprecated: raw['deprecated'] === true,
      use,
      ...(typeof raw['description'] === 'string' ? { description: raw['description'] } : {}),
    };
  });
}

function inlineBodies(contract: Contract): readonly { readonly pointer: Pointer; readonly name: string }[] {
  const found = new Map<Pointer, string>();
  const add = (content: readonly MediaType[], fallback: string): void => {
    const shapes = new Set<string>();
    for (const { schema } of content) {
      if (schema === undefined || !isObject(schema.raw) || !isStructured(schema.raw)) continue;
      // The same body in JSON and XML is one type.
      const shape = JSON.stringify(schema.raw);
      if (shapes.has(shape)) continue;
      shapes.add(shape);
      if (!found.has(schema.pointer))
        found.set(schema.pointer, `${fallback}${shapes.size === 1 ? '' : ` ${shapes.size}`}`);
    }
  };
  for (const { operationId, requestBody, responses } of contract.operations) {
    add(requestBody?.content ?? [], `${operationId} request`);
    const success = responses.filter(({ status }) => status.startsWith('2'));
    add(
      success.flatMap(({ content }) => content),
      `${operationId} response`,
    );
  }
  for (const [pointer, name] of givenNames(contract.document, '#')) found.set(pointer, name);
  return [...found].map(([pointer, name]) => ({ pointer, name }));
}

/** Every inline schema that carries `x-plumbline-name`. */
function givenNames(value: unknown, pointer: Pointer): readonly (readonly [Pointer, string])[] {
  if (typeof value !== 'object' || value === null || pointer === '#/info') return [];
  const name = schemaName(value);
  const within = Object.entries(value).flatMap(([key, member]) =>
    typeof member === 'object' && member !== null ? givenNames(member, child(pointer, key)) : [],
  );
  return name === undefined ? within : [[pointer, name], ...within];
}

/** Worth a name: an object with members, or a union. */
const isStructured = (schema: Readonly<Record<string, unknown>>): boolean =>
  ['properties', 'allOf', 'oneOf', 'anyOf'].some((keyword) => Object.hasOwn(schema, keyword));
