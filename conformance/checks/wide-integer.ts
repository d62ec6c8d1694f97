import type { Contract, Operation } from '../../generator/contract/model.ts';
import { isObject } from '../../generator/json/guards.ts';
import { findMediaType } from '../../generator/json/media-type.ts';
import type { JsonSchema } from '../../generator/json/types.ts';
import { shapeOf } from '../../generator/wire/decode.ts';
import type { Arguments } from '../../generator/wire/message.ts';

/**
 * The first place of a request with an integer beyond 32 bits where the document neither says `int64` nor gives a bound: many servers
 * hold such integers in 32 bits, and no sentence of the document is against it.
 */
export function wideInteger(contract: Contract, operation: Operation, sent: Arguments): string | undefined {
  for (const { in: location, name, schema, content } of operation.parameters) {
    if (location === 'querystring') continue;
    const use = schema ?? content?.schema;
    const found = within(contract, use?.normal.schema, sent[location][name], `/${location}/${name}`);
    if (found !== undefined) return found;
  }
  const { body } = sent;
  if (body === undefined) return undefined;
  const media = findMediaType(operation.requestBody?.content ?? [], body.contentType);
  return within(contract, media?.schema?.normal.schema, body.value, '/body');
}

function within(
  contract: Contract,
  schema: JsonSchema | undefined,
  value: unknown,
  place: string,
): string | undefined {
  if (typeof value === 'number')
    return Number.isInteger(value) &&
      (value >= 2 ** 31 || value < -(2 ** 31)) &&
      !shapeOf(contract, schema).isWide
      ? place
      : undefined;
  if (Array.isArray(value)) {
    const { items } = shapeOf(contract, schema);
    for (const [index, item] of value.entries()) {
      const found = within(contract, items, item, `${place}/${index}`);
      if (found !== undefined) return found;
    }
  } else if (isObject(value)) {
    const { properties } = shapeOf(contract, schema);
    for (const [name, member] of Object.entries(value)) {
      const found = within(contract, properties.get(name), member, `${place}/${name}`);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
