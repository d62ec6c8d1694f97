import type { Contract, Operation } from '../../../generator/contract/model.ts';
import { findResponse, successStatus } from '../../../generator/contract/responses.ts';
import { isForm, isJson } from '../../../generator/json/media-type.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { JsonSchema } from '../../../generator/json/types.ts';
import { shapeOf } from '../../../generator/wire/decode.ts';

/** The path to a place in a value; `*` is each item of a list. */
type Place = readonly string[];

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

/** Deeper members are ignored. */
const deepest = 6;

export function createViews(contract: Contract): Views {
  const hidden = new Map<Operation, readonly Place[]>();
  const decided = new Map<Operation, readonly Place[]>();
  const responseSchema = (operation: Operation): JsonSchema | undefined =>
    findResponse(operation, successStatus(operation))?.content.find(({ contentType }) => isJson(contentType))
      ?.schema?.normal.schema;
  const requestSchema = ({ requestBody }: Operation): JsonSchema | undefined =>
    requestBody?.content.find(({ contentType }) => isJson(contentType) || isForm(contentType))?.schema?.normal
      .schema;
  const placesOf = (schema: JsonSchema | undefined, keyword: 'readOnly' | 'writeOnly'): readonly Place[] => {
    const found: Place[] = [];
    const visit = (value: JsonSchema | undefined, place: Place, trail: readonly unknown[]): void => {
      if (place.length > deepest || !isObject(value) || trail.includes(value)) return;
      const { properties, items } = shapeOf(contract, value);
      for (const [name, member] of properties)
        if (isMarked(member, keyword)) found.push([...place, name]);
        else visit(member, [...place, name], [...trail, value]);
      if (items !== undefined) visit(items, [...place, '*'], [...trail, value]);
    };
    visit(schema, [], []);
    return found;
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
  const isMarked = (schema: JsonSchema, keyword: 'readOnly' | 'writeOnly'): boolean => {
    if (!isObject(schema)) return false;
    if (schema[keyword] === true) return true;
    const ref = schema['$ref'];
    return typeof ref === 'string' && ref.startsWith('#')
      ? isMarked(contract.schemaAt(ref).raw, keyword)
      : false;
  };
  const once = (
    known: Map<Operation, readonly Place[]>,
    operation: Operation,
    find: () => readonly Place[],
  ): readonly Place[] => {
    const places = known.get(operation) ?? find();
    known.set(operation, places);
    return places;
  };
  return {
    shown: (operation, value) =>
      once(hidden, operation, () => placesOf(responseSchema(operation), 'writeOnly')).reduce(without, value),
    sent: (operation, value) =>
      once(decided, operation, () => [
        ...placesOf(requestSchema(operation), 'readOnly'),
        ...placesOf(responseSchema(operation), 'readOnly'),
      ]).reduce(without, value),
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

function without(value: unknown, place: Place): unknown {
  const [name, ...rest] = place;
  if (name === undefined) return value;
  if (name === '*') return Array.isArray(value) ? value.map((item) => without(item, rest)) : value;
  if (!isObject(value) || !Object.hasOwn(value, name)) return value;
  const { [name]: member, ...others } = value;
  return rest.length === 0 ? others : { ...value, [name]: without(member, rest) };
}

/** A body without its files: of an upload, the mock stores what the response describes. */
export function withoutFiles(value: unknown): unknown {
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([, member]) => !(member instanceof Blob));
  return members.length === Object.keys(value).length ? value : Object.fromEntries(members);
}
