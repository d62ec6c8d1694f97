import { isObject } from '../../json/pointer.ts';
import type { TypeName } from '../../json/type-of.ts';
import type { JsonObject, JsonSchema } from '../../json/types.ts';
import { jsonTypes } from '../facts.ts';
import { decides } from '../keywords.ts';
import type { Body } from './body.ts';
import { every, isInherited, literal, not, some, type Test, typeTest } from './expressions.ts';
import { listed } from './listed.ts';
import { weightOf } from './weight.ts';

/** Above this many assertions an expression reads worse than a function. */
const mostAssertions = 10;

const always: Test = ['true', 'false'];

/**
 * A condition that is true when a value is valid, for the few keywords that conditions are made of; `undefined` when a
 * function is needed. `value` is a local of the function, as conditions narrow its type.
 */
export function smallTest(
  body: Body,
  schema: JsonSchema,
  value: string,
  known: TypeName | undefined,
): Test | undefined {
  if (typeof schema === 'boolean') return schema ? always : not(always);
  if (weightOf(schema) > mostAssertions) return undefined;
  const asserted = Object.keys(schema).filter(decides);
  const parts: Test[] = [];
  let isKnown = known;
  if (asserted.includes('type')) {
    const { type } = schema;
    if (type !== 'integer' && !jsonTypes.some((one) => one === type)) return undefined;
    if (known !== type) parts.push(typeTest(type as 'integer', value, body.writer.helper));
    isKnown = type === 'integer' ? 'number' : (type as TypeName);
  }
  for (const keyword of asserted) {
    const test = keyword === 'type' ? always : keywordTest(body, schema, keyword, value, isKnown);
    if (test === undefined) return undefined;
    if (test[0] !== 'true') parts.push(test);
  }
  return parts.length === 0 ? always : every(parts);
}

function keywordTest(
  body: Body,
  schema: JsonObject,
  keyword: string,
  value: string,
  known: TypeName | undefined,
): Test | undefined {
  switch (keyword) {
    case 'const':
      return scalarTest(body, [schema['const']], value);
    case 'enum':
      return Array.isArray(schema['enum']) ? scalarTest(body, schema['enum'], value) : undefined;
    case 'not': {
      const test = smallTest(body, schema['not'] as JsonSchema, value, known);
      return test === undefined ? undefined : not(test);
    }
    case 'required':
    case 'properties': {
      // Both are one test, written where the first of them stands.
      if (keyword === 'properties' && Array.isArray(schema['required'])) return always;
      const test = membersTest(body, schema, value);
      if (test === undefined || test[0] === 'true' || known === 'object') return test;
      if (known !== undefined) return always;
      return some([not(typeTest('object', value, body.writer.helper)), test]);
    }
    default:
      return undefined;
  }
}

function scalarTest(body: Body, values: readonly unknown[], value: string): Test | undefined {
  const isScalar = values.every((entry) => typeof entry !== 'object' || entry === null);
  return isScalar && values.length > 0 ? listed(body, values, value).test : undefined;
}

/** That members are there and valid; names that every object inherits must be tested as own members. */
function membersTest(body: Body, schema: JsonObject, value: string): Test | undefined {
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const names = [...new Set([...required, ...Object.keys(properties)])];
  if (names.some(isInherited)) return undefined;
  const parts: Test[] = [];
  for (const name of names) {
    const place = `${value}[${literal(name)}]`;
    const own = Object.hasOwn(properties, name) ? (properties[name] as JsonSchema) : true;
    const test = smallTest(body, own, place, undefined);
    if (test === undefined) return undefined;
    const absent: Test = [`${place} === undefined`, `${place} !== undefined`];
    const isEquality = /^[^|&]* === /.test(test[0]) && !test[0].includes(' || ');
    if (required.includes(name))
      parts.push(...(isEquality ? [] : [not(absent)]), ...(test[0] === 'true' ? [] : [test]));
    else if (test[0] !== 'true') parts.push(some([absent, test]));
  }
  return parts.length === 0 ? always : every(parts);
}
