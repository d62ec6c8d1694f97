import type { Operation } from '../../../generator/contract/model.ts';
import { findResponse, successStatus } from '../../../generator/contract/responses.ts';
import { isForm, isJson } from '../../../generator/json/media-type.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import { bytesOf } from '../file-bytes.ts';
import type { Items } from './items.ts';
import { placeName, type ResourceState, type Role } from './resource-state.ts';

/** The bytes that a call sends for an item: the first file of a form, or a body that is neither JSON nor a form. */
export function uploadOf({ body }: Arguments): Uint8Array | undefined {
  if (body === undefined) return undefined;
  const { value, contentType } = body;
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string' && !isJson(contentType) && !isForm(contentType))
    return new TextEncoder().encode(value);
  if (!isObject(value)) return undefined;
  const files = Object.values(value)
    .flat()
    .filter((each) => each instanceof Blob);
  return files[0] === undefined ? undefined : bytesOf(files[0]);
}

/** What was uploaded and an operation returns: bytes, or text where the document has a JSON string; `undefined` where it returns something else, or nothing was uploaded. */
export function downloadOf(
  items: Items,
  state: ResourceState,
  role: Role,
  operation: Operation,
  call: Arguments,
): Uint8Array | string | undefined {
  const content = findResponse(operation, successStatus(operation))?.content ?? [];
  if (operation.method !== 'get' || role === 'list' || content.length === 0) return undefined;
  const json = content.find(({ contentType }) => isJson(contentType));
  const schema = json?.schema?.normal.schema;
  if (json !== undefined && !(isObject(schema) && schema['type'] === 'string')) return undefined;
  const bytes = uploadedFor(items, state, operation, call);
  return bytes === undefined || json === undefined ? bytes : new TextDecoder().decode(bytes);
}

function uploadedFor(
  items: Items,
  state: ResourceState,
  operation: Operation,
  call: Arguments,
): Uint8Array | undefined {
  const { resource } = state;
  const own = state.uploads.get(placeName(items.placeOf(state, operation, call)));
  if (own !== undefined || resource.kind !== 'singleton' || resource.parent === undefined) return own;
  const parent = items.states.get(resource.parent);
  const place = parent === undefined ? undefined : items.placeAbove(parent, operation, call);
  return place === undefined ? undefined : parent?.uploads.get(placeName(place));
}
