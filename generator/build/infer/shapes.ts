import type { Contract, Operation } from '../../contract/model.ts';
import { findResponse, successStatus } from '../../contract/responses.ts';
import { isForm, isJson } from '../../json/media-type.ts';
import type { JsonSchema } from '../../json/types.ts';
import { shapeOf } from '../../wire/decode.ts';
import { plainName } from './words.ts';

/** What inference reads from schemas: members, types, items. Each schema is read once. */
export interface Shapes {
  /** The JSON schema of an operation's successful response. */
  response(operation: Operation): JsonSchema | undefined;
  /** The schema of its request body, JSON before a form. */
  request(operation: Operation): JsonSchema | undefined;
  types(schema: JsonSchema | undefined): ReadonlySet<string>;
  items(schema: JsonSchema | undefined): JsonSchema | undefined;
  /** Names and schemas of the members of an object. */
  members(schema: JsonSchema | undefined): ReadonlyMap<string, JsonSchema>;
  /** The member of one of the names, however it is spelt, that is a text or a number; the first name counts most. */
  keyAmong(schema: JsonSchema | undefined, names: readonly string[]): string | undefined;
}

type Shape = ReturnType<typeof shapeOf>;

const nothing: Shape = { types: new Set(), items: undefined, properties: new Map(), isWide: false };

export function createShapes(contract: Contract): Shapes {
  const known = new WeakMap<object, Shape>();
  const shape = (schema: JsonSchema | undefined): Shape => {
    if (typeof schema !== 'object') return nothing;
    const found = known.get(schema) ?? shapeOf(contract, schema);
    known.set(schema, found);
    return found;
  };
  const isScalar = (schema: JsonSchema | undefined): boolean => {
    const { types, properties } = shape(schema);
    return ['string', 'integer', 'number'].some((type) => types.has(type)) && properties.size === 0;
  };
  return {
    response(operation) {
      const content = findResponse(operation, successStatus(operation))?.content ?? [];
      return (
        content.find(({ contentType }) => isJson(contentType)) ??
        // Some documents write the range of all types where they mean JSON.
        content.find(({ contentType }) => contentType === '*/*')
      )?.schema?.normal.schema;
    },
    request({ requestBody }) {
      const content = requestBody?.content ?? [];
      return (
        content.find(({ contentType }) => isJson(contentType)) ??
        content.find(({ contentType }) => isForm(contentType))
      )?.schema?.normal.schema;
    },
    types: (schema) => shape(schema).types,
    items: (schema) => shape(schema).items,
    members: (schema) => shape(schema).properties,
    keyAmong(schema, names) {
      const { properties } = shape(schema);
      const spelt = new Map([...properties.keys()].map((name) => [plainName(name) || name, name]));
      return names
        .map((name) => (properties.has(name) ? name : spelt.get(plainName(name) || name)))
        .find((name) => name !== undefined && isScalar(properties.get(name)));
    },
  };
}
