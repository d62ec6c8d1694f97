import type { Contract, Operation } from '../../../generator/contract/model.ts';
import { findResponse, successStatus } from '../../../generator/contract/responses.ts';
import { isForm, isJson } from '../../../generator/json/media-type.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { JsonSchema } from '../../../generator/json/types.ts';
import { shapeOf } from '../../../generator/wire/decode.ts';

type Keyword = 'readOnly' | 'writeOnly';

/** Which members of an item are sent, and which are returned. */
export interface Views {
  /** A value without the members that a response must not contain (`writeOnly`). */
  shown(operation: Operation, value: unknown): unknown;
  /** A body without the members that the server decides (`readOnly`). */
  sent(operation: Operation, value: unknown): unknown;
  /** The members that the request body has by default, with their values. */
  defaults(operation: Operation, wrapper: readonly string[]): { readonly [name: string]: unknown };
  /** The members of the request body that a client may send; empty where the schema declares none. */
  sendable(operation: Operation, wrapper: readonly string[]): ReadonlySet<string>;
}

export function createViews(contract: Contract): Views {
  const responseSchema = (operation: Operation): JsonSchema | undefined =>
    findResponse(operation, successStatus(operation))?.content.find(({ contentType }) => isJson(contentType))
      ?.schema?.normal.schema;
  const requestSchema = ({ requestBody }: Operation): JsonSchema | undefined =>
    requestBody?.content.find(({ contentType }) => isJson(contentType) || isForm(contentType))?.schema?.normal
      .schema;
  /** A value without the members that a schema marks, wherever the value has them. */
  const without = (value: unknown, schema: JsonSchema | undefined, keyword: Keyword): unknown => {
    if (!isObject(schema)) return value;
    if (Array.isArray(value)) {
      const { items } = shapeOf(contract, schema);
      return changed(value, (item) => without(item, items, keyword));
    }
    if (!isObject(value)) return value;
    const { properties } = shapeOf(contract, schema);
    const kept: [string, unknown][] = [];
    let isChanged = false;
    for (const [name, member] of Object.entries(value)) {
      const own = properties.get(name);
      const isLeftOut = own !== undefined && isMarked(own, keyword);
      const now = isLeftOut ? undefined : without(member, own, keyword);
      if (!isLeftOut) kept.push([name, now]);
      isChanged ||= isLeftOut || now !== member;
    }
    return isChanged ? Object.fromEntries(kept) : value;
  };
  const sentMembers = (
    operation: Operation,
    wrapper: readonly string[],
  ): (readonly [string, JsonSchema])[] => {
    const schema = wrapper.reduce<JsonSchema | undefined>(
      (holder, name) => shapeOf(contract, holder).properties.get(name),
      requestSchema(operation),
    );
    return [...shapeOf(contract, schema).properties];
  };
  const isMarked = (schema: JsonSchema, keyword: Keyword): boolean => {
    if (!isObject(schema)) return false;
    if (schema[keyword] === true) return true;
    const ref = schema['$ref'];
    return typeof ref === 'string' && ref.startsWith('#')
      ? isMarked(contract.schemaAt(ref).raw, keyword)
      : false;
  };
  return {
    shown: (operation, value) => without(value, responseSchema(operation), 'writeOnly'),
    sent: (operation, value) =>
      [requestSchema(operation), responseSchema(operation)].reduce<unknown>(
        (body, schema) => without(body, schema, 'readOnly'),
        value,
      ),
    sendable: (operation, wrapper) =>
      new Set(
        sentMembers(operation, wrapper)
          .filter(([, member]) => !isMarked(member, 'readOnly'))
          .map(([name]) => name),
      ),
    defaults: (operation, wrapper) =>
      Object.fromEntries(
        sentMembers(operation, wrapper).flatMap(([name, member]) =>
          isObject(member) && member['default'] !== undefined ? [[name, member['default']]] : [],
        ),
      ),
  };
}

/** A list with each item replaced; the same list where none differs. */
function changed(list: readonly unknown[], replace: (item: unknown) => unknown): readonly unknown[] {
  const now = list.map(replace);
  return now.every((item, index) => item === list[index]) ? list : now;
}

/** A body without its files: of an upload, the mock stores what the response describes. */
export function withoutFiles(value: unknown): unknown {
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([, member]) => !(member instanceof Blob));
  return members.length === Object.keys(value).length ? value : Object.fromEntries(members);
}
