import { withValueIn } from '../../../generator/contract/resources.ts';
import { isObject } from '../../../generator/json/guards.ts';
import { typesOf } from '../../../generator/wire/decode.ts';
import type { Collection } from './collection.ts';
import { keyNames, type ResourceState } from './resource-state.ts';
import type { StoreParts } from './store-parts.ts';

/** An unused key: a number where the path or the item allows one, otherwise a text. */
export function nextKey(
  { contract, responses: { isValid }, validate, sample }: StoreParts,
  state: ResourceState,
  items: Collection,
  sent: unknown,
): string | number {
  const { retrieve } = state.resource.operations;
  const parameter = retrieve?.parameters.find(
    ({ name, in: place }) => place === 'path' && name === state.resource.keys.at(-1)?.parameter,
  );
  const types = typesOf(contract, parameter?.schema?.normal.schema);
  let number = items.size + 1;
  while (items.has(String(number))) number++;
  const fitsNumber =
    types.has('integer') ||
    types.has('number') ||
    (retrieve !== undefined &&
      isValid(retrieve, withValueIn(isObject(sent) ? sent : {}, keyNames(state), number)));
  if (fitsNumber || parameter?.schema === undefined) return fitsNumber ? number : String(number);
  const text = String(number);
  if (validate(parameter.schema.pointer, text, 'request').length === 0) return text;
  const made = sample(parameter.schema, number);
  return typeof made === 'string' || typeof made === 'number' ? made : text;
}

/** The key as a member of an item: a number where the schema of the path parameter is numeric. */
export function keyValue({ contract }: StoreParts, { resource }: ResourceState, key: string): unknown {
  if (resource.keys.length !== 1) return undefined;
  const operation = resource.operations.retrieve ?? resource.operations.replace ?? resource.operations.update;
  const parameter = operation?.parameters.find(
    ({ name, in: place }) => place === 'path' && name === resource.keys[0]?.parameter,
  );
  const types = typesOf(contract, parameter?.schema?.normal.schema);
  return types.has('integer') || types.has('number') ? Number(key) : key;
}
