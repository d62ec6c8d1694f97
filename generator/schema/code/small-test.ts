import { isObject } from '../../json/pointer.ts';
import type { JsonObject, JsonSchema } from '../../json/types.ts';
import { type JsonType, jsonTypes } from '../facts.ts';
import { decides } from '../keywords.ts';
import { type Body, isNone, weightOf } from './emit-schema.ts';
import { isInherited, literal, member, typeTest } from './expressions.ts';

/** Above this many assertions an expression reads worse than a function. */
const mostAssertions = 10;

/**
 * An expression that is true when a value keeps a schema, for the few keywords that conditions are made of; `undefined`
 * when a function is needed. It makes no problem that is thrown away at once, so a condition costs next to nothing.
 */
export function smallTest(
  body: Body,
  schema: JsonSchema,
  value: string,
  known: JsonType | undefined,
): string | undefined {
  if (typeof schema === 'boolean') return String(schema);
  if (weightOf(schema) > mostAssertions) return undefined;
  const asserted = Object.keys(schema).filter(decides);
  const parts: string[] = [];
  let isKnown = known;
  if (asserted.includes('type')) {
    const { type } = schema;
    if (type !== 'integer' && !jsonTypes.some((one) => one === type)) return undefined;
    if (known !== type)
      parts.push(typeTest(type as 'integer', value, () => body.writer.helper('plainObject'))[0]);
    isKnown = type === 'integer' ? 'number' : (type as JsonType);
  }
  for (const keyword of asserted) {
    const test = keyword === 'type' ? 'true' : keywordTest(body, schema, keyword, value, isKnown);
    if (test === undefined) return undefined;
    if (test !== 'true') parts.push(test);
  }
  return parts.length === 0 ? 'true' : parts.length === 1 ? parts[0] : `(${parts.join(' && ')})`;
}

function keywordTest(
  body: Body,
  schema: JsonObject,
  keyword: string,
  value: string,
  known: JsonType | undefined,
): string | undefined {
  switch (keyword) {
    case 'const':
      return scalarTest(body, [schema['const']], value);
    case 'enum':
      return Array.isArray(schema['enum']) ? scalarTest(body, schema['enum'], value) : undefined;
    case 'not': {
      const test = smallTest(body, schema['not'] as JsonSchema, value, known);
      return test === undefined ? undefined : `!(${test})`;
    }
    case 'required':
    case 'properties': {
      // Both are one test, written where the first of them stands.
      if (keyword === 'properties' && Array.isArray(schema['required'])) return 'true';
      const test = membersTest(body, schema, value);
      if (test === undefined || test === 'true' || known === 'object') return test;
      return known === undefined ? `(!${body.writer.helper('plainObject')}(${value}) || ${test})` : 'true';
    }
    default:
      return undefined;
  }
}

function scalarTest(body: Body, values: readonly unknown[], value: string): string | undefined {
  const isSmall = values.length <= 8 && values.every((entry) => typeof entry !== 'object' || entry === null);
  return isSmall ? `!(${isNone(body, values, value, literal(values))})` : undefined;
}

function membersTest(body: Body, schema: JsonObject, value: string): string | undefined {
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const names = [...new Set([...required, ...Object.keys(properties)])];
  // Names that every object inherits must be asked for as own members.
  if (names.some(isInherited)) return undefined;
  const parts: string[] = [];
  for (const name of names) {
    const place = member(value, name);
    const own = Object.hasOwn(properties, name) ? (properties[name] as JsonSchema) : true;
    const test = smallTest(body, own, place, undefined);
    if (test === undefined) return undefined;
    const isThere = `${place} !== undefined`;
    if (required.includes(name)) parts.push(isThere, ...(test === 'true' ? [] : [test]));
    else if (test !== 'true') parts.push(`(${place} === undefined || ${test})`);
  }
  return parts.length === 0 ? 'true' : `(${parts.join(' && ')})`;
}
